// Rating and correctness as their people work with them: judged by keyboard, by mouse and without JavaScript, reviewed twice,
// released. Comparisons have tests of their own.
import { expect, test } from "@playwright/test";
import { look, newPage, pictures, signIn } from "../browser.mjs";
import { judgmentOf } from "../demo.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";
import { build, evaluate, invite, PASSWORD } from "../world.mjs";

const LABELS = "Poor = 0; Fair = 50; Good = 80; Excellent = 100";
const RATED = "Rated answers";
const RIGHT = "Right answers";

let server, admin;
test.describe.configure({ mode: "serial" });

const ready = (page) => page.waitForSelector("html[data-ready]");

/** Judges what is left of an evaluation through the API: the good model's answers are good. */
async function judgeRest(login, evaluation) {
  const person = await new Person(server.base).signIn(login, PASSWORD);
  for (;;) {
    const { task } = (await person.api("GET", "/api/v1/task")).body;
    if (task?.evaluation !== evaluation) return;
    const sent = await person.api("POST", "/api/v1/judgments", judgmentOf(task, task.a.includes("good") ? 2 : -2));
    expect(sent.status, JSON.stringify(sent.body)).toBe(200);
  }
}

test.beforeAll(async () => {
  server = await start();
  ({ admin } = await build(server, {
    annotators: ["ann", "bob", "cid"],
    prompts: [0, 1].map((at) => ({ prompt: `Question ${at}: what is $${at} + 41$?`, reference: `It is ${at + 41}.` })),
    answer: (at, model) => (model === 0 ? `A good way: count on.\n\n**The answer is ${at + 41}.**` : `Hard to say.\n\nThe answer is ${at + 40}.`),
    plan: { name: RATED, kind: "rating", annotators_per_task: "3", "criterion_scale.0": LABELS, "criterion_scale.1": LABELS, minimum_justification: "10" },
  }));
  await evaluate(admin, { name: RIGHT, kind: "correctness", annotators_per_task: "3", minimum_justification: "0" });
  await invite(admin, "ina", "initial_reviewer");
  await invite(admin, "fay", "final_reviewer");
});
test.afterAll(() => server.stop());

test("by keyboard alone: points are typed, labels chosen by number, a final answer copied", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "ann", PASSWORD);
  await ready(page);
  await expect(page.getByRole("heading", { name: RATED })).toBeVisible();
  await look(page, "90-rating-points");
  await page.keyboard.press("n");
  await expect(page.locator('input[name="rating"]')).toBeFocused();
  await page.keyboard.type("87");
  // A number field takes figures; a letter in it is a key.
  await page.keyboard.press("n");
  await page.keyboard.press("3");
  await expect(page.locator('input[name="criterion.0"][value="80"]')).toBeChecked();
  await page.keyboard.press("4");
  await expect(page.locator('input[name="criterion.1"][value="100"]')).toBeChecked();
  await expect(page.locator('input[name="criterion.2"]')).toBeFocused();
  await page.keyboard.type("70");
  await page.keyboard.press("n");
  await page.keyboard.type("100");
  await page.keyboard.press("p");
  await expect(page.locator('input[name="criterion.2"]')).toBeFocused();
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  await expect(page.getByLabel("Why?")).toBeFocused();
  await page.keyboard.type("It says how it counts.");
  const before = await page.locator("#rating").getAttribute("action");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  await judgeRest("ann", RATED);

  await page.goto("/annotate");
  await ready(page);
  await expect(page.getByRole("heading", { name: RIGHT })).toBeVisible();
  await expect(page.getByText(/It is 4[12]\./), "the reference is open where it decides").toBeVisible();
  await look(page, "91-correctness");
  await page.keyboard.press("1");
  await expect(page.locator('input[name="correctness"][value="right"]')).toBeChecked();
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await expect(page.locator("#answer-quote")).toBeFocused();
  await page.keyboard.type("a sentence that stands nowhere");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.locator("#answer-quote")).toHaveValue("a sentence that stands nowhere");
  await look(page, "92-correctness-refused");
  await page.locator("#answer-quote").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("The answer is 4");
  for (let criterion = 0; criterion < 4; criterion++) {
    await page.locator(`input[name="criterion.${criterion}"]`).focus();
    await page.keyboard.type("90");
  }
  const second = await page.locator("#rating").getAttribute("action");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`#rating[action="${second}"]`)).toHaveCount(0);
  await judgeRest("ann", RIGHT);
  expect(page.problems).toEqual([]);
});

test("by mouse: a point out of range is not sent, then mended and taken", async ({ browser }) => {
  const page = await newPage(browser, server.base, { colorScheme: "dark" });
  await signIn(page, "bob", PASSWORD);
  await ready(page);
  await page.locator('input[name="rating"]').fill("101");
  for (const criterion of [0, 1]) await page.locator(`[id="field-criterion.${criterion}"]`).getByRole("radio", { name: "Good" }).click();
  for (const criterion of [2, 3]) await page.locator(`input[name="criterion.${criterion}"]`).fill("60");
  await page.getByLabel("Why?").fill("Reads like a guess.");
  await page.getByRole("button", { name: "Submit" }).click();
  // The browser itself leads to the field; nothing was sent and nothing is lost.
  await expect(page.locator('input[name="rating"]:invalid')).toBeFocused();
  await expect(page.locator('input[name="rating"]')).toHaveValue("101");
  await look(page, "93-rating-dark");
  await page.locator('input[name="rating"]').fill("64");
  const before = await page.locator("#rating").getAttribute("action");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  await judgeRest("bob", RATED);

  await page.goto("/annotate");
  await ready(page);
  await page.getByRole("radio", { name: "Wrong", exact: true }).click();
  await page.getByLabel("The response gives no final answer").check();
  for (let criterion = 0; criterion < 4; criterion++) await page.locator(`input[name="criterion.${criterion}"]`).fill("20");
  const second = await page.locator("#rating").getAttribute("action");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.locator(`#rating[action="${second}"]`)).toHaveCount(0);
  await judgeRest("bob", RIGHT);
  expect(page.problems).toEqual([]);
});

