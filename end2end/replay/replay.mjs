// Replays 2,997 real human judgments (three people on each of 999 comparisons) through accounts, annotation and both
// reviews into an unweighted release, over HTTP only, and compares every Elo with two independent solvers'.
//
//   node replay/replay.mjs [FOLDER]      FOLDER holds items.jsonl, judgments.csv and reference_bt.json
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Person } from "../http.mjs";
import { start } from "../server.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = process.argv[2] ?? process.env.ASSAY_REPLAY_DATA ?? join(root, "../shared/data/pandalm");
if (!existsSync(join(folder, "items.jsonl"))) {
  console.log(`replay skipped: no items.jsonl in ${folder}`);
  process.exit(0);
}

const PASSWORD = "a sentence for the replay";
const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
const items = readFileSync(join(folder, "items.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const reference = JSON.parse(readFileSync(join(folder, "reference_bt.json"), "utf8"));
const models = Object.keys(reference.elo);
/** annotator → item → outcome of the item's left model */
const judged = new Map();
for (const line of readFileSync(join(folder, "judgments.csv"), "utf8").trim().split("\n").slice(1)) {
  const [item, , , , outcome, annotator] = line.trim().split(",");
  if (!judged.has(annotator)) judged.set(annotator, new Map());
  judged.get(annotator).set(item, Number(outcome));
}

function fail(message) {
  throw new Error(`replay: ${message}`);
}

const server = await start({ databaseUrl: process.env.ASSAY_REPLAY_DATABASE_URL });
try {
  const began = Date.now();
  const admin = new Person(server.base);
  await admin.form(server.setupPath(), { name: "Admin", login: "admin", password: PASSWORD });

  /** Invites a person and lets them choose their password. */
  async function hire(name, roles) {
    const answer = await admin.send("POST", "/manage/people", {
      body: new URLSearchParams([["name", name], ["login", name], ...roles.map((role) => ["roles", role])]),
      headers: { Accept: "text/html" },
    });
    const link = (await answer.text()).match(/\/link\/[0-9a-f]{32}/)?.[0] ?? fail(`no link for ${name} (${answer.status})`);
    const person = new Person(server.base);
    await person.form(link, { password: PASSWORD });
    return person;
  }
  const people = new Map();
  for (const name of judged.keys()) people.set(name, await hire(name, ["annotator"]));
  const late = await hire("fourth", ["annotator"]);
  const initial = await hire("initial", ["initial_reviewer"]);
  const last = await hire("last", ["final_reviewer"]);

  await admin.form("/manage/models/vendors", { name: "Replayed" });
  const vendor = (await admin.page("/manage/models")).match(/<option value="(\d+)"/)?.[1] ?? fail("no vendor");
  for (const name of models) await admin.form("/manage/models", { vendor, name });
  const set = await admin.form("/manage/prompt-sets", { name: "Replay", domain: "assistance" });
  const file = items
    .map((item) =>
      JSON.stringify({
        id: `item-${item.item}`,
        prompt: item.input ? `${item.instruction}\n\n${item.input}` : item.instruction,
        attributes: { use_case: item.app, item: String(item.item) },
        responses: { [item.left]: text(item.response_left), [item.right]: text(item.response_right) },
      }),
    )
    .join("\n");
  const upload = new FormData();
  upload.append("target", "latest");
  upload.append("partial", "on");
  upload.append("file", new Blob([file]), "items.jsonl");
  const imported = await admin.send("POST", `${set}/import`, { body: upload, headers: { Accept: "text/html" } });
  if (imported.status >= 400) fail(`import: ${imported.status} ${(await imported.text()).slice(0, 3000)}`);
  const form = await admin.page("/manage/evaluations/new");
  const version = form.match(/<option value="(\d+)"[^>]*>Replay/)?.[1] ?? fail("no version to choose");
  const boxes = [...form.matchAll(/name="models"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="models"/g)].map((match) => match[1] ?? match[2]);
  const evaluation = await admin.form("/manage/evaluations", {
    name: "Replay", kind: "comparison", version, models: boxes, annotators_per_task: "3", lease_minutes: "60", minimum_justification: "0",
    initial_coverage: "100", final_coverage: "100", undo_seconds: "60",
    guidelines: "", error_tags: "",
  });
  // Each of the three judges all of the items within minutes.
  await admin.form(`${evaluation}/routing`, { prompts_per_hour: "100000" });
  await admin.form(`${evaluation}/open`, {});
  console.log(`set up after ${Date.now() - began} ms`);

  /** Judges everything the person is given. */
  async function judgeAll(person, opinions) {
    let done = 0;
    let answer = await person.api("GET", "/api/v1/task");
    for (let task = answer.body.task; task; task = answer.body.next) {
      const item = items[Number(task.attributes.item)];
      const leftIsA = task.a === text(item.response_left);
      if (!leftIsA && task.a !== text(item.response_right)) fail(`item ${item.item} shows other responses`);
      const outcome = opinions.get(String(item.item)) ?? fail(`nobody judged item ${item.item}`);
      const ofA = leftIsA ? outcome : 1 - outcome;
      answer = await person.api("POST", "/api/v1/judgments", {
        assignment: task.id,
        submission_id: `replay-${task.id}`,
        content: { preference: (ofA - 0.5) * 4, both_bad: false, criteria: {}, error_tags: [], justification: "" },
        active_ms: 1000,
      });
      if (answer.status !== 200) fail(`submit: ${answer.status} ${JSON.stringify(answer.body)}`);
      done += 1;
    }
    return done;
  }
  const counts = await Promise.all([...people].map(([name, person]) => judgeAll(person, judged.get(name))));
  console.log(`judged ${counts.join(" + ")} after ${Date.now() - began} ms`);
  if (counts.some((count) => count !== items.length)) fail(`each of the three must end with ${items.length} judgments`);
  if ((await late.api("GET", "/api/v1/task")).body.task !== null) fail("a fourth annotator got a task");

  async function reviewAll(person, stage) {
    let done = 0;
    let answer = await person.api("GET", `/api/v1/reviews/${stage}/next`);
    for (let review = answer.body.review; review; review = answer.body.next) {
      const verdicts = review.judgments.filter((judgment) => judgment.waits).map(({ letter }) => ({ letter, verdict: "approve", comment: "" }));
      answer = await person.api("POST", `/api/v1/reviews/${review.id}`, { version: review.version, verdicts });
      if (answer.status !== 200) fail(`review: ${answer.status} ${JSON.stringify(answer.body)}`);
      done += 1;
    }
    return done;
  }
  const reviewed = [await reviewAll(initial, "initial"), await reviewAll(last, "final")];
  console.log(`reviewed ${reviewed.join(" and ")} after ${Date.now() - began} ms`);
  if (reviewed.some((count) => count !== items.length)) fail(`each stage must see ${items.length} tasks`);

  const release = await admin.form(`${evaluation}/releases`, { weighting: "none", resampling: "prompts", rounds: "1000", seed: "1", minimum_judgments: "50" });
  const { board } = (await admin.api("GET", `${release}.json`)).body;
  let worst = 0;
  for (const row of board.rows) worst = Math.max(worst, Math.abs(row.elo - reference.elo[row.model]));
  console.log(`largest difference from the reference: ${worst.toExponential(2)} Elo over ${board.rows.length} models`);
  if (board.rows.length !== models.length || !(worst <= 1e-6)) fail("the ratings differ from the reference");
  if (board.counts.judgments !== 2997) fail(`${board.counts.judgments} judgments instead of 2,997`);
  console.log("replay passed");
} finally {
  await server.stop();
}
