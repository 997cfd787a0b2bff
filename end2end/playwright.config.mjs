import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

// A browser that is installed already, where Playwright's own cannot be downloaded.
const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

export default defineConfig({
  testDir: "tests",
  outputDir: "results/traces",
  // Each file starts a server of its own; two at a time is what two cores take.
  workers: 2,
  timeout: 120_000,
  // What takes long on a slow machine that does other things too is no failure; how long things take, the benches say.
  expect: { timeout: 20_000 },
  // A test that fails now and then has a cause, in the test or in the product: it is found, not tried again.
  retries: 0,
  reporter: [["list"]],
  use: {
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: installed,
      args: [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
      ],
    },
  },
});
