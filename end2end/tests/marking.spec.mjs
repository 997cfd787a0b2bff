// Marking a passage in a response: by mouse and by keyboard alone, kept over a reload, taken away, refused, found by the server.
import { expect, test } from "@playwright/test";
import { look, newPage, pictures, signIn } from "../browser.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build } from "../world.mjs";

const ANSWER = [
  "## How it works",
  "",
  "The sun is *small*, and **the moon** is made of cheese. The sun is *small*, as said.",
  "",
  "1. Open the `box`",
  "2. Close it",
  "",
  "```python",
  "def f(n):",
  "    return n * 2",
  "```",
  "",
  "So $\\frac{a}{b} = 2$ in the end.",
].join("\n");
const TAGS = "wrong fact\nunclear";

const ready = (page) => page.waitForSelector("html[data-ready] #rating");
const rows = (page, side) => page.locator(`.passages[data-side=${side}] .passage-row[data-filled]`);
const marks = (page, side) => page.locator(`.pane-body[data-side=${side}] mark`);

/** Selects by mouse from the beginning of one text to the end of another in the response. */
async function drag(page, side, from, to) {
  const pane = page.locator(`.pane-body[data-side=${side}]`);
  await pane.scrollIntoViewIfNeeded();
  const ends = await pane.evaluate(
    (pane, [from, to]) => {
      const walk = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
      const place = (text, end) => {
        walk.currentNode = pane;
        while (walk.nextNode()) {
          const at = walk.currentNode.data.indexOf(text);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(walk.currentNode, at);
          range.setEnd(walk.currentNode, at + text.length);
          const rect = range.getBoundingClientRect();
          return { x: end ? rect.right - 1 : rect.left + 1, y: rect.top + rect.height / 2 };
        }
        throw new Error(`no ${text}`);
      };
      return [place(from, false), place(to, true)];
    },
    [from, to],
  );
  await page.mouse.move(ends[0].x, ends[0].y);
  await page.mouse.down();
  await page.mouse.move(ends[1].x, ends[1].y, { steps: 5 });
  await page.mouse.up();
}

const field = (page, name) => page.locator(`#rating [name="${name}"]`);
const panel = (page) => page.getByRole("dialog", { name: "What is this passage?" });
const marked = (page, side) => marks(page, side).evaluateAll((marks) => marks.map((mark) => mark.textContent).join("|"));

async function saved(page) {
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/draft"));
  await page.keyboard.press("Control+s");
  await answered;
  await expect(page.locator("#draft-status")).toContainText("Draft saved at");
}

async function answerScales(page) {
  for (const scale of await page.locator("#rating .scale").all()) {
    const first = scale.locator("input").first();
    await ((await first.getAttribute("type")) === "number" ? first.fill("50") : first.check({ force: true }));
  }
}

/** Answers the scales and submits; what the server found comes back with the judgment once its submission is undone. */
async function submitAndUndo(page) {
  await answerScales(page);
  const before = await page.locator("#rating").getAttribute("action");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(1);
  await ready(page);
}

