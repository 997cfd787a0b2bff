// Taking a submission back: how long that is offered, what it leads to, and what comes of it when it is too late.
import { expect, test } from "@playwright/test";
import { look, newPage, signIn } from "../browser.mjs";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build } from "../world.mjs";

const PROMPTS = Array.from({ length: 4 }, (_, at) => ({ prompt: `Question ${at}` }));

/** An installation whose submissions can be undone for so many seconds. */
async function installation(seconds, annotators) {
  const server = await start();
  await build(server, {
    annotators,
    prompts: PROMPTS,
    answer: (prompt, model) => `Answer ${model} to ${prompt}`,
    plan: { undo_seconds: String(seconds), minimum_justification: "0", annotators_per_task: String(annotators.length), criteria_set: "" },
  });
  return server;
}

const ready = (page) => page.waitForSelector("html[data-ready] #rating");
const action = (page) => page.locator("#rating").getAttribute("action");
const offer = (page) => page.locator("#undo");

/** Judges the task that is shown; the action of its form, once the next one stands there. */
async function judge(page, why) {
  const before = await action(page);
  for (const scale of await page.locator("#rating .scale").all()) await scale.locator("input").first().check({ force: true });
  await page.getByLabel("Why?").fill(why);
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  return before;
}

test.describe("while it is offered", () => {
  let server;
  test.beforeAll(async () => {
    server = await installation(60, ["ann", "bea", "cem"]);
  });
  test.afterAll(() => server.stop());

  test("by key: what was typed meanwhile is kept, a reload shows the reopened task, and Back sends nothing", async ({ browser }) => {
    const page = await newPage(browser, server.base);
    const posts = [];
    page.on("request", (request) => request.method() === "POST" && posts.push(new URL(request.url()).pathname));
    page.on("dialog", (dialog) => page.problems.push(`asked: ${dialog.type()}`) && dialog.accept());
    await signIn(page, "ann", PASSWORD);
    await ready(page);
    const first = await judge(page, "First thoughts.");
    const second = await action(page);
    await page.getByLabel("Why?").fill("Begun already.");
    await page.keyboard.press("Escape");
    await page.keyboard.press("u");
    await expect(page.getByText("The submission is undone.")).toBeVisible();
    const address = `${server.base}${first.replace("/submit", "")}`;
    await expect(page).toHaveURL(address);
    await expect(page.getByLabel("Why?")).toHaveValue("First thoughts.");
    await ready(page);
    await page.reload();
    await expect(page).toHaveURL(address);
    await expect(page.locator(`#rating[action="${first}"]`)).toHaveCount(1);
    await expect(page.getByText("The submission is undone.")).toHaveCount(0);
    // A refused form stays at the task's own address, though another task is in hand.
    await ready(page);
    await page.locator('#rating input[name="preference"]:checked').evaluate((input) => (input.checked = false));
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("alert").filter({ hasText: "Choose a point on the scale." })).toBeVisible();
    await expect(page).toHaveURL(address);
    const sent = posts.length;
    await page.goBack();
    await expect(page).toHaveURL(`${server.base}/annotate`);
    await expect(page.locator(`#rating[action="${second}"]`)).toHaveCount(1);
    await expect(page.getByLabel("Why?")).toHaveValue("Begun already.");
    expect(posts.slice(sent).filter((path) => /submit|undo/.test(path))).toEqual([]);
    expect(page.problems).toEqual([]);
  });

  test("it counts down for the eye only, says its end once at the start, and goes away when it is over", async ({ browser }) => {
    const page = await newPage(browser, server.base);
    await page.clock.install();
    await signIn(page, "bea", PASSWORD);
    await ready(page);
    await judge(page, "Counted.");
    const count = page.locator("#undo-left");
    await expect(count).toHaveText("Submitted. It can be undone for 1:00.");
    await expect(count).toHaveAttribute("aria-hidden", "true");
    await expect(page.locator("#spoken")).toHaveText("Submitted. It can be undone for 1:00.");
    expect(await offer(page).evaluate((form) => form.closest("[aria-live], [role=status], [role=alert]"))).toBeNull();
    await expect(page.getByRole("button", { name: "Undo" })).toHaveAccessibleDescription(/can be undone until .*\d\d:\d\d:\d\d UTC/);
    await page.clock.fastForward(21_000);
    await expect(count).toHaveText(/undone for 0:(3[0-9])\./);
    await expect(page.locator("#spoken")).toHaveText("Submitted. It can be undone for 1:00.");
    // Only now: looking takes its time, in which the clock goes on.
    await look(page, "40-undo");
    await page.getByRole("button", { name: "Undo" }).focus();
    await page.clock.fastForward(40_000);
    await expect(offer(page)).toHaveCount(0);
    await expect(page.locator("#spoken")).toHaveText("The submission cannot be undone any more.");
    await expect(page.locator("#task")).toBeFocused();
    expect(page.problems).toEqual([]);
  });

  test("who wants less motion sees it change seldom, and never more than there is", async ({ browser }) => {
    const page = await newPage(browser, server.base, { reducedMotion: "reduce", colorScheme: "dark", viewport: { width: 360, height: 740 } });
    await page.clock.install();
    await signIn(page, "cem", PASSWORD);
    await ready(page);
    await judge(page, "Calmly counted.");
    const count = page.locator("#undo-left");
    await page.clock.fastForward(3_000);
    await expect(count).toHaveText("Submitted. It can be undone for 0:50.");
    await page.clock.fastForward(2_000);
    await expect(count).toHaveText("Submitted. It can be undone for 0:50.");
    await look(page, "41-undo-phone-dark");
    // A page that is loaded anew goes on from where the server stands.
    await page.reload();
    await ready(page);
    await expect(count).toHaveText(/undone for 0:[1-5]0\./);
  });
});

