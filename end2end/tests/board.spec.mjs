// Leaderboards as a reader meets them: without JavaScript, on a phone, as data, and what an admin can do with them.
import { expect, test } from "@playwright/test";
import { look, newPage, signIn } from "../browser.mjs";
import { password } from "../demo.mjs";
import { start } from "../server.mjs";

let server;
test.beforeAll(async () => {
  server = await start({ args: ["--demo"] });
});
test.afterAll(() => server.stop());

const plain = { javaScriptEnabled: false };

/** Cells of the ranking's rows as text. */
const cells = (page) =>
  page.locator("#ranking tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));

async function board(page) {
  await page.goto("/board");
  await page.getByRole("link", { name: "Math (simulated judgments)" }).click();
  await expect(page.locator("#ranking")).toBeVisible();
  return new URL(page.url()).pathname;
}

test("a board says everything without JavaScript and without a violation", async ({ browser }) => {
  const page = await newPage(browser, server.base, plain);
  await board(page);
  for (const heading of ["Rank stability", "How sure is the order", "Win rates", "With style controlled", "Errors found", "Method"]) {
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
  }
  for (const words of [/three|3 annotators judged/, /draw prompts again/, /Krippendorff/, /shown on the left/, /bit for bit/]) {
    await expect(page.getByText(words).first()).toBeVisible();
  }
  // Every picture has a name, and a table behind it.
  for (const picture of await page.locator("main svg").all()) {
    const name = await picture.getAttribute("aria-labelledby");
    await expect(page.locator(`#${name}`)).toHaveText(/table/);
  }
  const scripted = await newPage(browser, server.base);
  await board(scripted);
  await look(scripted, "60-board");
  await scripted.emulateMedia({ colorScheme: "dark" });
  await look(scripted, "61-board-dark");
});

test("a board reads at 360 pixels without scrolling sideways", async ({ browser }) => {
  const page = await newPage(browser, server.base, { viewport: { width: 360, height: 740 } });
  await board(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await look(page, "62-board-phone");
});

test("JSON and CSV are the same as the table", async ({ browser, request }) => {
  const page = await newPage(browser, server.base, plain);
  const path = await board(page);
  const shown = await cells(page);
  const { board: json, release } = await (await request.get(`${server.base}${path}.json`)).json();
  const csv = (await (await request.get(`${server.base}${path}.csv`)).text()).trim().split("\r\n").map((line) => line.split(","));
  expect(csv[0].join(",")).toBe("rank,model,vendor,elo,lower,upper,judgments,wins,ties,losses,provisional");
  expect(csv.length - 1).toBe(shown.length);
  expect(release.hash).toBe(await page.locator(".hash").textContent());
  shown.forEach((row, at) => {
    const [one, line] = [json.rows[at], csv[at + 1]];
    const whole = (value) => (value === null || value === "" ? "—" : Number(value).toFixed(0));
    expect(row[1].startsWith(one.model) && line[1] === one.model).toBe(true);
    expect(row[3]).toBe(whole(one.elo));
    expect(row[3]).toBe(whole(line[3]));
    expect(Number(line[6])).toBe(one.judgments);
    expect(row[6]).toBe(`${one.wins} / ${one.ties} / ${one.losses}`);
  });
  // Aggregates only: no id of a judgment, prompt or person, and no text.
  expect(JSON.stringify(json)).not.toMatch(/"(prompt|judgment|annotator|person|response)(_id)?":/);
});

test("slices are switched by links, and values with too few judgments are counted, not named", async ({ browser }) => {
  const page = await newPage(browser, server.base, plain);
  await board(page);
  await expect(page.getByText(/Values of “topic” with fewer than 50 judgments, not shown: \d/)).toBeVisible();
  const whole = await cells(page);
  await page.getByRole("link", { name: "easy", exact: true }).click();
  await expect(page).toHaveURL(/slice=\d/);
  await expect(page.getByRole("link", { name: "easy", exact: true })).toHaveAttribute("aria-current", "page");
  const part = await cells(page);
  const judged = (rows) => rows.reduce((sum, row) => sum + Number(row[5]), 0);
  expect(judged(part)).toBeLessThan(judged(whole));
  await page.getByRole("link", { name: "All prompts" }).click();
  expect(await cells(page)).toEqual(whole);
  expect((await page.goto(`${new URL(page.url()).pathname}?slice=99`)).status()).toBe(404);
});

test("an admin makes a release with other settings, shows it as provisional, compares it, publishes and deprecates it", async ({ browser }) => {
  const admin = await newPage(browser, server.base);
  await signIn(admin, "admin", password(server, "admin"));
  await admin.goto("/manage");
  await admin.getByRole("link", { name: "Math (simulated judgments)" }).first().click();
  await admin.getByText("Make a release").click();
  await admin.getByLabel("Bootstrap rounds").fill("7");
  await admin.getByLabel("Intervals: draw again").selectOption("judgments");
  await admin.getByLabel("Weigh preferences by their strength").check();
  await admin.getByRole("button", { name: "Make release" }).click();
  await expect(admin.getByText("Choose 100 to 20,000 rounds.").first()).toBeVisible();
  await expect(admin.getByLabel("Intervals: draw again")).toHaveValue("judgments");
  await expect(admin.getByLabel("Weigh preferences by their strength")).toBeChecked();
  await look(admin, "63-release-refused");
  await admin.getByLabel("Bootstrap rounds").fill("200");
  await admin.getByRole("button", { name: "Make release" }).click();
  await expect(admin.getByText("Draft: only admins see it")).toBeVisible();
  await expect(admin.getByText("Preferences weigh by strength")).toBeVisible();
  const path = new URL(admin.url()).pathname;
  const reader = await newPage(browser, server.base, plain);
  expect((await reader.goto(path)).status()).toBe(404);
  await admin.getByRole("button", { name: "Show as provisional" }).click();
  expect((await reader.goto(path)).status()).toBe(200);
  await expect(reader.getByText("Provisional: judgments are still coming in")).toBeVisible();
  await reader.getByRole("link", { name: "What changed" }).first().click();
  await expect(reader.getByText(/Both count \d+ judgments/)).toBeVisible();
  await expect(reader.getByRole("rowheader", { name: "resampling" })).toBeVisible();
  await admin.goto(`${new URL(reader.url()).pathname}`);
  await look(admin, "64-what-changed");
  await admin.goto(path);
  await admin.getByRole("button", { name: "Publish" }).click();
  await admin.getByRole("button", { name: "Deprecate" }).click();
  await reader.goto(path);
  await expect(reader.getByText(/Deprecated \(as of/)).toBeVisible();
  await expect(reader.locator("#ranking")).toBeVisible();
});
