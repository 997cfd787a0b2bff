// What the browser tests share: people in contexts of their own, pictures that are kept, pages without violations.
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { fileURLToPath } from "node:url";

/** Where pictures of the tests are kept, to be looked at. */
export const pictures = fileURLToPath(new URL("./results/screenshots/", import.meta.url));

/** A page in a browser context of its own, so that people do not share a session. Anything the console calls an error fails. */
export async function newPage(browser, base, options = {}) {
  const context = await browser.newContext({ baseURL: base, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (4\d\d|503)/.test(message.text())) page.problems.push(message.text());
  });
  return page;
}

export async function signIn(page, login, password) {
  await page.goto("/sign-in");
  await page.getByLabel("Sign-in name").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Whether a control lies under the bar that stays at the window's lower edge: scrolled on, it has its whole size. */
const underBar = (page, target) =>
  page.evaluate((selector) => {
    const [bar, at] = [document.querySelector(".submit-bar"), document.querySelector(selector)].map((one) => one?.getBoundingClientRect());
    return !!bar && !!at && at.bottom > bar.top && at.top < bar.bottom;
  }, target);

/** What axe finds against WCAG 2.2 AA and `rules` beyond it, from a page's top and, where a bar moves over it, from its end. */
export async function violations(page, rules = {}) {
  const found = new Set();
  const bar = (await page.locator(".submit-bar").count()) > 0;
  for (const end of bar ? [0, 1] : [0]) {
    await page.evaluate((end) => window.scrollTo({ top: end * document.documentElement.scrollHeight, behavior: "instant" }), end);
    const { violations } = await new AxeBuilder({ page }).options({ runOnly: { type: "tag", values: TAGS }, rules }).analyze();
    for (const { id, nodes } of violations) {
      const real = [];
      for (const node of nodes) if (!(id === "target-size" && (await underBar(page, String(node.target[0]))))) real.push(node);
      if (real.length > 0) found.add(`${id}: ${real.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
  }
  return [...found];
}

/** No violation, nothing wrong in the console, and a picture. */
export async function look(page, name) {
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: true });
  expect(await violations(page), name).toEqual([]);
  expect(page.problems, name).toEqual([]);
}
