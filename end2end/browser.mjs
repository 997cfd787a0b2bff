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

/** WCAG 2.2 AA by axe, and a picture. */
export async function look(page, name) {
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: true });
  // At its end a page has its bar in its own place, over nothing: what it covers elsewhere is no small target.
  await page.evaluate(() => window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  expect(page.problems, name).toEqual([]);
}
