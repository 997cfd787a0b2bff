// Two responses of 100 KB: opened, read, found in, marked, compared and judged like any other.
import { expect, test } from "@playwright/test";
import { newPage, signIn } from "../browser.mjs";
import { longText } from "../long.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build } from "../world.mjs";

const END = "This is where the long response ends.";
const SIZE = 100_000;
const TEXTS = [longText(SIZE, 0, END), longText(SIZE, 500, END)];
/** No task of the page's own may keep it from answering longer than this, on a machine that does other things too, in milliseconds. */
const LONGEST_TASK = 1_000;

let server;
test.beforeAll(async () => {
  server = await start();
  await build(server, {
    prompts: [{ prompt: "One" }, { prompt: "Two" }],
    answer: (_, model) => TEXTS[model],
    plan: { error_tags: "wrong fact\nunclear", minimum_justification: "0", criteria_set: "" },
  });
});
test.afterAll(() => server.stop());

const ready = (page) => page.waitForSelector("html[data-ready] #rating");
const pane = (page, side) => page.locator(`.pane-body[data-side=${side}]`);
const toTop = (page, side) => pane(page, side).evaluate((pane) => (pane.scrollTop = 0));

/** Whether the text that an expression of the page finds lies within the pane that is seen. */
const inSight = (page, side, rect) =>
  page.evaluate(
    ([side, rect]) => {
      const [at, around] = [new Function(`return ${rect}`)(), document.querySelector(`.pane-body[data-side=${side}]`).getBoundingClientRect()];
      return at.height > 0 && at.top >= around.top - 1 && at.bottom <= around.bottom + 1;
    },
    [side, rect],
  );

test("two responses of 100 KB are read, searched, marked, compared and submitted", async ({ browser }) => {
  expect(TEXTS.map((text) => Buffer.byteLength(text)).every((size) => size >= SIZE && size < SIZE + 100)).toBe(true);
  const page = await newPage(browser, server.base, { viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  });
  await signIn(page, "ann", PASSWORD);
  await ready(page);

  // Read to the end by wheel.
  await pane(page, "a").scrollIntoViewIfNeeded();
  await pane(page, "a").hover();
  const left = () => pane(page, "a").evaluate((pane) => pane.scrollHeight - pane.clientHeight - pane.scrollTop);
  await expect(async () => {
    await page.mouse.wheel(0, 2_000);
    expect(await left()).toBeLessThan(2);
  }).toPass({ intervals: [20] });
  // Within the pane: what the wheel gave too much went to the page.
  const end = await pane(page, "a").getByText(END).evaluate((end) => {
    const [at, around] = [end, end.closest(".pane-body")].map((element) => element.getBoundingClientRect());
    return at.height > 0 && at.top >= around.top && at.bottom <= around.bottom;
  });
  expect(end).toBe(true);

  // What is out of sight is laid out late, but it is there for find-in-page and for screen readers.
  await toTop(page, "a");
  const found = await page.evaluate((end) => {
    getSelection().removeAllRanges();
    if (!window.find(end)) return null;
    const range = getSelection().getRangeAt(0);
    return [range.startContainer.parentElement.closest(".pane-body")?.dataset.side, range.getBoundingClientRect().height > 0];
  }, END);
  expect(found, "found where it is, and laid out").toEqual(["a", true]);
  const tools = await page.context().newCDPSession(page);
  const { nodes } = await tools.send("Accessibility.getFullAXTree");
  // Kept up to date from here on, the tree would cost more than everything else that is looked at.
  await tools.send("Accessibility.disable");
  await tools.detach();
  const headings = nodes.filter(({ role, ignored }) => role?.value === "heading" && !ignored).map(({ name }) => name.value);
  const parts = TEXTS.map((text) => [...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name));
  expect(parts[0].length).toBeGreaterThan(50);
  expect(headings).toEqual(expect.arrayContaining([...parts[0], ...parts[1]]));
  await page.evaluate(() => getSelection().removeAllRanges());

  // The last words, marked by keyboard; from the form back to them.
  await page.locator(".pane.a [data-do=mark]").click();
  await page.keyboard.press("Control+End");
  for (let word = 0; word < 2; word++) await page.keyboard.press("Control+Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "What is this passage?" })).toBeVisible();
  await page.keyboard.press("1");
  const marks = pane(page, "a").locator("mark");
  await expect(marks).toHaveCount(1);
  const quote = await marks.textContent();
  expect(END.endsWith(quote) && quote.length > 1, quote).toBe(true);
  await toTop(page, "a");
  await page.locator(".passages[data-side=a] [data-do=show-passage]:visible").click();
  await expect.poll(() => inSight(page, "a", "document.querySelector('mark').getBoundingClientRect()")).toBe(true);

  // Compared: they differ in everything.
  await page.locator("#differences-link").click();
  const differences = page.locator("dialog#differences[open]");
  await expect(differences.locator("del").first()).toBeVisible();
  await expect(differences.getByText("too long or too different")).toHaveCount(0);
  await differences.getByRole("button").click();

  // Judged: the passage is the server's too.
  const before = await page.locator("#rating").getAttribute("action");
  for (const scale of await page.locator("#rating .scale").all()) await scale.locator("input").first().check({ force: true });
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(1);
  await ready(page);
  await expect(page.locator('#rating [name="passage.a.0.start"]')).toHaveValue(String(TEXTS[0].length - quote.length));
  await expect(marks).toHaveText(quote);

  expect(Math.max(0, ...(await page.evaluate(() => window.tasks)))).toBeLessThan(LONGEST_TASK);
  expect(page.problems).toEqual([]);
});
