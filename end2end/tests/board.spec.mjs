// Leaderboards as a reader meets them: without JavaScript, on a phone, as data, and what an admin can do with them.
import { expect, test } from "@playwright/test";
import { look, newPage, pictures, signIn } from "../browser.mjs";
import { judgmentOf, password } from "../demo.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build, fieldsOf, invite } from "../world.mjs";

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
  // Settings by their names on the form, and their values in words, in the reader's language.
  const drawn = (name) => reader.getByRole("row", { name }).getByRole("cell");
  await expect(drawn("Intervals: draw again")).toHaveText(["prompts with all their judgments", "single judgments"]);
  await expect(drawn("Weigh preferences by their strength")).toHaveText([/^no$/, /much better 3/]);
  await expect(reader.locator("main td code, main th code")).toHaveCount(0);
  await reader.context().addCookies([{ name: "lang", value: "es", url: server.base }]);
  await reader.reload();
  await expect(reader.getByRole("rowheader", { name: "Intervalos: remuestrear" })).toBeVisible();
  await reader.context().clearCookies();
  await admin.goto(`${new URL(reader.url()).pathname}`);
  await look(admin, "64-what-changed");
  await admin.goto(path);
  await admin.getByRole("button", { name: "Publish" }).click();
  await admin.getByRole("button", { name: "Deprecate" }).click();
  await reader.goto(path);
  await expect(reader.getByText(/Deprecated \(as of/)).toBeVisible();
  await expect(reader.locator("#ranking")).toBeVisible();
});

test("prompts voided after a release are a caution on its page and in its data, and the release stays as it was made", async ({ browser }) => {
  const own = await start();
  try {
    const { admin, evaluation } = await build(own, {
      models: ["Model One", "Model Two", "Model Three"],
      prompts: [{ prompt: "One" }],
      answer: (_, model) => `Answer ${model}`,
      plan: { annotators_per_task: "1", criteria_set: "" },
    });
    const ann = await new Person(own.base).signIn("ann", PASSWORD);
    await ann.api("POST", "/api/v1/judgments", judgmentOf((await ann.api("GET", "/api/v1/task")).body.task));
    for (const stage of ["initial", "final"]) {
      await invite(admin, stage, `${stage}_reviewer`);
      const reviewer = await new Person(own.base).signIn(stage, PASSWORD);
      const { review } = (await reviewer.api("GET", `/api/v1/reviews/${stage}/next`)).body;
      await reviewer.api("POST", `/api/v1/reviews/${review.id}`, { version: review.version, verdicts: [{ letter: "R", verdict: "approve", comment: "" }] });
    }
    const fields = fieldsOf(await admin.page(evaluation), `${evaluation}/releases`);
    const release = await admin.form(`${evaluation}/releases`, { ...fields, rounds: "100" });
    await admin.form(`${release}/publish`, {});
    const told = async () => (await admin.api("GET", `${release}.json`)).body;
    const before = await told();
    expect(before.release.voided_since).toEqual({ judgments: 0, prompts: 0 });
    const { task } = (await ann.api("GET", "/api/v1/task")).body;
    expect((await ann.api("POST", `/api/v1/tasks/${task.id}/flag`, { reason: "unclear", note: "It asks nothing." })).status).toBe(204);
    const [, flag] = (await admin.page("/manage/flags")).match(/action="(\/manage\/flags\/[^"]+)"/);
    const [explanation] = Object.keys(fieldsOf(await admin.page("/manage/flags"), flag));
    await admin.form(flag, { [explanation]: "It asks nothing, indeed.", outcome: "voided" });
    const after = await told();
    expect(after.release.voided_since).toEqual({ judgments: 1, prompts: 1 });
    expect({ ...after, release: { ...after.release, voided_since: null } }).toEqual({ ...before, release: { ...before.release, voided_since: null } });
    const reader = await newPage(browser, own.base, { ...plain, viewport: { width: 360, height: 740 }, colorScheme: "dark" });
    await reader.goto(release);
    await expect(reader.getByText("Prompts were voided after judgments of them had been counted here: one judgment of one prompt.")).toBeVisible();
    await reader.screenshot({ path: `${pictures}66-voided-since.png` });
  } finally {
    await own.stop();
  }
});
