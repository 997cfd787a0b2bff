// A working day in short: tasks in a row by keyboard alone, then everything that can go wrong. Nothing is lost, nothing is sent twice.
import { expect, test } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { look, newPage, signIn } from "../browser.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build } from "../world.mjs";

/** 50 in the bar; the short form leaves the rest of the tests their time. */
const TASKS = Number(process.env.ASSAY_KEYBOARD_TASKS ?? 12);

const action = (page) => page.locator("#rating").getAttribute("action");
const ready = (page) => page.waitForSelector("html[data-ready] #rating");
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

/** Where the world stands by the numbers the annotator sees. */
async function waiting(server) {
  const person = await new Person(server.base).signIn("ann", PASSWORD);
  return (await person.api("GET", "/api/v1/work")).body.work.waiting;
}

async function answerScales(page, first = 1) {
  const scales = await page.locator("#rating .scale").count();
  for (let scale = 0; scale < scales; scale++) await page.keyboard.press(String(1 + ((first + scale) % 7)));
  await expect(page.locator("#rating .scale input:checked")).toHaveCount(scales);
}

test("tasks in a row by keyboard, a cut connection, a killed server, a closed tab: one judgment each, every draft there", async ({ browser }) => {
  test.setTimeout(60_000 + TASKS * 5_000);
  const folder = mkdtempSync(join(tmpdir(), "assay-"));
  let server = await start({ folder });
  try {
    await build(server, {
      prompts: Array.from({ length: TASKS + 3 }, (_, at) => ({ prompt: `Question ${at}: what is ${at} + ${at}?` })),
      answer: (at, model) => (model ? `It is **${at + at}**.` : `I think \`${at + at}\`, because…\n\n- one\n- two`),
    });
    let page = await newPage(browser, server.base);
    await page.goto("/sign-in");
    await page.keyboard.press("Tab"); // past the link to the content
    await page.getByLabel("Sign-in name").focus();
    await page.keyboard.type("ann");
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await ready(page);
    let loads = 0;
    page.on("load", () => (loads += 1));
    const seen = new Set();
    for (let task = 0; task < TASKS; task++) {
      expect(await focused(page), `the focus of task ${task}`).toBe("task");
      const before = await action(page);
      expect(seen.has(before), "a task comes once").toBe(false);
      seen.add(before);
      await answerScales(page, task);
      // After the last scale the focus is in the text.
      await page.keyboard.type(`Judged as number ${task}, by keyboard alone.`);
      await page.keyboard.press("Control+Enter");
      await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
    }
    expect(loads, "no page was loaded between tasks").toBe(0);
    expect(await waiting(server)).toBe(TASKS);

    // The connection is cut during a submission: the server has it, its answer is lost.
    const cut = await action(page);
    await answerScales(page, 3);
    await page.keyboard.type("Written just before the cable was pulled out.");
    let lost = 0;
    await page.route("**/submit", async (route) => {
      lost += 1;
      if (lost === 1) await route.fetch();
      await route.abort("internetdisconnected");
    });
    await page.keyboard.press("Control+Enter");
    await expect(page.locator("#draft-status")).toContainText("No connection.");
    await page.unroute("**/submit");
    await expect(page.locator(`#rating[action="${cut}"]`)).toHaveCount(0, { timeout: 20_000 });
    expect(await waiting(server)).toBe(TASKS + 1);

    // The server is killed while a draft is written, and started again.
    await page.keyboard.press("j");
    await page.keyboard.type("Saved before the server died.");
    await expect(page.locator("#draft-status")).toContainText("Draft saved at");
    const port = new URL(server.base).port;
    await server.stop("SIGKILL", true);
    await page.keyboard.type(" And this after.");
    await expect(page.locator("#draft-status")).toContainText("no connection");
    server = await start({ folder, port });
    await expect(page.locator("#draft-status")).toContainText("Draft saved at", { timeout: 40_000 });

    // The tab is closed and opened again.
    const state = await page.context().storageState();
    const inHand = await action(page);
    await page.context().close();
    page = await newPage(browser, server.base, { storageState: state });
    await page.goto("/annotate");
    await ready(page);
    expect(await action(page)).toBe(inHand);
    await expect(page.getByLabel("Why?")).toHaveValue("Saved before the server died. And this after.");
    await answerScales(page, 5);
    await page.keyboard.press("Control+Enter");
    await expect(page.locator(`#rating[action="${inHand}"]`)).toHaveCount(0);
    expect(await waiting(server)).toBe(TASKS + 2);
    expect(page.problems).toEqual([]);
  } finally {
    await server.stop("SIGTERM", true);
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a person's own keys are kept, shown and obeyed; conflicts are refused; single keys can be switched off", async ({ browser }) => {
  const server = await start();
  try {
    await build(server, { prompts: [{ prompt: "One" }, { prompt: "Two" }], answer: (at, model) => `Answer ${at} ${model}` });
    const page = await newPage(browser, server.base);
    await signIn(page, "ann", PASSWORD);
    await page.goto("/account/keys");
    await look(page, "24-own-keys");
    await page.getByLabel("Both are bad").fill("x");
    await page.getByLabel("Next scale").fill("X");
    await page.getByRole("button", { name: "Save the keys" }).click();
    await expect(page.getByRole("alert")).toContainText("Another action has this key already");
    await expect(page.getByLabel("Next scale")).toHaveValue("X");
    await page.getByLabel("Next scale").fill("n");
    await page.getByLabel("Submit", { exact: true }).fill("F2");
    await page.getByRole("button", { name: "Save the keys" }).click();
    await expect(page.getByText("Your keys are saved.")).toBeVisible();

    // On another device.
    const other = await newPage(browser, server.base);
    await signIn(other, "ann", PASSWORD);
    await ready(other);
    await expect(other.locator('label[for="field-both_bad"] kbd')).toHaveText("x");
    await other.keyboard.press("b");
    await expect(other.locator("#field-both_bad")).not.toBeChecked();
    await other.keyboard.press("x");
    await expect(other.locator("#field-both_bad")).toBeChecked();
    await other.keyboard.press("?");
    await expect(other.getByRole("dialog")).toContainText("F2");
    await look(other, "25-key-sheet");
    await other.keyboard.press("Escape");

    await page.getByLabel("Single characters are keys").uncheck();
    await page.getByRole("button", { name: "Save the keys" }).click();
    await other.reload();
    await ready(other);
    await other.keyboard.press("x");
    await expect(other.locator("#field-both_bad")).toBeChecked();
    await other.keyboard.press("2");
    await expect(other.locator('.scale input[value="2"]:checked')).toHaveCount(0);
    await other.locator("#rating .scale").first().focus();
    await other.keyboard.press("2");
    await expect(other.locator('.scale input[value="2"]:checked')).toHaveCount(1);
    expect([...page.problems, ...other.problems]).toEqual([]);
  } finally {
    await server.stop();
  }
});