test("without JavaScript, on a phone: both kinds are judged, a refused form keeps everything", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await signIn(page, "cid", PASSWORD);
  await page.locator('input[name="rating"]').fill("40");
  await page.screenshot({ path: `${pictures}94-rating-phone.png`, fullPage: true });
  await page.locator('input[name="criterion.0"][value="50"]').check();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("alert")).toContainText("Rate this criterion.");
  await expect(page.locator('input[name="rating"]')).toHaveValue("40");
  await expect(page.locator('input[name="criterion.0"][value="50"]')).toBeChecked();
  await page.locator('input[name="criterion.1"][value="0"]').check();
  for (const criterion of [2, 3]) await page.locator(`input[name="criterion.${criterion}"]`).fill("30");
  await page.getByLabel("Why?").fill("It does not say why.");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Submitted.", { exact: true })).toBeVisible();
  await judgeRest("cid", RATED);

  await page.goto("/annotate");
  await page.locator('input[name="correctness"][value="wrong"]').check();
  await page.locator("#answer-quote").fill("The answer is 4");
  for (let criterion = 0; criterion < 4; criterion++) await page.locator(`input[name="criterion.${criterion}"]`).fill("35");
  await page.screenshot({ path: `${pictures}95-correctness-phone.png`, fullPage: true });
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Submitted.", { exact: true })).toBeVisible();
  await judgeRest("cid", RIGHT);
  await page.goto("/annotate");
  await expect(page.getByText("Nothing to judge now")).toBeVisible();
});

test("initial review of both kinds: what differs is marked, a rating and an answer are corrected", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "ina", PASSWORD);
  const corrected = new Set();
  await page.goto("/review/initial/queue");
  for (let left = await page.locator("[data-item]").count(); left > 0; left--) {
    await page.goto("/review/initial/queue");
    const kind = (await page.locator("[data-item]").first().innerText()) === RATED ? "rating" : "correctness";
    await page.locator("[data-item]").first().click();
    await ready(page);
    await expect(page.locator(".pane")).toHaveCount(1);
    if (corrected.has(kind)) {
      await page.getByRole("button", { name: /^Approve all/ }).click();
    } else {
      corrected.add(kind);
      await look(page, `96-review-${kind}`);
      await page.locator("#correct-R").check();
      await page.getByText("Correct annotator R").click();
      if (kind === "rating") {
        await page.locator('[id="field-R.rating"]').fill("12");
        await page.locator('[id="field-R.criterion.0"]').selectOption({ label: "Excellent" });
      } else {
        await page.locator('[id="field-R.correctness"]').selectOption("partly");
      }
      await page.getByLabel("Comment for annotator R").fill("Looked at again.");
      await look(page, `97-correction-${kind}`);
      for (const letter of ["S", "T"]) await page.locator(`#approve-${letter}`).check();
      await page.getByRole("button", { name: /^Submit decisions/ }).click();
    }
    await expect(page.getByText("Decided.")).toBeVisible();
  }
  expect([...corrected].sort()).toEqual(["correctness", "rating"]);
  expect(page.problems).toEqual([]);
});

test("final review without JavaScript sees the corrections and approves", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false });
  await signIn(page, "fay", PASSWORD);
  const seen = [];
  await page.goto("/review/final/queue");
  for (let left = await page.locator("[data-item]").count(); left > 0; left--) {
    await page.goto("/review/final/queue");
    await page.locator("[data-item]").first().click();
    seen.push(...(await page.locator(".judgments .correction ins").allInnerTexts()));
    if (seen.length > 0) await page.screenshot({ path: `${pictures}98-final-kinds.png`, fullPage: true });
    await page.getByRole("button", { name: /^Approve all/ }).click();
    await expect(page.getByText("Decided.")).toBeVisible();
  }
  expect(seen).toEqual(expect.arrayContaining(["12", "Excellent", "Partly right"]));
});

test("releases of both kinds: the better model leads, with the correction counted and the numbers in words", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "admin", PASSWORD);
  for (const [name, column] of [[RATED, "Mean"], [RIGHT, "Accuracy"]]) {
    await page.goto("/manage");
    await page.getByRole("link", { name }).first().click();
    await page.getByText("Make a release").click();
    await page.getByRole("button", { name: "Make release" }).click();
    await expect(page.getByText("Draft: only admins see it")).toBeVisible();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await expect(page.getByRole("columnheader", { name: column })).toBeVisible();
    const leader = page.locator("table.data tbody tr").first();
    await expect(leader).toContainText("Model One");
    await expect(page.getByText(/corrected/).first()).toBeVisible();
    await look(page, `99-board-${column.toLowerCase()}`);
  }
});

test("the annotator sees the correction and its reason in their own work, without a reviewer's name", async ({ browser }) => {
  const found = [];
  for (const login of ["ann", "bob", "cid"]) {
    const page = await newPage(browser, server.base, { javaScriptEnabled: false });
    await signIn(page, login, PASSWORD);
    await page.goto("/annotate/work?pile=approved");
    await expect(page.locator(".piece")).toHaveCount(8);
    found.push(...(await page.locator(".piece", { hasText: "Looked at again." }).all()));
    expect(await page.content()).not.toMatch(/\b(ina|fay)\b/);
  }
  expect(found.length).toBe(2);
});
