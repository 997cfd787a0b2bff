// Rule 6: what was acknowledged is on the disk.
import { expect, test } from "@playwright/test";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoPerson, judgmentOf, password } from "../demo.mjs";
import { binary, start } from "../server.mjs";

const doctor = (server) => spawnSync(binary, ["doctor", "--database-url", server.database], { encoding: "utf8" });

test("DUR-2: the log is synced after its last write and before every acknowledgement", async () => {
  test.skip(spawnSync("strace", ["-V"]).status !== 0, "strace is not installed");
  const server = await start({ args: ["--demo"] });
  try {
    const annotator = await demoPerson(server, "annotator-1");
    const trace = join(server.folder, "trace");
    const strace = spawn("strace", ["-f", "-y", "-s", "24", "-e", "trace=write,writev,sendto,sendmsg,pwrite64,fdatasync,fsync", "-o", trace, "-p", String(server.child.pid)]);
    await new Promise((resolve) => strace.stderr.once("data", resolve));
    let acknowledged = 0;
    for (let task = (await annotator.api("GET", "/api/v1/task")).body.task; task && acknowledged < 20; ) {
      const answer = await annotator.api("POST", "/api/v1/judgments", judgmentOf(task));
      expect(answer.status).toBe(200);
      acknowledged += 1;
      task = answer.body.next;
    }
    strace.kill("SIGINT");
    await new Promise((resolve) => strace.on("exit", resolve));
    let written = false;
    let answers = 0;
    for (const line of readFileSync(trace, "utf8").split("\n")) {
      if (/pwrite64\(\d+<[^>]*-wal>/.test(line)) written = true;
      // "resumed" ends a call that another thread's line interrupted.
      if (/f(data)?sync\(\d+<[^>]*-wal>\)\s+= 0|<\.\.\. f(data)?sync resumed>.*= 0/.test(line)) written = false;
      if (/"HTTP\/1\.1 200/.test(line)) {
        answers += 1;
        expect(written, `an answer left before the log was synced: ${line}`).toBe(false);
      }
    }
    expect(answers).toBeGreaterThanOrEqual(20);
  } finally {
    await server.stop();
  }
});

test("a killed server loses no acknowledged judgment, keeps the lease and is ready again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-"));
  let server = await start({ args: ["--demo"], folder });
  const people = ["annotator-1", "annotator-2", "annotator-3"];
  const passwords = Object.fromEntries(people.map((login) => [login, password(server, login)]));
  const acknowledged = new Set();
  try {
    for (let cycle = 0; cycle < 3; cycle++) {
      const output = server.output;
      const { child } = server;
      // In the middle of work, however long signing in takes on this machine.
      const enough = acknowledged.size + 4;
      const work = people.map(async (login) => {
        const person = await demoPerson({ ...server, output: `x ${login} ${passwords[login]}` }, login);
        for (let task = (await person.api("GET", "/api/v1/task")).body.task; task; ) {
          const answer = await person.api("POST", "/api/v1/judgments", judgmentOf(task));
          if (answer.status === 200) acknowledged.add(`test-${task.id}`);
          if (acknowledged.size >= enough) setTimeout(() => child.kill("SIGKILL"), 20 * cycle);
          task = answer.body.next;
        }
      });
      await Promise.allSettled(work);
      await server.stop("SIGKILL", true);
      const examined = doctor(server);
      expect(examined.status, examined.stdout + examined.stderr + output).toBe(0);
      server = await start({ folder });
    }
    expect(acknowledged.size).toBeGreaterThan(5);
    const waiting = await Promise.all(
      people.map(async (login) => {
        const person = await demoPerson({ ...server, output: `x ${login} ${passwords[login]}` }, login);
        return (await person.api("GET", "/api/v1/work")).body.work.waiting;
      }),
    );
    // Every acknowledged one is stored; at most one per person was stored without its answer arriving, in each cycle.
    const stored = waiting.reduce((sum, one) => sum + one);
    expect(stored).toBeGreaterThanOrEqual(acknowledged.size);
    expect(stored).toBeLessThanOrEqual(acknowledged.size + 9);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
