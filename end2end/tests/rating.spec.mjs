// The rating page as its user works in it: by keyboard, without JavaScript, over a bad network.
import { expect, test } from "@playwright/test";
import { look, newPage, signIn } from "../browser.mjs";
import { password } from "../demo.mjs";
import { start } from "../server.mjs";

let server;
test.beforeAll(async () => {
  server = await start({ args: ["--demo"] });
});
test.afterAll(() => server.stop());

const action = (page) => page.locator("#rating").getAttribute("action");
const ready = async (page) => {
  await page.waitForSelector("#rating");
  await page.waitForSelector("html[data-ready]");
};

test("five tasks in a row by keyboard alone", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await page.goto("/sign-in");
  await page.getByLabel("Sign-in name").focus();
  await page.keyboard.type("annotator-1");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password(server, "annotator-1"));
  await page.keyboard.press("Enter");
  for (let task = 0; task < 5; task++) {
    await ready(page);
    const before = await action(page);
    const scales = await page.locator("fieldset.scale").count();
    for (let scale = 0; scale < scales; scale++) await page.keyboard.press(String(1 + ((task + scale) % 7)));
    await expect(page.locator("fieldset.scale input:checked")).toHaveCount(scales);
    // After the last scale the focus is in the text.
    await page.keyboard.type("Because of what is written in the second sentence.");
    await page.keyboard.press("Control+Enter");
    await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  }
  await ready(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.screenshot({ path: "results/screenshots/20-keys.png" });
  await page.keyboard.press("Escape");
  expect(page.problems).toEqual([]);
  const work = await newPage(browser, server.base, { storageState: await page.context().storageState() });
  await work.goto("/annotate/work");
  await expect(work.getByText("Waiting for review")).toBeVisible();
  await look(work, "21-my-work");
});

test("a draft is saved while typing and is there again in another browser", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "annotator-2", password(server, "annotator-2"));
  await ready(page);
  await page.keyboard.press("2");
  await page.keyboard.press("j");
  await page.keyboard.type("Half a thou");
  await expect(page.getByText("Draft saved at")).toBeVisible();
  const other = await newPage(browser, server.base, { colorScheme: "dark" });
  await signIn(other, "annotator-2", password(server, "annotator-2"));
  await expect(other.getByLabel("Why?")).toHaveValue("Half a thou");
  await expect(other.locator('input[name="preference"][value="2"]')).toBeChecked();
  expect(await action(other)).toBe(await action(page));
  await ready(other);
  await look(other, "22-rating-dark");
});

test("a connection cut during a submission keeps the text and sends it once", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "annotator-3", password(server, "annotator-3"));
  await ready(page);
  const before = await action(page);
  const scales = await page.locator("fieldset.scale").count();
  for (let scale = 0; scale < scales; scale++) await page.keyboard.press("6");
  await page.keyboard.type("Written just before the cable was pulled out.");
  // The server receives the judgment, but its answer is lost on the way.
  let lost = 0;
  let saw;
  const seen = new Promise((resolve) => (saw = resolve));
  await page.route("**/submit", async (route) => {
    if (lost++ === 0) {
      await route.fetch();
      await route.abort("internetdisconnected");
    } else {
      await seen;
      await route.continue();
    }
  });
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("No connection.")).toBeVisible();
  saw();
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0, { timeout: 15_000 });
  await ready(page);
  await page.goto("/annotate/work");
  await expect(page.getByRole("link", { name: "Waiting for review 1", exact: true })).toBeVisible();
});

test("without JavaScript: rate, save a draft, be refused, submit", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false });
  await signIn(page, "annotator-3", password(server, "annotator-3"));
  const before = await action(page);
  await page.getByLabel("Why?").fill("</textarea><script>alert(1)</script> & <b>");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("The draft is saved.")).toBeVisible();
  await expect(page.getByLabel("Why?")).toHaveValue("</textarea><script>alert(1)</script> & <b>");
  await page.getByRole("button", { name: /Submit/ }).click();
  await expect(page.getByRole("alert")).toContainText("Choose a point on the scale.");
  for (const group of await page.locator("fieldset.scale").all()) await group.locator('input[value="-1"]').check({ force: true });
  await page.getByLabel("Why?").fill("Plain but whole, and long enough.");
  await page.getByRole("button", { name: /Submit/ }).click();
  await expect(page.getByText("Submitted.", { exact: true })).toBeVisible();
  expect(await action(page)).not.toBe(before);
});

test("the next task is fetched ahead, and shown without being asked for again", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  const ahead = page.waitForResponse((answer) => answer.url().endsWith("/ahead"));
  await signIn(page, "annotator-3", password(server, "annotator-3"));
  await ready(page);
  const fetched = await (await ahead).text();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const scales = await page.locator("fieldset.scale").count();
  for (let scale = 0; scale < scales; scale++) await page.keyboard.press("4");
  await page.keyboard.type("Because of what is written in the second sentence.");
  const before = await action(page);
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  const next = await action(page);
  expect(fetched).toContain(`action="${next}"`);
  // Its lease began when it was fetched, and begins again when it is shown.
  await expect(() => expect(asked).toContain(next.replace("/submit", "/alive"))).toPass();
  expect(asked).not.toContain("/annotate/next");
  expect(page.problems).toEqual([]);
});

test("a task fetched ahead that arrives while it is asked for is not shown a second time", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  let [arrive, first] = [null, true];
  const arrives = new Promise((resolve) => (arrive = resolve));
  await page.route("**/annotate/*/ahead", async (route) => {
    if (!first) return route.abort();
    first = false;
    const answer = await route.fetch();
    await arrives;
    await route.fulfill({ response: answer });
  });
  // The first time it is asked for, what was fetched ahead arrives just before the answer.
  const arriving = async (route) => {
    const answer = await route.fetch();
    const late = page.waitForResponse((other) => other.url().endsWith("/ahead"));
    arrive();
    await (await late).finished();
    await route.fulfill({ response: answer });
  };
  await page.route("**/annotate/next", arriving, { times: 1 });
  const fetching = page.waitForRequest((request) => request.url().endsWith("/ahead"));
  await signIn(page, "annotator-2", password(server, "annotator-2"));
  await ready(page);
  await fetching;
  const seen = [];
  for (let task = 0; task < 2; task++) {
    const before = await action(page);
    seen.push(before);
    const scales = await page.locator("fieldset.scale").count();
    await page.locator("#task").focus();
    for (let scale = 0; scale < scales; scale++) await page.keyboard.press("4");
    await page.getByLabel("Why?").fill("Because of what is written in the second sentence.");
    await page.keyboard.press("Control+Enter");
    await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
  }
  expect(seen).not.toContain(await action(page));
});
