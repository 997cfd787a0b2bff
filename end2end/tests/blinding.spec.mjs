// BLIND-1: no model's or vendor's name reaches an annotator or a reviewer, in any byte and any encoding.
import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { demoPerson, judgmentOf } from "../demo.mjs";
import { start } from "../server.mjs";

const vendors = JSON.parse(readFileSync(new URL("../../server/src/demo/vendors.json", import.meta.url), "utf8"));
const names = vendors.flatMap(({ vendor, models }) => [vendor, ...models]);

/** Every way a name could be written: plain, lower case, reversed, hexadecimal, URL-encoded, base64 at three offsets. */
const marks = names.flatMap((name) => {
  const bytes = Buffer.from(name);
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    // The first and last characters mix with what stands beside.
    return shifted.slice(offset === 0 ? 0 : offset + 1, -4);
  });
  return [name, name.toLowerCase(), name.toUpperCase(), [...name].reverse().join(""), bytes.toString("hex"), encodeURIComponent(name), name.replaceAll(" ", "-").toLowerCase(), ...base64].filter((mark) => mark.length >= 6);
});

function findings(where, text) {
  return marks.filter((mark) => text.includes(mark)).map((mark) => `${mark} in ${where}`);
}

test("BLIND-1: no name of a model or vendor reaches an annotator or a reviewer", async () => {
  const server = await start({ args: ["--demo"] });
  try {
    const found = [];
    let scanned = 0;
    const read = async (person, path, accept = "text/html") => {
      const answer = await person.send("GET", path, { headers: { Accept: accept } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const text = bytes.toString("latin1") + bytes.toString("utf8");
      found.push(...findings(`GET ${path}`, text), ...findings(`headers of ${path}`, JSON.stringify([...answer.headers])));
      scanned += bytes.length;
      return bytes.toString("utf8");
    };
    const crawl = async (person, paths) => {
      const assets = new Set();
      for (const path of paths) {
        const html = await read(person, path);
        for (const [, asset] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) assets.add(asset);
      }
      for (const asset of assets) {
        const text = await read(person, asset, "*/*");
        // What a script loads in turn.
        for (const [, name] of text.matchAll(/"\.\/([\w.-]+)"/g)) await read(person, `/assets/${name}`, "*/*");
      }
    };
    const answer = async (person, method, path, body) => {
      const { status, body: got } = await person.api(method, path, body);
      found.push(...findings(`${method} ${path}`, JSON.stringify(got)));
      return { status, body: got };
    };
    const annotators = await Promise.all([1, 2, 3].map((number) => demoPerson(server, `annotator-${number}`)));
    await crawl(annotators[0], ["/", "/annotate", "/annotate/work", "/account", "/review", "/manage", "/manage/models", "/nothing"]);
    await crawl(await demoPerson(server, "annotator-4"), ["returned", "rejected", "waiting", "approved"].map((pile) => `/annotate/work?pile=${pile}`));
    for (const person of annotators) {
      let task = (await answer(person, "GET", "/api/v1/task")).body.task;
      for (let count = 0; task && count < 12; count++) task = (await answer(person, "POST", "/api/v1/judgments", judgmentOf(task))).body.next;
      // Errors too.
      await answer(person, "POST", "/api/v1/judgments", { assignment: "0".repeat(32), submission_id: "unknown-0", content: {}, active_ms: 0 });
    }
    for (const [login, stage] of [["initial-reviewer", "initial"], ["final-reviewer", "final"]]) {
      const reviewer = await demoPerson(server, login);
      await crawl(reviewer, ["/", "/review", `/review/${stage}`, "/account", "/annotate", "/manage/models"]);
      let review = (await answer(reviewer, "GET", `/api/v1/reviews/${stage}/next`)).body.review;
      expect(review, `${stage} review has work`).not.toBeNull();
      for (let count = 0; review && count < 12; count++) {
        const verdicts = review.judgments.filter((judgment) => judgment.waits).map(({ letter }) => ({ letter, verdict: "approve", comment: "" }));
        review = (await answer(reviewer, "POST", `/api/v1/reviews/${review.id}`, { version: review.version, verdicts })).body.next;
      }
    }
    expect(found).toEqual([]);
    expect(scanned).toBeGreaterThan(50_000);
    expect(findings("the log", server.output)).toEqual([]);
  } finally {
    await server.stop();
  }
});

test("the scanner finds a planted name in every form it knows", () => {
  const [name] = names;
  for (const planted of [name, Buffer.from(`x${name}yyy`).toString("base64"), Buffer.from(name).toString("hex"), encodeURIComponent(name)]) {
    expect(findings("a plant", `<p>${planted}</p>`).length, planted).toBeGreaterThan(0);
  }
});
