// Every page, found by following the links that each role has, in every language, in light and dark and on a phone:
// no violation of WCAG 2.2 AA, no sideways scrolling, no hidden focus. A GET route that nobody reaches fails the test.
import { expect, test } from "@playwright/test";
import { newPage, pictures, signIn, violations } from "../browser.mjs";
import { demoPerson, password } from "../demo.mjs";
import { readRoutes } from "../routes.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build, fieldsOf } from "../world.mjs";

/** Beyond the standard: one heading of level 1, headings in order, everything inside a landmark, unique landmarks. */
const STRUCTURE = ["heading-order", "page-has-heading-one", "region", "landmark-one-main", "landmark-unique", "landmark-no-duplicate-banner"];
/** Together every language, both colour schemes and both widths, without every combination of them. */
const MODES = [
  { name: "en-light", lang: "en", colorScheme: "light", width: 1280 },
  { name: "es-dark", lang: "es", colorScheme: "dark", width: 1280 },
  { name: "zh-phone", lang: "zh", colorScheme: "light", width: 360 },
];
/** Routes that answer something else than a page that a person reads. */
const NO_PAGES = [/^\/assets\//, /^\/healthz$/, /^\/readyz$/, /^\/metrics$/, /^\/api(\/|$)/, /\.(json|csv|jsonl|txt|html|zip)$/];
/** Between two steps of signing in: `trust.spec.mjs` looks at it there. */
const ELSEWHERE = ["/sign-in/code"];

const reached = new Set();
const pattern = (routes, path) => routes.find(({ matches }) => matches(path))?.route;

/** Everything that axe and the layout have to say about the page as it stands. */
async function faults(page, width) {
  const found = await violations(page, Object.fromEntries(STRUCTURE.map((rule) => [rule, { enabled: true }])));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) found.push(`scrolls sideways: ${wide} px of ${width}`);
  return found;
}

/** Looks at one address in every mode; the pictures are kept. */
async function inspect(page, base, path, name, problems) {
  for (const mode of MODES) {
    await page.context().addCookies([{ name: "lang", value: mode.lang, url: base }]);
    await page.setViewportSize({ width: mode.width, height: 900 });
    await page.emulateMedia({ colorScheme: mode.colorScheme, reducedMotion: "reduce" });
    await page.goto(path);
    if ((await page.locator("html").getAttribute("lang")) !== mode.lang) problems.push(`${name} (${mode.name}): not in ${mode.lang}`);
    for (const fault of await faults(page, mode.width)) problems.push(`${name} (${mode.name}): ${fault}`);
    await page.screenshot({ path: `${pictures}access/${name}-${mode.name}.png`, fullPage: true });
  }
}

