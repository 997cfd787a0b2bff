// The doors, over plain HTTP against the release binary: rows of the security list that need no browser.
import { expect, test } from "@playwright/test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Person } from "../http.mjs";
import { binary, start } from "../server.mjs";

const PASSWORD = "a sentence for the tests";
let server, admin;

test.beforeAll(async () => {
  // These tests guess on purpose; that guessing is slowed down has tests of its own (server/tests/door/crowd.rs).
  server = await start({ env: { ASSAY_SIGN_IN_BURST: "1000", ASSAY_ACCOUNT_BURST: "1000" } });
  admin = new Person(server.base);
  await admin.form(server.setupPath(), { name: "Ada", login: "ada", password: PASSWORD });
});
test.afterAll(() => server.stop());

const signIn = (login, password, headers) =>
  new Person(server.base).send("POST", "/sign-in", { body: new URLSearchParams({ login, password }), headers: { Accept: "text/html", ...headers } });

test("AUTH-1: no default account, no registration, every private page asks to sign in", async () => {
  for (const login of ["admin", "root", "test", "demo", "assay"]) {
    for (const password of ["admin", "password", "changeme", ""]) expect((await signIn(login, password)).status).toBe(401);
  }
  const nobody = new Person(server.base);
  for (const path of ["/register", "/sign-up", "/signup"]) expect([403, 404, 405]).toContain((await nobody.send("POST", path)).status);
  for (const path of ["/annotate", "/annotate/work", "/review", "/review/initial", "/manage", "/manage/people", "/manage/models", "/manage/prompt-sets", "/manage/evaluations/new", "/account"]) {
    const page = await nobody.send("GET", path, { headers: { Accept: "text/html" } });
    expect(page.status, path).toBe(303);
    expect(page.headers.get("location"), path).toMatch(/^\/sign-in/);
    expect((await nobody.send("GET", path, { headers: { Accept: "application/json" } })).status, path).toBe(401);
  }
});

test("AUTH-1: the set-up link works once and differs between installations", async () => {
  const again = new Person(server.base);
  expect((await again.send("GET", server.setupPath(), { headers: { Accept: "text/html" } })).status).toBe(410);
  const answer = await again.send("POST", server.setupPath(), { body: new URLSearchParams({ name: "Eve", login: "eve", password: PASSWORD }) });
  expect(answer.status).toBe(410);
  const other = await start();
  expect(other.setupPath()).not.toBe(server.setupPath());
  await other.stop();
});

test("AUTH-1: other machines are not served without TLS, and the data is readable by its owner only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-"));
  const exposed = spawnSync(binary, ["serve", "--listen", "0.0.0.0:0"], { cwd: folder, encoding: "utf8", timeout: 10_000 });
  expect(exposed.status).not.toBe(0);
  expect(exposed.stderr).toContain("TLS");
  rmSync(folder, { recursive: true });
  for (const name of ["assay.sqlite", "assay.sqlite-wal"]) expect(statSync(join(server.folder, name)).mode & 0o077, name).toBe(0);
});

test("SESS-1: the cookie is what it must be, and the token is nowhere else", async () => {
  const answer = await signIn("ada", PASSWORD);
  expect(answer.status).toBe(303);
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("__Host-assay="));
  for (const part of ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]) expect(cookie).toContain(part);
  expect(cookie).not.toContain("Domain");
  const token = cookie.match(/__Host-assay=([^;]+)/)[1];
  expect(token.length).toBeGreaterThanOrEqual(22);
  expect(server.output).not.toContain(token);
  expect(answer.headers.get("location")).not.toContain(token);
});

test("SESS-2: signing in gives a new session, and the one before is dead", async () => {
  const person = await new Person(server.base).signIn("ada", PASSWORD);
  const before = person.cookie;
  await person.signIn("ada", PASSWORD);
  expect(person.cookie).not.toBe(before);
  const old = new Person(server.base);
  old.cookie = before;
  expect((await old.send("GET", "/account", { headers: { Accept: "application/json" } })).status).toBe(401);
  expect((await person.send("GET", "/account", { headers: { Accept: "text/html" } })).status).toBe(200);
});

