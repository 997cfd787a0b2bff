// My work: what an annotator did, what came back and why, by their own clock; with and without JavaScript.
import { expect, test } from "@playwright/test";
import { look, newPage, signIn } from "../browser.mjs";
import { demoPerson, judgmentOf, password } from "../demo.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build, invite } from "../world.mjs";

let server;
test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  server = await start({ args: ["--demo"] });
});
test.afterAll(() => server.stop());

const WHO = "annotator-4";
const number = async (locator) => Number((await locator.textContent()).replaceAll(/\D/g, ""));

test("without JavaScript: the weeks, the drawing and its table agree, and every pile says why", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false });
  await signIn(page, WHO, password(server, WHO));
  await page.goto("/annotate/work");
  await expect(page.getByText("Days are counted in UTC")).toBeVisible();
  const drawn = (await page.locator(".my-work rect.bar + text").allTextContents()).map(Number);
  const rows = page.locator(".my-work details tbody tr");
  await expect(rows).toHaveCount(14);
  const table = [];
  for (const row of await rows.all()) table.push((await number(row.locator("td").nth(0))) + (await number(row.locator("td").nth(1))));
  expect(table.filter((one) => one > 0).reverse(), "bars and table").toEqual(drawn);
  const weeks = await page.locator(".my-work section").first().locator("tbody tr").all();
  let sum = 0;
  for (const row of weeks.slice(1)) sum += (await number(row.locator("td").nth(0))) + (await number(row.locator("td").nth(1)));
  expect(sum, "no submission is older than the weeks shown").toBe(drawn.reduce((all, one) => all + one, 0));

  await expect(page.getByText("2 judgments came back to you.")).toBeVisible();
  await expect(page.locator(".piece")).toHaveCount(2);
  await expect(page.locator(".piece").first()).toContainText("An error in a response was overlooked");
  await page.getByRole("link", { name: /^Rejected/ }).click();
  await expect(page.locator(".piece")).toHaveCount(2);
  await expect(page.locator(".piece", { hasText: "The word limit was not checked." })).toHaveCount(1);
  await page.getByRole("link", { name: /^Approved/ }).click();
  await expect(page.locator(".piece")).toHaveCount(20);
  const first = await page.locator(".piece").allInnerTexts();
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.getByText("Page 2 of")).toBeVisible();
  expect(await page.locator(".piece").allInnerTexts()).not.toEqual(first);
  // Reviewers are never named.
  expect(await page.content()).not.toMatch(/Sample (initial|final) reviewer|Elif|Femi/);
});

test("the link leads to the judgment with its reason; revised, it waits again and counts as revised", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false });
  await signIn(page, WHO, password(server, WHO));
  await page.goto("/annotate/work");
  const today = page.getByRole("row", { name: /^Today/ }).first().locator("td");
  const [submitted, revised] = [await number(today.nth(0)), await number(today.nth(1))];
  await page.getByRole("link", { name: "Revise" }).first().click();
  await expect(page.getByText("This judgment came back.")).toBeVisible();
  await expect(page.getByText("The second step divides by the wrong number.")).toBeVisible();
  await page.getByLabel("Why?").fill("Looked at again: the second step divides by three, which is wrong.");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("Submitted.", { exact: true })).toBeVisible();
  await page.goto("/annotate/work");
  await expect(page.getByText("One judgment came back to you.")).toBeVisible();
  expect([await number(today.nth(0)), await number(today.nth(1))]).toEqual([submitted, revised + 1]);
});

test("with JavaScript, days are those of the browser's clock, and say so", async ({ browser }) => {
  const page = await newPage(browser, server.base, { timezoneId: "Asia/Kathmandu", viewport: { width: 360, height: 740 } });
  await signIn(page, WHO, password(server, WHO));
  await page.waitForSelector("html[data-ready]");
  await page.goto("/annotate/work");
  await expect(page.getByText("UTC+05:45")).toBeVisible();
  await look(page, "85-my-work-phone");
  await page.context().addCookies([{ name: "zone", value: "999999", url: server.base }]);
  await page.goto("/annotate/work");
  await expect(page.getByText("Days are counted in UTC"), "a clock that is nowhere in use").toBeVisible();
});

test("whoever has done nothing is told what to do; nonsense in the address harms nothing; others are refused", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "annotator-1", password(server, "annotator-1"));
  const fresh = await newPage(browser, server.base);
  await signIn(fresh, "annotator-2", password(server, "annotator-2"));
  // Signing in leads to a task, which is then in hand.
  await fresh.goto("/annotate/work");
  await expect(fresh.getByText("One task is open in your hands")).toBeVisible();
  await expect(fresh.getByText("Nothing came back")).toBeVisible();
  await look(fresh, "86-my-work-begun");
  for (const query of ["?pile=evil&page=-3", "?page=99999999999999999999", "?page=1e9&pile=approved", "?pile=%00"]) {
    expect((await page.goto(`/annotate/work${query}`)).status(), query).toBe(200);
  }
  for (const login of ["initial-reviewer", "admin"]) {
    const other = await demoPerson(server, login);
    expect((await other.send("GET", "/annotate/work", { headers: { Accept: "text/html" } })).status).toBe(403);
  }
});

test("what reviewers wrote beside an approval is read by its annotator, without a name, on the page and by a program", async ({ browser }) => {
  const own = await start();
  try {
    const { admin } = await build(own, { prompts: [{ prompt: "One" }], answer: (_, model) => `Answer ${model}`, plan: { annotators_per_task: "1", criteria_set: "" } });
    const stages = [["initial", "ina", "Well argued."], ["final", "fin", "A model for others."]];
    for (const [stage, login] of stages) await invite(admin, login, `${stage}_reviewer`);
    const ann = await new Person(own.base).signIn("ann", PASSWORD);
    const { task } = (await ann.api("GET", "/api/v1/task")).body;
    await ann.api("POST", "/api/v1/judgments", judgmentOf(task));
    for (const [stage, login, comment] of stages) {
      const page = await newPage(browser, own.base, { javaScriptEnabled: false });
      await signIn(page, login, PASSWORD);
      await page.goto(`/review/${stage}`);
      // The form says who will read it.
      await expect(page.getByLabel("Comment for annotator R")).toHaveAccessibleDescription(/annotator reads it, without your name/);
      await page.getByLabel("Comment for annotator R").fill(comment);
      await page.locator("#approve-R").check();
      await page.getByRole("button", { name: "Submit decisions" }).click();
      const told = (await ann.api("GET", "/api/v1/work")).body.work;
      expect(told.judgments.map(({ remarks }) => remarks)).toEqual([stage === "initial" ? [] : stages.map(([, , written]) => written)]);
      expect(JSON.stringify(told)).not.toMatch(/"ina"|"fin"|Model One|Model Two/);
    }
    const page = await newPage(browser, own.base, { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
    await signIn(page, "ann", PASSWORD);
    await page.goto("/annotate/work?pile=approved");
    for (const [, , comment] of stages) await expect(page.locator(".piece").getByText(comment)).toBeVisible();
    await look(page, "87-my-work-remarks");
  } finally {
    await own.stop();
  }
});