test.describe("in a comparison", () => {
  let server;
  test.beforeAll(async () => {
    server = await start();
    await build(server, {
      annotators: ["ann", "bea", "cem"],
      prompts: [{ prompt: "One" }, { prompt: "Two" }, { prompt: "Three" }],
      answer: () => ANSWER,
      plan: { error_tags: TAGS, minimum_justification: "0", annotators_per_task: "3", criteria_set: "" },
    });
  });
  test.afterAll(() => server.stop());

  test("by mouse: chosen, tagged, shown, kept over a reload, and found by the server at its place", async ({ browser }) => {
    const page = await newPage(browser, server.base, { viewport: { width: 1280, height: 900 } });
    await signIn(page, "ann", PASSWORD);
    await ready(page);
    await drag(page, "a", "the moon", "cheese");
    await expect(panel(page)).toBeVisible();
    await look(page, "30-marking");
    await page.evaluate(() => window.scrollTo(0, 0));
    await panel(page).getByRole("radio", { name: "major" }).check();
    await panel(page).getByRole("button", { name: "wrong fact" }).click();
    await expect(panel(page)).toBeHidden();
    expect(await marked(page, "a")).toBe("the moon| is made of cheese");
    await expect(rows(page, "a")).toHaveCount(1);
    // The second of two alike sentences, over the end of a list's item, across a formula.
    await drag(page, "b", "The sun is", "small");
    await panel(page).getByRole("button", { name: "unclear" }).click();
    await drag(page, "b", "box", "Close it");
    await panel(page).getByRole("button", { name: "wrong fact" }).click();
    await drag(page, "b", "So ", "in the end");
    await panel(page).getByRole("button", { name: "unclear" }).click();
    await expect(rows(page, "b")).toHaveCount(3);
    await expect(field(page, "passage.b.2.quote")).toHaveValue("So $\\frac{a}{b} = 2$ in the end");
    await expect(page.locator(".pane-body[data-side=b] math[data-passage]")).toHaveCount(1);
    await saved(page);
    await look(page, "31-marked");
    await page.reload();
    await ready(page);
    expect(await marked(page, "a")).toBe("the moon| is made of cheese");
    await expect(field(page, "passage.a.0.severity")).toHaveValue("major");
    expect(await marked(page, "b")).toBe("The sun is |small|box|Close it|So | in the end");
    await submitAndUndo(page);
    await expect(field(page, "passage.a.0.quote")).toHaveValue("the moon** is made of cheese");
    await expect(field(page, "passage.b.2.quote")).toHaveValue("box`\n2. Close it");
    await expect(field(page, "passage.b.0.start")).toHaveValue(String(ANSWER.indexOf("The sun")));
    expect(await marked(page, "a"), "what the source says is shown where it is seen").toBe("the moon| is made of cheese");
    expect(await marked(page, "b")).toBe("The sun is |small|box|Close it|So | in the end");
    // Submitting it again as it stands is no error.
    await page.keyboard.press("Control+Enter");
    await expect(field(page, "passage.b.0.quote")).toHaveValue("");
    expect(page.problems).toEqual([]);
  });

  test("by keyboard alone: a caret in either response, a severity, a tag; shown, and taken away again", async ({ browser }) => {
    const page = await newPage(browser, server.base, { viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
    await signIn(page, "bea", PASSWORD);
    await ready(page);
    const spoken = page.locator("#spoken");
    await page.keyboard.press("m");
    await expect(spoken).toContainText("Response A: mark a passage");
    await expect(page.locator("#mark-caret")).toBeVisible();
    await page.keyboard.press("m");
    await expect(spoken).toContainText("Response B: mark a passage");
    await page.keyboard.press("Enter");
    await expect(spoken).toContainText("Nothing is selected");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+ArrowRight");
    for (let word = 0; word < 2; word++) await page.keyboard.press("Control+Shift+ArrowRight");
    await expect(spoken).toContainText(/Selected: sun is/);
    await page.screenshot({ path: `${pictures}32-caret-dark.png` });
    await page.keyboard.press("Enter");
    await expect(panel(page)).toBeVisible();
    await look(page, "33-panel-dark");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect(spoken).toHaveText("critical");
    await page.keyboard.press("2");
    await expect(panel(page)).toBeHidden();
    await expect(spoken).toContainText("Marked: sun is");
    await expect(field(page, "passage.b.0.tag")).toHaveValue("1");
    await expect(field(page, "passage.b.0.severity")).toHaveValue("critical");
    await expect(field(page, "passage.b.0.quote")).toHaveValue("sun is");
    expect((await marked(page, "b")).trim()).toBe("sun is");
    // The caret stays for the next passage, and never leaves the response.
    await expect(page.locator("#mark-caret")).toBeVisible();
    await page.keyboard.press("Control+Shift+End");
    for (let line = 0; line < 30; line++) await page.keyboard.press("Shift+ArrowDown");
    await expect(spoken).toContainText("Selected:");
    expect(await page.evaluate(() => document.querySelector(".pane-body[data-side=b] .prose").contains(getSelection().focusNode))).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await expect(panel(page)).toBeHidden();
    await expect(rows(page, "b")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(page.locator("#mark-caret")).toBeHidden();
    await saved(page);
    // From the form to the passage, and away with it.
    await page.getByRole("button", { name: "Show in the response: Passage 1" }).press("Enter");
    await expect(spoken).toContainText("The passage: sun is");
    await expect(page.locator(".pane-body[data-side=b]")).toBeFocused();
    await page.getByRole("button", { name: "Remove: Passage 1" }).press("Enter");
    await expect(marks(page, "b")).toHaveCount(0);
    await expect(rows(page, "b")).toHaveCount(0);
    await expect(field(page, "passage.b.0.tag")).toBeFocused();
    await expect(spoken).toHaveText("The mark is taken away.");
    await saved(page);
    await page.reload();
    await ready(page);
    await expect(field(page, "passage.b.0.quote")).toHaveValue("");
    expect(page.problems).toEqual([]);
  });

  test("more passages than rows; a quote that is nowhere is refused and stays; its words may be mended by hand", async ({ browser }) => {
    const page = await newPage(browser, server.base, { viewport: { width: 360, height: 800 } });
    await signIn(page, "cem", PASSWORD);
    await ready(page);
    for (const [from, to] of [["small", "small"], ["the moon", "the moon"], ["box", "box"], ["return", "n * "]]) {
      await drag(page, "a", from, to);
      await panel(page).getByRole("button", { name: "unclear" }).click();
      await expect(panel(page)).toBeHidden();
    }
    await expect(rows(page, "a")).toHaveCount(4);
    await look(page, "34-marked-phone");
    await field(page, "passage.a.1.quote").fill("the sun is green");
    await field(page, "passage.a.1.quote").blur();
    await expect(page.getByRole("button", { name: "Show in the response: Passage 2" })).toBeDisabled();
    await expect(field(page, "passage.a.1.before")).toHaveValue("");
    await answerScales(page);
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("alert")).toContainText("This does not stand in the response");
    await expect(field(page, "passage.a.1.quote")).toHaveValue("the sun is green");
    await expect(rows(page, "a")).toHaveCount(4);
    expect(await marked(page, "a")).toContain("box");
    await field(page, "passage.a.1.quote").fill("made of cheese");
    await page.keyboard.press("Control+Enter");
    await expect(field(page, "passage.a.0.quote")).toHaveValue("");
    expect(page.problems).toEqual([]);
  });
});

test.describe("marked before", () => {
  let server;
  test.beforeAll(async () => {
    server = await start();
    await build(server, {
      annotators: ["ann", "bea"],
      prompts: [{ prompt: "One" }],
      answer: () => ANSWER,
      plan: { error_tags: TAGS, minimum_justification: "0", annotators_per_task: "2", criteria_set: "" },
    });
  });
  test.afterAll(() => server.stop());

  test("without JavaScript the words of a passage whose place is known are edited, and its place is found anew", async ({ browser }) => {
    const page = await newPage(browser, server.base, { javaScriptEnabled: false });
    await signIn(page, "ann", PASSWORD);
    const [quote, start] = [field(page, "passage.a.0.quote"), field(page, "passage.a.0.start")];
    await page.locator("summary").filter({ hasText: "At passages" }).first().click();
    await field(page, "passage.a.0.tag").selectOption("0");
    await quote.fill("made of cheese");
    await answerScales(page);
    await page.getByRole("button", { name: /Submit/ }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(start).toHaveValue(String(ANSWER.indexOf("made of cheese")));
    // Left alone it stays where it is, edited it moves, and what stands nowhere comes back with what to mend.
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect(start).toHaveValue(String(ANSWER.indexOf("made of cheese")));
    await quote.fill("nowhere at all");
    await page.getByRole("button", { name: /Submit/ }).click();
    await expect(page.getByRole("alert")).toContainText("This does not stand in the response");
    await expect(quote).toHaveValue("nowhere at all");
    await quote.fill("as said");
    await page.getByRole("button", { name: /Submit/ }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(quote).toHaveValue("as said");
    await expect(start).toHaveValue(String(ANSWER.indexOf("as said")));
  });

  test("by touch on a phone: what is selected under a finger, or by the handles, opens the same panel at the lower edge", async ({ browser }) => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
    const page = await newPage(browser, server.base, phone);
    await signIn(page, "bea", PASSWORD);
    await ready(page);
    const strong = page.locator(".pane-body[data-side=a] strong");
    const at = await strong.evaluate((strong) => {
      strong.scrollIntoView({ block: "center" });
      const { x, y, width, height } = strong.getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    });
    // Chromium selects by a long press on phones only, so what it does there is done in its place: the selection comes while the
    // finger is down, and then the finger is lifted, or the browser takes the gesture over.
    const devtools = await page.context().newCDPSession(page);
    const touch = (type, touchPoints) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
    const select = (after) =>
      strong.evaluate((strong, after) => {
        getSelection().setBaseAndExtent(strong.firstChild, 4, ...(after ? [strong.nextSibling, after.length] : [strong.firstChild, 8]));
      }, after);
    for (const end of ["touchEnd", "touchCancel"]) {
      await touch("touchStart", [at]);
      await select();
      await page.waitForTimeout(400);
      await expect(panel(page), "not while the finger is down").toBeHidden();
      await touch(end, []);
      await select();
      await expect(panel(page), end).toBeVisible();
      await expect(page.locator("#mark-quote")).toHaveText("moon");
      await panel(page).getByRole("button", { name: "Nothing" }).tap();
      await expect(panel(page)).toBeHidden();
    }
    // The handles of a selection send no pointer: only the selection changes.
    await select();
    await expect(page.locator("#mark-quote")).toHaveText("moon");
    await select(" is made of cheese");
    await expect(page.locator("#mark-quote")).toHaveText("moon is made of cheese");
    const box = await panel(page).boundingBox();
    expect(box.y + box.height).toBeGreaterThan(740 - 80);
    expect([box.x >= 0, box.x + box.width <= 360]).toEqual([true, true]);
    await look(page, "36-touch");
    await panel(page).getByRole("button", { name: "wrong fact" }).tap();
    await expect(panel(page)).toBeHidden();
    expect(await marked(page, "a")).toBe("moon| is made of cheese");
    await expect(field(page, "passage.a.0.quote")).toHaveValue("moon is made of cheese");
    await saved(page);
    expect(page.problems).toEqual([]);
  });
});

test("in a correctness task the final answer is marked, by mouse and by keyboard", async ({ browser }) => {
  const server = await start();
  try {
    await build(server, {
      prompts: [{ prompt: "One" }],
      answer: () => ANSWER,
      plan: { kind: "correctness", error_tags: TAGS, minimum_justification: "0", annotators_per_task: "1" },
    });
    const page = await newPage(browser, server.base, { viewport: { width: 1280, height: 900 } });
    await signIn(page, "ann", PASSWORD);
    await ready(page);
    await page.locator("#answer-none").check();
    await drag(page, "a", "in the", "end");
    await panel(page).getByRole("button", { name: "The final answer" }).click();
    await expect(field(page, "answer.quote")).toHaveValue("in the end");
    await expect(page.locator("#answer-none")).not.toBeChecked();
    expect(await marked(page, "a")).toBe("in the end");
    // Chosen anew: the last line up to its end, formula included.
    await page.keyboard.press("m");
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Shift+Home");
    await page.keyboard.press("Enter");
    await expect(panel(page)).toBeVisible();
    await look(page, "35-final-answer");
    await page.keyboard.press("a");
    await expect(panel(page)).toBeHidden();
    await expect(field(page, "answer.quote")).toHaveValue("So $\\frac{a}{b} = 2$ in the end.");
    await expect(page.locator('[data-passage="answer"]')).toHaveCount(3);
    await saved(page);
    await page.reload();
    await ready(page);
    await expect(page.locator('[data-passage="answer"]')).toHaveCount(3);
    await submitAndUndo(page);
    await expect(field(page, "answer.start")).toHaveValue(String(ANSWER.indexOf("So $")));
    await page.getByRole("button", { name: "Remove: Final answer" }).click();
    await expect(page.locator('[data-passage="answer"]')).toHaveCount(0);
    await expect(field(page, "answer.quote")).toHaveValue("");
    expect(page.problems).toEqual([]);
  } finally {
    await server.stop();
  }
});
