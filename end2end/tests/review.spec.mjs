// Both reviews as their people work in them: by keyboard, without JavaScript, with a return, a correction and a sending back.
import { expect, test } from "@playwright/test";
import { look, newPage, pictures, signIn } from "../browser.mjs";
import { judgmentOf } from "../demo.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";
import { build, invite, PASSWORD } from "../world.mjs";

const ANNOTATORS = ["ann-1", "ann-2", "ann-3"];
/** What each annotator thinks of the good answer, prompt by prompt. */
const OPINIONS = [[2, 2, 1], [3, 1, -2], [0, 0, 0], [2, 1, 2]];

let server, admin;
test.describe.configure({ mode: "serial" });

const person = (login) => new Person(server.base).signIn(login, PASSWORD);

/** Judges everything there is for an annotator; a judgment that came back is left alone. */
async function judgeAll(login, place) {
  const annotator = await person(login);
  for (;;) {
    const { body } = await annotator.api("GET", "/api/v1/task");
    const task = body.task;
    if (!task || task.returned) return annotator;
    const prompt = Number(task.turns[0].text.match(/question (\d)/)[1]);
    const opinion = OPINIONS[prompt][place];
    const judgment = judgmentOf(task, task.a.includes("good") ? opinion : -opinion);
    if (prompt === 2) {
      judgment.content.both_bad = place === 0;
      judgment.content.error_tags = [{ side: "A", tag: task.error_tags[0], severity: "critical" }];
    }
    const sent = await annotator.api("POST", "/api/v1/judgments", judgment);
    if (sent.status >= 300) throw new Error(JSON.stringify(sent));
  }
}

test.beforeAll(async () => {
  server = await start();
  ({ admin } = await build(server, {
    annotators: ANNOTATORS,
    prompts: OPINIONS.map((_, at) => ({ prompt: `A question ${at} about \`code\` and $x^2$` })),
    answer: (at, model) => (model === 0 ? `The good answer to ${at}.` : `The other answer to ${at}.`),
    plan: { annotators_per_task: "3", guidelines: "Be fair." },
  }));
  for (const [login, role] of [["elif", "initial_reviewer"], ["emre", "initial_reviewer"], ["femi", "final_reviewer"]]) {
    await invite(admin, login, role);
  }
  for (const [place, login] of ANNOTATORS.entries()) await judgeAll(login, place);
});
test.afterAll(() => server.stop());

const ready = (page) => page.waitForSelector("html[data-ready]");
const prompt = async (page) => Number((await page.locator(".prompt").innerText()).match(/question (\d)/)[1]);

test("initial review by keyboard alone: from the list, one that agrees little is returned, the next opens", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "elif", PASSWORD);
  await page.goto("/review");
  await look(page, "40-review-queues");
  await page.goto("/review/initial/queue?sort=agreement");
  await ready(page);
  await expect(page.locator("[data-item]")).toHaveCount(4);
  await look(page, "41-review-list");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(page.locator("[data-item]").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await ready(page);
  expect(await prompt(page), "the one that agrees least comes first").toBe(1);
  await look(page, "42-review-task");
  await page.keyboard.press("j");
  await expect(page.locator("tr[data-differs]").first()).toBeFocused();
  // Two agree; the third has to be decided by itself.
  await page.keyboard.press("a");
  await expect(page.getByRole("alert")).toContainText("Decide on this judgment");
  await ready(page);
  await expect(page.locator("#approve-R")).toBeChecked();
  await expect(page.locator("#approve-S")).toBeChecked();
  await page.keyboard.press("t");
  await page.keyboard.press("2");
  await expect(page.locator("#return-T")).toBeChecked();
  await page.keyboard.press("c");
  await page.keyboard.type("Say which line fails.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Decided.")).toBeVisible();
  await ready(page);
  // The next of the same order is on the screen; all that agree goes with one key.
  await expect(page).toHaveURL(/sort=agreement/);
  await page.keyboard.press("a");
  await expect(page.getByText("Decided.")).toBeVisible();
  await ready(page);
  await page.keyboard.press("b");
  await expect(page.getByText("Given back")).toBeVisible();
  expect(page.problems).toEqual([]);
});

