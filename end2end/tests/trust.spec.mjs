// The second factor as a person meets it, with and without a script; the audit log, the exposure ledger and the export.
import { expect, test } from "@playwright/test";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { look, newPage, signIn } from "../browser.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build } from "../world.mjs";

let server, world;

test.beforeAll(async () => {
  server = await start({ env: { ASSAY_SIGN_IN_BURST: "1000", ASSAY_ACCOUNT_BURST: "1000" } });
  world = await build(server, {
    annotators: ["ann", "ben", "cat"],
    prompts: [{ prompt: "A question" }, { prompt: "Another question" }],
    answer: (at, model) => `answer ${at} of ${"one two".split(" ")[model]}`,
  });
});
test.afterAll(() => server.stop());

/** What an authenticator app shows, `steps` of thirty seconds from now (RFC 6238, written anew: not the server's own). */
function code(secret, steps = 0) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const moment = Buffer.alloc(8);
  moment.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(moment).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Turns the second factor on; answers with its secret and the recovery codes. */
async function turnOn(page, name) {
  await page.goto("/account");
  await page.getByRole("link", { name: "Set up or change" }).click();
  if (name) await look(page, `${name}-off`);
  await page.getByLabel("Current password").fill("guessed");
  await page.getByRole("button", { name: "Show the secret" }).click();
  await expect(page.getByRole("alert")).toContainText("not your current password");
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Show the secret" }).click();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  await page.getByText("Type it instead").click();
  const secret = (await page.locator("#second-factor-secret").innerText()).replaceAll(" ", "");
  await expect(page.locator("#second-factor-address")).toContainText(`secret=${secret}`);
  if (name) await look(page, `${name}-offered`);
  await page.getByLabel("Code", { exact: true }).fill("abcdef");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("alert")).toContainText("not right");
  // The step before, so that the present one is still good for signing in.
  await page.getByLabel("Code", { exact: true }).fill(code(secret, -1));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("heading", { name: "Recovery codes" })).toBeVisible();
  const recovery = await page.locator(".recovery-codes code").allInnerTexts();
  expect(new Set(recovery).size).toBe(10);
  if (name) await look(page, `${name}-codes`);
  return { secret, recovery };
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with a script" : "without a script";
  test(`the second factor is turned on, asked for, and turned off again, ${how}`, async ({ browser }) => {
    const [login, dark] = javaScriptEnabled ? ["ann", "light"] : ["ben", "dark"];
    const page = await newPage(browser, server.base, { javaScriptEnabled, colorScheme: dark, viewport: { width: javaScriptEnabled ? 1280 : 360, height: 900 } });
    const seen = javaScriptEnabled ? "second-factor" : null;
    await signIn(page, login, PASSWORD);
    const { secret, recovery } = await turnOn(page, seen);
    if (!javaScriptEnabled) await page.screenshot({ path: new URL("../results/screenshots/second-factor-codes-phone-dark.png", import.meta.url).pathname, fullPage: true });

    await page.context().clearCookies();
    await page.goto("/annotate/work");
    await page.getByLabel("Sign-in name").fill(login);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
    if (seen) await look(page, `${seen}-code`);
    await page.goto("/account");
    await expect(page, "nothing opens before the code").toHaveURL(/sign-in\?next/);
    await page.goto("/sign-in/code?next=%2Fannotate%2Fwork");
    await page.getByLabel("Code", { exact: true }).fill("000");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("not right");
    await page.getByLabel("Code", { exact: true }).fill(code(secret));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/annotate\/work$/);

    await page.goto("/account/second-factor");
    await expect(page.getByText("Recovery codes left: 10")).toBeVisible();
    await page.getByLabel("Current password").fill(PASSWORD);
    await page.getByLabel("Code", { exact: true }).fill(recovery[0]);
    await page.getByRole("button", { name: "Turn it off" }).click();
    await expect(page.getByText("The second factor is off.")).toBeVisible();
    expect(page.problems).toEqual([]);
  });
}

