// Measures a task with two responses of 100 KB (tables, code, LaTeX): what the server takes for its page, first and again, and for the
// comparison; what the browser takes to lay it out, scroll it and mark in it.
//
//   node bench/long.mjs [BYTES]          100000 by default; ASSAY_BINARY names the release binary, SLOWER=4 slows the browser down
import { chromium } from "@playwright/test";
import { existsSync } from "node:fs";
import { signIn } from "../browser.mjs";
import { longText } from "../long.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build } from "../world.mjs";

const SIZE = Number(process.argv[2] ?? 100_000);
const END = "This is where it ends.";
const executablePath = process.env.CHROME_PATH ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
const median = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)];

const server = await start({ args: ["--log-format", "json"] });
/** How long the server took for the requests of a route, in milliseconds, in their order. */
const took = (route) =>
  server.output
    .split("\n")
    .filter((line) => line.includes('"answered"') && line.includes(`"route":"${route}"`))
    .map((line) => JSON.parse(line).fields.micros / 1000);
const said = (numbers) => `${numbers.map((one) => one.toFixed(1)).join(", ")} ms`;

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"] });
try {
  await build(server, {
    prompts: [{ prompt: "Compare the two." }],
    answer: (_, model) => longText(SIZE, 500 * model, END),
    plan: { error_tags: "wrong fact\nunclear" },
  });
  const context = await browser.newContext({ baseURL: server.base, viewport: { width: 1280, height: 900 } });
  await context.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  });
  const page = await context.newPage();
  await signIn(page, "ann", PASSWORD);
  const ready = () => page.waitForSelector("html[data-ready] #rating");
  await ready();
  const tools = await context.newCDPSession(page);
  await tools.send("Emulation.setCPUThrottlingRate", { rate: Number(process.env.SLOWER ?? 1) });
  for (let again = 0; again < 5; again++) {
    await page.reload();
    await ready();
  }
  await page.waitForTimeout(1_000);
  const [first, ...again] = took("/annotate");
  console.log(`the server's time for the page: first ${said([first])}, again ${said(again)}`);
  const [sent, whole] = await page.evaluate(() => {
    const [page] = performance.getEntriesByType("navigation");
    return [page.transferSize, page.decodedBodySize];
  });
  console.log(`the page: ${whole} bytes, ${sent} as sent, ${await page.locator("*").count()} elements`);
  const tasks = async (what) => {
    const long = await page.evaluate(() => window.tasks.splice(0));
    console.log(`${what}: tasks above 50 ms: ${long.length ? said(long) : "none"}`);
  };
  await tasks("loading");

  const pane = page.locator(".pane-body[data-side=a]");
  await pane.hover();
  const frames = page.evaluate(
    () =>
      new Promise((done) => {
        const gaps = [];
        const until = performance.now() + 4_000;
        const tick = (last) =>
          requestAnimationFrame((now) => {
            gaps.push(now - last);
            if (now > until) done(gaps.slice(1));
            else tick(now);
          });
        tick(performance.now());
      }),
  );
  for (let turn = 0; turn < 80; turn++) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(35);
  }
  const gaps = sorted(await frames);
  console.log(`scrolling: a frame each ${median(gaps).toFixed(0)} ms, 95 % within ${gaps[Math.floor(gaps.length * 0.95)].toFixed(0)} ms, slowest ${gaps.at(-1).toFixed(0)} ms`);
  await tasks("scrolling");

  for (let passage = 0; passage < 5; passage++) {
    await page.evaluate((at) => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelectorAll(".pane-body[data-side=b] .prose em")[7 * at]);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }, passage);
    await page.locator("#mark-panel [data-mark='0']").click();
  }
  console.log(`marks: ${await page.locator("mark").count()}`);
  await tasks("marking five passages");
  await page.locator("#differences-link").click();
  await page.locator("dialog#differences[open] del").first().waitFor();
  await page.waitForTimeout(500);
  console.log(`the server's time for the comparison: ${said(took("/annotate/{id}/differences"))}`);
  await tasks("comparing");
} finally {
  await browser.close();
  await server.stop();
}
