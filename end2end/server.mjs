// Starts the release binary on a fresh database and a free port, and reads from its output what a person at the
// terminal would read: the address, the set-up link, the demonstration's passwords.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
export const binary = process.env.ASSAY_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release/assay");

async function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export async function start({ args = [], databaseUrl, env = {}, folder, port: wanted } = {}) {
  const own = folder ?? mkdtempSync(join(tmpdir(), "assay-"));
  const port = wanted ?? (await freePort());
  const base = `http://127.0.0.1:${port}`;
  const database = databaseUrl ?? `sqlite:${join(own, "assay.sqlite")}`;
  const child = spawn(binary, ["serve", "--listen", `127.0.0.1:${port}`, "--database-url", database, ...args], {
    cwd: own,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const server = { base, child, folder: own, database, output: "" };
  child.stdout.on("data", (data) => (server.output += data));
  child.stderr.on("data", (data) => (server.output += data));
  let exited = null;
  child.on("exit", (code) => (exited = code ?? -1));
  for (let tries = 0; ; tries++) {
    if (exited !== null) throw new Error(`the server ended with ${exited}:\n${server.output}`);
    const healthy = await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false);
    if (healthy) break;
    if (tries > 1200) throw new Error(`the server did not start:\n${server.output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  server.setupPath = () => server.output.match(/\/link\/[0-9a-f]{32}/)?.[0];
  server.stop = async (signal = "SIGTERM", keep = false) => {
    if (exited === null) {
      const gone = new Promise((resolve) => child.on("exit", resolve));
      child.kill(signal);
      await gone;
    }
    if (!keep && !folder) rmSync(own, { recursive: true, force: true });
  };
  return server;
}