test("the annotator sees what to change, and the reviewer sees what changed", async ({ browser }) => {
  const shown = await newPage(browser, server.base);
  let revised = false;
  for (const login of ANNOTATORS) {
    const annotator = await person(login);
    const { body } = await annotator.api("GET", "/api/v1/task");
    if (!body.task?.returned) continue;
    expect(body.task.returned.comment).toBe("Say which line fails.");
    await signIn(shown, login, PASSWORD);
    await shown.goto("/annotate");
    await expect(shown.getByText("Say which line fails.")).toBeVisible();
    await look(shown, "43-came-back");
    const judgment = judgmentOf(body.task, body.task.a.includes("good") ? 2 : -2);
    judgment.submission_id = `again-${body.task.id}`;
    judgment.content.justification = "A reason of more than forty characters, with the line that fails.";
    expect((await annotator.api("POST", "/api/v1/judgments", judgment)).status).toBeLessThan(300);
    revised = true;
  }
  expect(revised).toBe(true);
  const page = await newPage(browser, server.base, { colorScheme: "dark" });
  await signIn(page, "elif", PASSWORD);
  await page.goto("/review/initial/queue?returned=1");
  await expect(page.locator("[data-item]")).toHaveCount(1);
  await page.locator("[data-item]").click();
  await ready(page);
  await expect(page.locator("del", { hasText: "twenty" })).toBeVisible();
  await expect(page.locator("ins", { hasText: "forty" })).toBeVisible();
  await look(page, "44-review-difference-dark");
  await page.getByRole("button", { name: /^Approve/ }).last().click();
  await expect(page.getByText("Decided.")).toBeVisible();
});

test("two reviewers never have the same task, and a form that came too late says so and keeps what was written", async ({ browser }) => {
  const [one, other] = [await newPage(browser, server.base), await newPage(browser, server.base)];
  await signIn(one, "elif", PASSWORD);
  await signIn(other, "emre", PASSWORD);
  await one.goto("/review/initial");
  await other.goto("/review/initial");
  expect(await prompt(one)).not.toBe(await prompt(other));
  const tab = await one.context().newPage();
  await tab.goto(one.url());
  await tab.getByRole("button", { name: /Give back/ }).click();
  await expect(tab.getByText("Given back")).toBeVisible();
  await one.locator("#reject-R").check();
  await one.getByLabel("Comment for annotator R").fill("A sentence not to be lost.");
  await one.getByRole("button", { name: "Submit decisions" }).click();
  await expect(one.getByRole("heading", { name: "Not decided" })).toBeVisible();
  await expect(one.getByText("A sentence not to be lost.")).toBeVisible();
  await look(one, "45-not-decided");
  await other.getByRole("button", { name: /Give back/ }).click();
});

test("without JavaScript: a judgment is corrected and approved, the others approved", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false });
  await signIn(page, "emre", PASSWORD);
  await page.goto("/review/initial/queue");
  for (let left = await page.locator("[data-item]").count(); left > 0; left--) {
    await page.goto("/review/initial/queue");
    await page.locator("[data-item]").first().click();
    if (left > 1) {
      await page.getByRole("button", { name: /^Approve all/ }).click();
    } else {
      await page.locator("#correct-R").check();
      await page.getByText("Correct annotator R").click();
      await page.locator('[id="field-R.preference"]').selectOption("-3");
      // Chance decides which task comes last. One annotator finds both bad, which goes with a tie only: not both is right.
      const bothBad = page.locator('[id="tick-R.both_bad"]');
      const conflict = await bothBad.isChecked();
      for (const letter of ["S", "T"]) await page.locator(`#approve-${letter}`).check();
      await page.getByRole("button", { name: "Submit decisions" }).click();
      await expect(page.getByRole("alert")).toContainText("Say why you correct it");
      await expect(page.locator('[id="field-R.preference"]')).toHaveValue("-3");
      if (conflict) await expect(page.getByRole("alert"), "all there is to mend is said at once").toContainText("“Both are bad” goes with");
      await bothBad.uncheck();
      // Axe needs scripts; the same page is looked at with them below.
      await page.screenshot({ path: `${pictures}46-correction.png`, fullPage: true });
      await page.getByLabel("Comment for annotator R").fill("The other one compiles.");
      await page.getByRole("button", { name: "Submit decisions" }).click();
    }
    await expect(page.getByText("Decided.")).toBeVisible();
  }
  await expect(page.getByText("Nothing waits")).toBeVisible();
});