test.describe("when it is over", () => {
  let server;
  test.beforeAll(async () => {
    server = await installation(3, ["ann", "bea"]);
  });
  test.afterAll(() => server.stop());

  test("an undo that comes too late is refused in a sentence, and the judgment stays submitted", async ({ browser }) => {
    const page = await newPage(browser, server.base);
    await signIn(page, "ann", PASSWORD);
    await ready(page);
    const first = await judge(page, "For good.");
    const address = first.replace("/submit", "/undo");
    await expect(offer(page)).toHaveAttribute("action", address);
    await expect(offer(page)).toHaveCount(0, { timeout: 8_000 });
    // From a page that did not count, such as one that slept.
    await page.evaluate((address) => {
      document.body.insertAdjacentHTML("beforeend", `<form method="post" action="${address}" id="late"></form>`);
      document.getElementById("late").submit();
    }, address);
    await expect(page.getByText("It could not be undone any more: the time is over, or a reviewer has the task.")).toBeVisible();
    await expect(page).toHaveURL(`${server.base}/annotate`);
    expect(await action(page)).not.toBe(first);
    await page.goto("/annotate/work");
    await expect(page.getByRole("link", { name: "Waiting for review 1", exact: true })).toBeVisible();
    expect(page.problems).toEqual([]);
  });

  test("without JavaScript the offer is a plain form with the moment it ends, and the last task of all has one too", async ({ browser }) => {
    const page = await newPage(browser, server.base, { javaScriptEnabled: false });
    await signIn(page, "bea", PASSWORD);
    for (let task = 0; task < PROMPTS.length; task++) {
      for (const scale of await page.locator("#rating .scale").all()) await scale.locator("input").first().check({ force: true });
      await page.getByRole("button", { name: /Submit/ }).click();
      await expect(page.locator("#undo-until")).toHaveText(/^Submitted\. It can be undone until .*, \d\d:\d\d:\d\d UTC\.$/);
    }
    await expect(page.locator("#rating")).toHaveCount(0);
    await expect(page.locator("#undo-left")).toBeEmpty();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("The submission is undone.")).toBeVisible();
    await expect(page).toHaveURL(/\/annotate\/[0-9a-f]{32}$/);
    // Asked again, as from a page gone back to: it is open, and nothing is said to be over.
    const person = await new Person(server.base).signIn("bea", PASSWORD);
    const again = await person.send("POST", `${new URL(page.url()).pathname}/undo`, { body: new URLSearchParams(), headers: { Accept: "text/html" }, redirect: "manual" });
    expect([again.status, again.headers.get("location")]).toEqual([303, new URL(page.url()).pathname]);
    await page.getByRole("button", { name: /Submit/ }).click();
    await page.waitForTimeout(3_200);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("It could not be undone any more")).toBeVisible();
    await expect(page).toHaveURL(`${server.base}/annotate`);
  });
});