test("SESS-3: signing out is final, also against a request under way", async () => {
  for (let round = 0; round < 10; round++) {
    const person = await new Person(server.base).signIn("ada", PASSWORD);
    const cookie = person.cookie;
    const url = new URL(server.base);
    // A form that leaves a message in the session, its body stalled half-way.
    const body = `name=Vendor+${round}`;
    const stalled = new Promise((resolve, reject) => {
      const slow = request(
        { host: url.hostname, port: url.port, method: "POST", path: "/manage/models/vendors",
          headers: { Cookie: cookie, Origin: server.base, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": body.length } },
        (answer) => (answer.resume(), resolve(answer.statusCode)),
      );
      slow.on("error", reject);
      slow.write(body.slice(0, 4));
      setTimeout(async () => {
        await person.form("/sign-out", {});
        slow.end(body.slice(4));
      }, 30);
    });
    await stalled;
    const old = new Person(server.base);
    old.cookie = cookie;
    expect((await old.send("GET", "/account", { headers: { Accept: "application/json" } })).status).toBe(401);
  }
});

test("CSRF-1: state changes of other origins are refused, sign-in and sign-out included", async () => {
  const routes = ["/sign-in", "/sign-out", "/manage/people", "/manage/models", "/manage/models/vendors", "/manage/prompt-sets", "/manage/evaluations", "/api/v1/judgments", "/api/v1/drafts"];
  const rows = async () => (await admin.page("/manage/models")).match(/Foreign/g);
  for (const path of routes) {
    const body = new URLSearchParams({ name: "Foreign", login: "x", password: "y" });
    for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" }, { Origin: "https://evil.example" }, { Origin: "null" }]) {
      expect((await admin.send("POST", path, { body, headers })).status, `${path} ${JSON.stringify(headers)}`).toBe(403);
    }
    const text = await admin.send("POST", path, { body: '{"a":1}', headers: { "Content-Type": "text/plain" } });
    expect(text.status, path).toBe(415);
    expect(text.headers.get("access-control-allow-origin")).toBeNull();
    const neither = await fetch(server.base + path, { method: "POST", body, headers: { Cookie: admin.cookie, "Sec-Fetch-Site": "cross-site" }, redirect: "manual" });
    expect(neither.status, path).toBe(403);
  }
  expect(await rows()).toBeNull();
  expect((await admin.send("GET", "/account", { headers: { Accept: "text/html" } })).status).toBe(200);
});

test("the same answer for an unknown name and a wrong password", async () => {
  const [unknown, wrong] = [await signIn("nobody-at-all", "some password"), await signIn("ada", "some password")];
  expect(unknown.status).toBe(wrong.status);
  const plain = (text) => text.replaceAll("nobody-at-all", "ada").replace(/nonce[-=]"?[^"' ]+/g, "").replace(/[0-9a-f-]{20,}/g, "");
  expect(plain(await unknown.text())).toBe(plain(await wrong.text()));
});

test("an annotator, a reviewer and a stranger cannot manage", async () => {
  const answer = await admin.send("POST", "/manage/people", {
    body: new URLSearchParams([["name", "Bo"], ["login", "bo"], ["roles", "annotator"], ["roles", "initial_reviewer"], ["roles", "final_reviewer"]]),
    headers: { Accept: "text/html" },
  });
  const link = (await answer.text()).match(/\/link\/[0-9a-f]{32}/)[0];
  const other = new Person(server.base);
  await other.form(link, { password: PASSWORD });
  for (const path of ["/manage", "/manage/people", "/manage/models", "/manage/prompt-sets", "/manage/evaluations/new"]) {
    expect([403, 404], path).toContain((await other.send("GET", path, { headers: { Accept: "text/html" } })).status);
  }
  const invite = await other.send("POST", "/manage/people", { body: new URLSearchParams({ name: "Eve", login: "eve", roles: "admin" }) });
  expect([403, 404]).toContain(invite.status);
  // A role taken away acts on the next request.
  expect(readFileSync(join(server.folder, "assay.sqlite")).length).toBeGreaterThan(0);
});

test("every answer forbids storing, framing and foreign sources; two pages have two nonces", async () => {
  const nobody = new Person(server.base);
  const policies = [];
  for (const path of ["/", "/sign-in", "/board", "/nothing-here"]) {
    const answer = await nobody.send("GET", path, { headers: { Accept: "text/html" } });
    expect(answer.headers.get("cache-control"), path).toContain("no-store");
    expect(answer.headers.get("referrer-policy"), path).toBe("no-referrer");
    expect(answer.headers.get("x-content-type-options"), path).toBe("nosniff");
    policies.push(answer.headers.get("content-security-policy"));
    expect(policies.at(-1), path).toContain("frame-ancestors 'none'");
    expect(policies.at(-1), path).not.toContain("unsafe-inline");
  }
});
