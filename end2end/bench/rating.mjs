// Measures the rating page in Chromium against the bar of issue 3: submit to next task on the screen, layout shift, bytes of a warm
// next task, size of the browser's part; Lighthouse with its own two settings, desktop and phone, where it is installed.
//
//   node bench/rating.mjs [TASKS]        30 by default; ASSAY_BINARY names the release binary
import { chromium } from "@playwright/test";
import { existsSync } from "node:fs";
import { signIn } from "../browser.mjs";
import { start } from "../server.mjs";
import { PASSWORD, build } from "../world.mjs";

const TASKS = Number(process.argv[2] ?? 30);
const executablePath = process.env.CHROME_PATH ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
const LIGHTHOUSE_RUNS = 3;
const DEBUGGING = 9333 + (process.pid % 500);
const code = "```python\ndef f(n: int) -> int:\n    return n * 2  # twice\n```\n";
const prompt = (at) => `Question ${at}: write a function that doubles a number, and say why it works.`;
const answer = (at, model) => `${code}\nIt doubles **${at}**.\n\n${"A sentence of an ordinary answer, with some words in it. ".repeat(30 + 5 * model)}`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const server = await start();
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", `--remote-debugging-port=${DEBUGGING}`],
});
try {
  await build(server, { prompts: Array.from({ length: TASKS + 2 }, (_, at) => ({ prompt: prompt(at) })), answer });
  // The browser's own context, so that Lighthouse, which opens a tab of its own, is signed in too.
  const context = await browser.newContext({ baseURL: server.base, viewport: { width: 1280, height: 900 } });
  await context.addInitScript(() => {
    window.measured = { waits: [], shift: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.measured.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    const action = () => document.querySelector("#rating")?.getAttribute("action");
    document.addEventListener(
      "keydown",
      (event) => {
        if (!(event.ctrlKey && event.key === "Enter")) return;
        const [before, began] = [action(), performance.now()];
        const watch = new MutationObserver(() => {
          if (!action() || action() === before) return;
          watch.disconnect();
          // The frame that shows it has been painted when the task after it runs.
          requestAnimationFrame(() => setTimeout(() => window.measured.waits.push(performance.now() - began)));
        });
        watch.observe(document.body, { childList: true, subtree: true });
      },
      true,
    );
  });
  const page = await context.newPage();
  await signIn(page, "ann", PASSWORD);
  await page.waitForSelector("html[data-ready] #rating");
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  let bytes = 0;
  network.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  const sizes = [];
  for (let task = 0; task < TASKS; task++) {
    const before = await page.locator("#rating").getAttribute("action");
    const scales = await page.locator("#rating .scale").count();
    for (let scale = 0; scale < scales; scale++) await page.keyboard.press(String(1 + (task % 7)));
    await page.keyboard.type("A reason.");
    // A person takes longer than a second, in which the next task is fetched ahead.
    await page.waitForTimeout(1_600);
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction((before) => document.querySelector("#rating").getAttribute("action") !== before, before);
    await page.waitForTimeout(100);
    const texts = Buffer.byteLength(prompt(task)) + Buffer.byteLength(answer(task, 0)) + Buffer.byteLength(answer(task, 1));
    if (task > 0) sizes.push([bytes, texts]);
    bytes = 0;
  }
  const { waits, shift } = await page.evaluate(() => window.measured);
  const wasm = await page.evaluate(() => performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"))?.encodedBodySize);
  console.log(`submit to next task on the screen: median ${median(waits).toFixed(0)} ms, slowest ${Math.max(...waits).toFixed(0)} ms, of ${waits.length}`);
  console.log(`layout shift (CLS) over the whole session: ${shift}`);
  const sent = sizes.map(([bytes]) => bytes);
  console.log(`bytes of a warm next task, as sent: median ${median(sent)}, most ${Math.max(...sent)}; its texts alone are ${median(sizes.map(([, texts]) => texts))}`);
  console.log(`wasm: ${wasm} bytes as sent`);

  const lighthouse = await import("lighthouse").catch(() => null);
  if (lighthouse) {
    const cookies = await context.cookies();
    for (const [setting, config] of [["desktop", lighthouse.desktopConfig], ["phone", undefined]]) {
      const found = [];
      for (let run = 0; run < LIGHTHOUSE_RUNS; run++) {
        const { lhr } = await lighthouse.default(
          `${server.base}/annotate`,
          {
            port: DEBUGGING,
            output: "json",
            logLevel: "error",
            onlyCategories: ["performance", "accessibility"],
            disableStorageReset: true,
            extraHeaders: { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
          },
          config,
        );
        found.push(lhr);
      }
      for (const category of ["performance", "accessibility"]) {
        const scores = found.map(({ categories }) => Math.round(categories[category].score * 100));
        console.log(`Lighthouse ${category}, ${setting}: median ${median(scores)} of ${scores.join(", ")}`);
      }
      const poor = Object.values(found.at(-1).audits).filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== "informative");
      for (const { title, displayValue } of poor) console.log(`  ${title} ${displayValue ?? ""}`);
    }
  } else {
    console.log("Lighthouse is not installed (npm install lighthouse)");
  }
} finally {
  await browser.close();
  await server.stop();
}
