// The language of parts: what a task, its passages and its differences are written in, on the server's page and after the
// island has put the next task in its place.
import { expect, test } from "@playwright/test";
import { look, newPage, signIn } from "../browser.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build, invite } from "../world.mjs";

const TEXTS = { es: "¿Cuánto es dos más dos? Es `4`.", ar: "كم يساوي اثنان زائد اثنين؟ الجواب أربعة." };

test.describe.configure({ mode: "serial" });

let server;
test.beforeAll(async () => {
  server = await start();
  const { admin } = await build(server, {
    prompts: [
      { prompt: TEXTS.es, attributes: { locale: "es_mx" } },
      { prompt: TEXTS.ar, attributes: { locale: "ar" } },
    ],
    answer: (prompt, model) => `${Object.values(TEXTS)[prompt]} ${model}`,
    plan: { error_tags: "wrong", minimum_justification: "0", annotators_per_task: "1", criteria_set: "" },
  });
  await invite(admin, "ina", "initial_reviewer");
});
test.afterAll(() => server.stop());

const shownIn = (page) => page.locator("html[data-ready] #part .panes .prose").first().getAttribute("lang");

/** Everything of the task that is in its language says so. */
async function speaks(page, lang) {
  const texts = page.locator(".prompt .prose, .panes .prose, #mark-quote, #rating textarea[name$='.quote']");
  for (const text of await texts.all()) await expect(text).toHaveAttribute("lang", lang);
  expect(await texts.count()).toBeGreaterThanOrEqual(4);
  const direction = lang === "ar" ? "rtl" : "ltr";
  for (const text of await page.locator(".prompt .prose, .panes .prose").all()) await expect(text).toHaveCSS("direction", direction);
  await page.locator("#differences-link").click();
  await expect(page.locator("#differences[open] .differences")).toHaveAttribute("lang", lang);
  await page.getByRole("dialog").getByRole("button").click();
}

test("a task says its language when the server renders it and when the next one takes its place", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "ann", PASSWORD);
  const seen = [];
  for (let task = 0; task < 2; task++) {
    await expect(page.locator("html[data-ready] #rating")).toHaveCount(1);
    const lang = await shownIn(page);
    seen.push(lang);
    await speaks(page, lang);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await look(page, `42-language-${lang}`);
    await page.locator("#rating summary").filter({ hasText: "passages" }).first().click();
    await page.locator("[name='passage.a.0.tag']").selectOption("0");
    await page.locator("[name='passage.a.0.quote']").fill(lang === "ar" ? "أربعة" : "dos más dos");
    for (const scale of await page.locator("#rating .scale").all()) await scale.locator("input").first().check({ force: true });
    const loaded = await page.evaluate(() => performance.timeOrigin);
    const before = await page.locator("#rating").getAttribute("action");
    await page.keyboard.press("Control+Enter");
    await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
    if (task === 0) expect(await page.evaluate(() => performance.timeOrigin), "no page was loaded").toBe(loaded);
  }
  expect(seen.sort()).toEqual(["ar", "es-MX"]);
  expect(page.problems).toEqual([]);
});

test("a reviewer's page says it too, also of what an annotator quoted", async ({ browser }) => {
  const page = await newPage(browser, server.base);
  await signIn(page, "ina", PASSWORD);
  await page.goto("/review/initial");
  const lang = await page.locator(".panes .prose").first().getAttribute("lang");
  expect(["ar", "es-MX"]).toContain(lang);
  for (const text of await page.locator(".prompt .prose, .panes .prose").all()) await expect(text).toHaveAttribute("lang", lang);
  await expect(page.locator("table.judgments span[lang]")).toHaveAttribute("lang", lang);
  await look(page, "43-language-review");
});
