// What the pages of accounts, managing and leaderboards promise beyond the straight way through.
import { expect, test } from "@playwright/test";
import { look, newPage, signIn } from "../browser.mjs";
import { password } from "../demo.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";

let server;
test.beforeAll(async () => {
  server = await start({ args: ["--demo"] });
});
test.afterAll(() => server.stop());

const html = { Accept: "text/html" };
const admin = async (browser, options) => {
  const page = await newPage(browser, server.base, options);
  await signIn(page, "admin", password(server, "admin"));
  return page;
};

test("signing in never leads to another site", async () => {
  for (const next of ["//evil.example", "/\t/evil.example", "/\n/evil.example", "/\\evil.example", "https://evil.example"]) {
    const body = new URLSearchParams({ login: "admin", password: password(server, "admin"), next });
    const answer = await new Person(server.base).send("POST", "/sign-in", { body, headers: html });
    expect([answer.status, answer.headers.get("location")], JSON.stringify(next)).toEqual([303, "/manage"]);
  }
});

test("an invitation is a whole link that works; the last admin stays", async ({ browser }) => {
  const page = await admin(browser);
  await page.goto("/manage/people");
  await page.getByLabel("Name", { exact: true }).fill("Hana");
  await page.getByLabel("Sign-in name").fill("hana");
  await page.locator("#invite-annotator").check();
  await page.getByRole("button", { name: "Invite" }).click();
  const link = await page.getByLabel("Link").inputValue();
  expect(link).toMatch(new RegExp(`^${server.base}/link/[0-9a-f]{32}$`));
  await look(page, "30-invited");
  expect((await fetch(link)).status).toBe(200);
  await page.goto("/manage/people");
  const own = page.getByRole("row").filter({ has: page.getByText("active") }).filter({ hasText: /admin/ }).first();
  await own.locator("summary").click();
  await own.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was changed. The last admin cannot be disabled.");
  await look(page, "31-last-admin");
});

test("refused forms keep what was typed and name the field", async ({ browser }) => {
  const page = await admin(browser);
  await page.goto("/manage/models");
  const vendor = await page.getByRole("cell").first().innerText();
  await page.locator("#field-vendor-name").fill(vendor);
  await page.getByRole("button", { name: "Register vendor" }).click();
  await expect(page.locator("#field-vendor-name")).toHaveValue(vendor);
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.locator("#field-vendor-name")).toBeFocused();
  await look(page, "32-vendor-refused");

  await page.goto("/manage/prompt-sets");
  await page.getByRole("rowheader").getByRole("link").first().click();
  await page.getByLabel("Into").selectOption("new");
  await page.getByLabel("Allow prompts that lack").check();
  await page.getByLabel("JSONL file").setInputFiles({ name: "x.jsonl", mimeType: "application/jsonl", buffer: Buffer.from("{") });
  await page.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("alert")).toContainText("line 1");
  await expect(page.getByLabel("Into")).toHaveValue("new");
  await expect(page.getByLabel("Allow prompts that lack")).toBeChecked();

  await page.goto("/manage/evaluations/new");
  await page.getByLabel("Name", { exact: true }).fill("Twice");
  await page.getByLabel("Ready-made criteria").selectOption("coding");
  await page.locator('button[formaction="/manage/evaluations/new"]').click();
  await expect(page.locator('[name="criterion_name.1"]')).toHaveValue("Efficiency");
  await expect(page.getByLabel("Name", { exact: true }).first()).toHaveValue("Twice");
  await page.getByLabel("Minutes a task").fill("0");
  await page.getByRole("button", { name: "Create as a draft" }).click();
  await expect(page.locator('[name="criterion_name.1"]')).toHaveValue("Efficiency");
  await page.getByRole("alert").getByRole("link", { name: /lease/ }).click();
  await expect(page.getByLabel("Minutes a task")).toBeFocused();
  await look(page, "33-evaluation-refused");
  await page.getByLabel("Minutes a task").fill("30");
  for (const box of (await page.locator('input[name="models"]').all()).slice(0, 2)) await box.check();
  await page.getByRole("button", { name: "Create as a draft" }).click();
  await expect(page.getByText("Efficiency")).toBeVisible();
  // The same button in two tabs: the second says so and shows how it stands.
  const second = await page.context().newPage();
  second.problems = [];
  await second.goto(page.url());
  await page.getByRole("button", { name: "Open evaluation" }).click();
  await expect(page.getByText(/Open, with \d+ tasks/)).toBeVisible();
  const answer = second.waitForResponse((response) => response.request().method() === "POST");
  await second.getByRole("button", { name: "Open evaluation" }).click();
  expect((await answer).status()).toBe(409);
  await expect(second.getByRole("alert")).toContainText("This changed since you opened it.");
  await expect(second.getByRole("button", { name: "Close evaluation" })).toBeVisible();
  await look(second, "34-stale");

  await page.goto("/manage");
  await look(page, "35-manage");
  await page.getByRole("heading", { level: 2 }).getByRole("link").filter({ hasNotText: "Twice" }).first().click();
  await page.getByText("Make a release").click();
  await page.getByLabel("Weights").selectOption("none");
  await page.getByLabel("Bootstrap rounds").fill("5");
  await page.getByRole("button", { name: "Make release" }).click();
  await page.getByRole("alert").getByRole("link", { name: /rounds/ }).click();
  await expect(page.getByLabel("Bootstrap rounds")).toBeFocused();
  await expect(page.getByLabel("Bootstrap rounds")).toHaveValue("5");
  await expect(page.getByLabel("Weights")).toHaveValue("none");
  await look(page, "36-release-refused");
});

test("a leaderboard reads on a phone without JavaScript, in the dark, and as data", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false, viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await page.goto("/");
  await page.getByRole("link", { name: "Math (simulated judgments)" }).click();
  await expect(page.getByRole("img", { name: /Elo with 95 % intervals/ })).toBeVisible();
  expect((await page.locator("html").evaluate((root) => root.scrollWidth))).toBeLessThanOrEqual(360);
  const letters = await page.locator(".plot .label").first().evaluate((label) => label.getBoundingClientRect().height);
  expect(letters).toBeGreaterThanOrEqual(11);
  await page.screenshot({ path: "results/screenshots/37-board-phone-dark.png", fullPage: true });
  expect(await page.content()).not.toMatch(/\sstyle="[^"]/);
  const wide = await newPage(browser, server.base, { viewport: { width: 1100, height: 760 } });
  await wide.goto(page.url());
  await look(wide, "38-board");
  const path = new URL(page.url()).pathname;
  const data = await (await fetch(`${server.base}${path}.json`)).json();
  expect(data.board.rows.length).toBeGreaterThan(1);
  expect((await (await fetch(`${server.base}${path}.csv`)).text()).split("\r\n")[0]).toContain("rank,model,vendor,elo");
});

test("the account page says who one is and signs out", async ({ browser }) => {
  const page = await admin(browser);
  await page.goto("/account");
  await look(page, "39-account");
  await page.getByRole("button", { name: "Sign out of this browser" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.goto("/manage");
  await expect(page).toHaveURL(/sign-in\?next=/);
});