/** Follows links from `first` on, looks at one page of each route, and notes which routes were reached. */
async function walk(page, base, role, first) {
  const routes = readRoutes();
  // A link may lead elsewhere by a redirect, so what was queued is kept apart from what was seen.
  const [queue, queued, seen, problems] = [[...first], new Set(), new Set(), []];
  while (queue.length > 0) {
    const path = queue.shift();
    await page.goto(path);
    const route = pattern(routes, new URL(page.url()).pathname) ?? "none";
    for (const href of await page.locator("a[href^='/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      const target = pattern(routes, href.split(/[?#]/)[0]);
      if (!target || NO_PAGES.some((no) => no.test(href.split(/[?#]/)[0])) || queued.has(target)) continue;
      queued.add(target);
      queue.push(href);
    }
    if (seen.has(route)) continue;
    seen.add(route);
    // What everyone may see looks the same to all but for the header.
    if (reached.has(route)) continue;
    reached.add(route);
    await inspect(page, base, path, `${role}${route.replaceAll(/[^a-z]+/g, "-")}`, problems);
  }
  return problems;
}

/** An invitation, a response that tells who wrote it, a second release: the addresses of the pages that only then exist. */
async function happen(server) {
  const admin = await demoPerson(server, "admin");
  const html = { Accept: "text/html" };
  const people = new URLSearchParams([["name", "Hana"], ["login", "hana"], ["roles", "annotator"]]);
  const invited = await (await admin.send("POST", "/manage/people", { body: people, headers: html })).text();
  const set = await admin.form("/manage/prompt-sets", { name: "Telling", domain: "math" });
  const upload = new FormData();
  upload.append("target", "latest");
  upload.append("file", new Blob([JSON.stringify({ id: "p", prompt: "Who are you?", responses: { "Heron 2": "I am Heron 2 by Northwind Research." } })]), "set.jsonl");
  await admin.send("POST", `${set}/import`, { body: upload, headers: html });
  const [, evaluation] = (await admin.page("/manage")).match(/href="(\/manage\/evaluations\/\d+)"[^>]*>Math \(simulated/);
  const fields = fieldsOf(await admin.page(evaluation), `${evaluation}/releases`);
  const release = await admin.form(`${evaluation}/releases`, { ...fields, rounds: "200" });
  const [, publish] = (await admin.page(release)).match(/action="(\/board\/[^"]+\/publish)"/);
  await admin.form(publish, {});
  const [since] = (await admin.page(release)).match(/\/board\/\d+\/since\/\d+/);
  return { link: invited.match(/\/link\/[0-9a-f]{32}/)[0], held: `${set}/held`, since };
}

test.describe.configure({ timeout: 900_000 });

let server;
test.beforeAll(async () => {
  server = await start({ args: ["--demo"] });
});
test.afterAll(() => server.stop());

const roles = [
  ["anyone", null, ["/", "/sign-in", "/nothing-here"]],
  ["annotator", "annotator-1", ["/annotate", "/annotate/work"]],
  // Two weeks of work, of which some came back.
  ["past", "annotator-4", ["/annotate/work"]],
  ["initial", "initial-reviewer", ["/review", "/review/initial", "/review/initial/queue"]],
  ["final", "final-reviewer", ["/review", "/review/final", "/review/final/queue"]],
  ["admin", "admin", ["/", "/manage"]],
];

test("every page of every role is accessible in every language, colour and width, and none was forgotten", async ({ browser }) => {
  const problems = [];
  for (const [role, login, first] of roles) {
    await test.step(role, async () => {
      const page = await newPage(browser, server.base);
      if (login) await signIn(page, login, password(server, login));
      problems.push(...(await walk(page, server.base, role, first)));
      problems.push(...page.problems.map((problem) => `${role}: ${problem}`));
      await page.context().close();
    });
  }
  await test.step("what is there only after something happened", async () => {
    const { link, held, since } = await happen(server);
    const [anyone, admin] = [await newPage(browser, server.base), await newPage(browser, server.base)];
    await signIn(admin, "admin", password(server, "admin"));
    for (const [page, path, name] of [[anyone, link, "link"], [admin, held, "held"], [admin, since, "since"]]) {
      await inspect(page, server.base, path, `state-${name}`, problems);
      reached.add(pattern(readRoutes(), path));
      problems.push(...page.problems);
    }
  });
  const pages = readRoutes().map(({ route }) => route).filter((route) => !NO_PAGES.some((no) => no.test(route)));
  expect(pages.length).toBeGreaterThan(10);
  problems.push(...pages.filter((route) => !reached.has(route) && !ELSEWHERE.includes(route)).map((route) => `nobody reached ${route}`));
  expect(problems).toEqual([]);
});

test("empty states, refused forms and dead links are accessible too", async ({ browser }) => {
  const empty = await start();
  try {
    const page = await newPage(browser, empty.base);
    const problems = [];
    await inspect(page, empty.base, empty.setupPath(), "state-setup", problems);
    await inspect(page, empty.base, `/link/${"0".repeat(32)}`, "state-dead-link", problems);
    await page.goto(empty.setupPath());
    const refused = async (name, button) => {
      await button.click();
      await expect(page.getByRole("alert")).toBeVisible();
      for (const fault of await faults(page, page.viewportSize().width)) problems.push(`${name}: ${fault}`);
      await page.screenshot({ path: `${pictures}access/${name}.png`, fullPage: true });
    };
    await page.context().addCookies([{ name: "lang", value: "es", url: empty.base }]);
    await page.reload();
    await page.locator("#field-name").fill("Ada");
    await page.locator("#field-login").fill("ada");
    await page.locator("#field-password").fill("corta");
    await refused("state-setup-refused", page.locator("main form button"));
    await page.locator("#field-password").fill("una frase fácil de recordar");
    await page.locator("main form button").click();
    await expect(page).toHaveURL(/manage/);
    for (const path of ["/manage", "/manage/models", "/manage/prompt-sets", "/manage/evaluations/new", "/board"]) {
      await inspect(page, empty.base, path, `empty${path.replaceAll("/", "-")}`, problems);
    }
    await page.goto("/manage/people");
    await page.locator("#field-name").fill("Hana");
    await page.locator("#field-login").fill("hana");
    await refused("state-people-refused", page.locator("main form[action='/manage/people'] button[type=submit]").last());
    expect(problems).toEqual([]);
  } finally {
    await empty.stop();
  }
});

test("what opens on a page is accessible too: key sheets, reasons, corrections, skipping", async ({ browser }) => {
  const problems = [];
  const opened = async (page, name) => {
    for (const fault of await faults(page, page.viewportSize().width)) problems.push(`${name}: ${fault}`);
    await page.screenshot({ path: `${pictures}access/open-${name}.png` });
  };
  for (const [login, path] of [["annotator-3", "/annotate"], ["initial-reviewer", "/review/initial"], ["final-reviewer", "/review/final"], ["initial-reviewer", "/review/initial/queue"]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await newPage(browser, server.base, { colorScheme, reducedMotion: "reduce" });
      await signIn(page, login, password(server, login));
      await page.goto(path);
      await page.waitForSelector("html[data-ready]");
      const name = `${path.replaceAll("/", "-").slice(1)}-${colorScheme}`;
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await opened(page, `${name}-keys`);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
      await page.evaluate(() => document.querySelectorAll("main details").forEach((one) => (one.open = true)));
      await opened(page, `${name}-all-open`);
      problems.push(...page.problems.map((problem) => `${name}: ${problem}`));
      await page.context().close();
    }
  }
  expect(problems).toEqual([]);
});

test("leaving a task and confirming new guidelines are accessible too, refused and not", async ({ browser }) => {
  const own = await start();
  try {
    const plan = { guidelines: "## What counts\n\n1. Facts\n2. Style", annotators_per_task: "1", criteria_set: "" };
    const { admin, evaluation } = await build(own, { prompts: [{ prompt: "One" }], answer: (_, model) => `Answer ${model}`, plan });
    const page = await newPage(browser, own.base, { reducedMotion: "reduce" });
    await signIn(page, "ann", PASSWORD);
    const problems = [];
    for (const mode of MODES) {
      await page.context().addCookies([{ name: "lang", value: mode.lang, url: own.base }]);
      await page.setViewportSize({ width: mode.width, height: 900 });
      await page.emulateMedia({ colorScheme: mode.colorScheme, reducedMotion: "reduce" });
      for (const way of ["skip", "flag"]) {
        const look = async (name) => {
          for (const fault of await faults(page, mode.width)) problems.push(`${way} ${name} (${mode.name}): ${fault}`);
          await page.screenshot({ path: `${pictures}access/leave-${way}-${name}-${mode.name}.png` });
        };
        await page.goto("/annotate");
        await page.waitForSelector("html[data-ready]");
        // Opened the way a person opens it, by its key: the focus is in it and shows.
        await page.keyboard.press(way === "skip" ? "k" : "f");
        const form = page.locator(`form[action$="/${way}"]`);
        await expect(form).toBeVisible();
        await expect(page.locator(`details[data-action=${way}] summary`)).toBeFocused();
        await look("open");
        // "Another reason" must be told, so that this comes back with what to mend.
        await form.locator("select").selectOption("other");
        await form.locator("button").click();
        await expect(page).toHaveURL(new RegExp(`/${way}$`));
        await expect(page.getByRole("alert")).toBeVisible();
        await expect(page.locator(`#field-${way}_note`)).toHaveAttribute("aria-invalid", "true");
        await look("refused");
      }
    }
    const fields = fieldsOf(await admin.page(evaluation), `${evaluation}/guidelines`);
    await admin.form(`${evaluation}/guidelines`, { ...fields, guidelines: "# Read this\n\n## What counts\n\n1. Facts\n2. Style\n3. `Code`\n\n| a | b |\n|---|---|\n| 1 | 2 |" });
    await inspect(page, own.base, "/annotate", "state-new-guidelines", problems);
    await page.locator("main form button").click();
    await expect(page.locator("#rating")).toBeVisible();
    problems.push(...page.problems);
    expect(problems).toEqual([]);
  } finally {
    await own.stop();
  }
});

test("the focus is always seen, never covered, and never caught", async ({ browser }) => {
  for (const [login, path] of [["annotator-2", "/annotate"], ["initial-reviewer", "/review/initial"], ["admin", "/manage/people"]]) {
    const page = await newPage(browser, server.base);
    await signIn(page, login, password(server, login));
    await page.goto(path);
    let stops = 0;
    for (let press = 0; press < 400; press++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const at = document.activeElement;
        // Once around: where the focus was before, it ends.
        if (!at || at === document.body || at.dataset.stop) return null;
        at.dataset.stop = "";
        const box = at.getBoundingClientRect();
        const shown = at.matches("input[type=radio], input[type=checkbox]") ? (at.closest("label") ?? at) : at;
        const inside = shown.getBoundingClientRect();
        const [x, y] = [inside.left + Math.min(inside.width, innerWidth) / 2, Math.max(inside.top, 0) + Math.min(inside.height, 20) / 2];
        const top = document.elementFromPoint(x, Math.min(Math.max(y, 1), innerHeight - 2));
        const styles = [at, shown, ...shown.children, at.nextElementSibling].filter(Boolean).map((one) => getComputedStyle(one));
        const seen = styles.some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none");
        const name = `${at.tagName.toLowerCase()}#${at.id}.${at.name ?? ""}.${at.getAttribute("href") ?? at.value ?? ""}`;
        const covered = !(top && (shown.contains(top) || top.contains(shown) || box.height === 0));
        return { name, seen, covered, by: top?.className };
      });
      if (stop === null) break;
      stops++;
      expect(stop, path).toMatchObject({ seen: true, covered: false });
    }
    expect(stops, path).toBeGreaterThan(5);
    await page.context().close();
  }
});

test("the language is chosen in the foot of any page, without JavaScript, and stays", async ({ browser }) => {
  const page = await newPage(browser, server.base, { javaScriptEnabled: false, locale: "fr-FR" });
  await page.goto("/sign-in?next=%2Freview");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: "Español" }).click();
  await expect(page).toHaveURL(`${server.base}/sign-in?next=%2Freview`);
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Iniciar sesión");
  await page.locator("#field-login").fill("admin");
  await page.locator("#field-password").fill("no es esta");
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await expect(page.getByRole("alert")).toContainText("El nombre de usuario o la contraseña no es correcto.");
  await page.goto("/board");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("排行榜");
  await expect(page.getByRole("button", { name: "中文" })).toHaveAttribute("aria-current", "true");
});

test("the browser's language is followed where no choice was made", async ({ browser }) => {
  for (const [locale, lang] of [["es-MX", "es"], ["zh-CN", "zh"], ["de-DE", "en"]]) {
    const page = await newPage(browser, server.base, { locale });
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
  }
});