test("final review on a phone sees the correction, sends one back and approves the rest", async ({ browser }) => {
  const page = await newPage(browser, server.base, { viewport: { width: 360, height: 740 } });
  await signIn(page, "femi", PASSWORD);
  await page.goto("/review/final/queue");
  await look(page, "47-final-list-phone");
  let corrections = 0;
  let sentBack = false;
  for (let left = await page.locator("[data-item]").count(); left > 0; left--) {
    await page.goto("/review/final/queue");
    await page.locator("[data-item]").first().click();
    await ready(page);
    await expect(page.getByText("Initial review: ").first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing sticks out").toBeLessThanOrEqual(360);
    expect(await page.content()).not.toContain("elif");
    const corrected = await page.locator(".judgments .correction ins").count();
    if (corrected > 0) {
      corrections += 1;
      await look(page, "48-final-correction-phone");
    }
    if (!sentBack) {
      sentBack = true;
      for (const letter of ["R", "S", "T"]) {
        await page.locator(`#send_back-${letter}`).check();
        await page.locator(`[id="field-reason.${letter}"]`).selectOption({ label: "Initial review overlooked a contradiction" });
      }
      await page.getByRole("button", { name: /Submit decisions/ }).click();
    } else {
      await page.getByRole("button", { name: /^Approve all/ }).click();
    }
    await expect(page.getByText("Decided.")).toBeVisible();
  }
  expect(corrections).toBeGreaterThan(0);
  const back = await newPage(browser, server.base);
  await signIn(back, "elif", PASSWORD);
  await back.goto("/review/initial");
  await expect(back.getByText("Initial review overlooked a contradiction").first()).toBeVisible();
});

test("the admin keeps the list of reasons", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "admin", PASSWORD);
  await page.goto("/manage/reasons");
  await page.getByRole("textbox", { name: "Reason" }).fill("Look at the second turn");
  await page.getByRole("button", { name: "Add a reason" }).click();
  await expect(page.getByRole("rowheader", { name: "Look at the second turn" })).toBeVisible();
  await page.getByRole("button", { name: "Retire: Look at the second turn" }).click();
  await expect(page.getByRole("button", { name: "Offer again: Look at the second turn" })).toBeVisible();
  await look(page, "49-reasons");
});

test("a reviewer's own keys are kept, shown on the controls and in the sheet, and obeyed", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "elif", PASSWORD);
  await page.goto("/account/keys");
  await expect(page.getByRole("table")).toHaveCount(1);
  await page.getByLabel("Write the comment").fill("m");
  await page.getByLabel("Approve all that agree").fill("M");
  await page.getByRole("button", { name: "Save the keys" }).click();
  await expect(page.getByRole("alert")).toContainText("Another action has this key already");
  await look(page, "49-reviewer-keys");
  await page.getByLabel("Approve all that agree").fill("F4");
  await page.getByRole("button", { name: "Save the keys" }).click();
  await expect(page.getByText("Your keys are saved.")).toBeVisible();

  await page.goto("/review/initial");
  await ready(page);
  await expect(page.locator("[data-action=approve] kbd")).toHaveText("F4");
  await page.keyboard.press("c");
  await expect(page.locator("textarea:focus")).toHaveCount(0);
  await page.keyboard.press("m");
  await expect(page.locator('[id="field-comment.R"]')).toBeFocused();
  await page.keyboard.type("a c m are letters here");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await expect(page.getByText("Be fair.")).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("F4");
  await look(page, "49-reviewer-sheet");
  await page.keyboard.press("Escape");

  await page.goto("/account/keys");
  await page.getByLabel("Single characters are keys").uncheck();
  await page.getByRole("button", { name: "Save the keys" }).click();
  await expect(page.getByText("Your keys are saved.")).toBeVisible();
  await page.goto("/review/initial");
  await ready(page);
  // Verdicts alone: the corrections beside them begin with what the judgment says, tags ticked.
  const decided = page.locator(".decision input[data-choice]:checked");
  await page.keyboard.press("1");
  await expect(decided).toHaveCount(0);
  await page.locator(".decision").first().focus();
  await page.keyboard.press("1");
  await expect(decided).toHaveCount(1);
  await page.keyboard.press("F4");
  await expect(page.getByText("Decided.")).toBeVisible();
  expect(page.problems).toEqual([]);
});