test("a role that needs it leads to where it is turned on, and an admin resets it", async ({ browser }) => {
  const admin = await newPage(browser, server.base);
  await signIn(admin, "admin", PASSWORD);
  await admin.goto("/manage/people");
  const needed = admin.locator("form[action='/manage/second-factor']");
  await needed.getByLabel("annotator", { exact: false }).first().check();
  await needed.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByText("The roles that need a second factor are saved.")).toBeVisible();

  const page = await newPage(browser, server.base);
  await page.goto("/sign-in");
  await page.getByLabel("Sign-in name").fill("cat");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/account\/second-factor$/);
  await expect(page.getByText("needs a second factor")).toBeVisible();
  await look(page, "second-factor-resting");
  await turnOn(page);
  await page.goto("/annotate/work");
  await expect(page).toHaveURL(/\/annotate\/work$/);

  await admin.goto("/manage/people");
  const row = admin.locator("tr", { has: admin.getByRole("rowheader", { name: "cat", exact: true }) });
  await row.getByText("Change").first().click();
  await look(admin, "second-factor-people");
  await row.getByRole("button", { name: "Reset the second factor" }).click();
  await expect(admin.getByText("The second factor is removed")).toBeVisible();
  await page.goto("/account");
  await expect(page).toHaveURL(/sign-in/);
  await world.admin.form("/manage/second-factor", {});
});

test("the audit log is filtered and paged, says when nothing fits, and refuses what is none of its words", async ({ browser }) => {
  // More than one page of entries.
  for (let at = 0; at < 120; at++) await new Person(server.base).send("POST", "/sign-in", { body: new URLSearchParams({ login: "nobody", password: "wrong" }) });
  const page = await newPage(browser, server.base);
  await signIn(page, "admin", PASSWORD);
  await page.goto("/manage/audit");
  await page.getByLabel("Action").fill("session.refuse");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const rows = page.locator("tbody tr");
  const first = await rows.count();
  for (const text of await rows.locator("td:nth-child(4)").allInnerTexts()) expect(text).toBe("session.refuse");
  const last = Number((await rows.last().locator("th").innerText()).replace(/\D/g, ""));
  await page.getByRole("button", { name: /older/i }).click();
  await expect(page.getByLabel("Action")).toHaveValue("session.refuse");
  expect(Number((await rows.first().locator("th").innerText()).replace(/\D/g, ""))).toBeLessThan(last);
  expect(first).toBeGreaterThan(20);
  await look(page, "audit-older");
  await page.goto("/manage/audit?action=nothing.ever");
  await expect(page.locator(".empty-state")).toBeVisible();
  await look(page, "audit-empty");
  const refused = await page.goto(`/manage/audit?subject=${encodeURIComponent("x' OR 1=1")}`);
  expect(refused.status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText("as in the list");
  await expect(page.getByLabel("Subject")).toHaveValue("x' OR 1=1");
});

test("whoever was shown a prompt is in the ledger, and only who may reads it", async ({ browser }) => {
  const annotator = await new Person(server.base).signIn("ben", PASSWORD);
  await annotator.send("GET", "/api/v1/task", { headers: { Accept: "application/json" } });
  for (const path of ["/manage/exposure", "/manage/audit"]) {
    expect((await annotator.send("GET", path, { headers: { Accept: "text/html" } })).status, path).toBe(403);
  }
  const page = await newPage(browser, server.base);
  await signIn(page, "admin", PASSWORD);
  await page.goto("/manage/exposure");
  await page.getByLabel("Who").selectOption({ label: "ben (ben)" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.locator("tbody tr")).toContainText(/ben.*p\d/s);
  await look(page, "exposure");
  await page.getByLabel("Prompt", { exact: true }).fill("no-such-prompt");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.locator(".empty-state")).toBeVisible();
  expect((await page.goto("/manage/exposure?person=x")).status()).toBe(422);
});

test("an export is a file with its own id, and on record", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "admin", PASSWORD);
  await page.goto(world.evaluation);
  await page.getByLabel("Recipient").fill("Example University");
  const arriving = page.waitForEvent("download");
  await page.getByRole("button", { name: /export/i }).click();
  const file = await arriving;
  const head = JSON.parse(readFileSync(await file.path(), "utf8").split("\n")[0]);
  expect(JSON.stringify(head)).toContain("Example University");
  expect(file.suggestedFilename()).toMatch(/^judgments-\d+-.+\.jsonl$/);
  await page.goto("/manage/audit?action=export.judgments");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.locator("tbody tr")).toContainText("evaluation:1");
});
