// The demonstration's people, read from what the server printed at its start.
import { Person } from "./http.mjs";

export function password(server, login) {
  const line = server.output.split("\n").find((line) => line.split(/\s+/).includes(login));
  if (!line) throw new Error(`no password for ${login} in:\n${server.output}`);
  return line.trim().split(/\s+/).at(-1);
}

export async function demoPerson(server, login) {
  return new Person(server.base).signIn(login, password(server, login));
}

/** A complete judgment of a task as the JSON API takes it; of one response, a better one for a higher preference. */
export function judgmentOf(task, preference = 1) {
  const one = (scale) => (scale === "points" ? 50 + 10 * preference : scale.labels.at(preference > 0 ? -1 : 0).value);
  const ratings = Object.fromEntries(task.criteria.map(({ name, scale }) => [name, one(scale)]));
  const said = {
    comparison: { preference, both_bad: false, criteria: Object.fromEntries(task.criteria.map(({ name }) => [name, preference])) },
    rating: { rating: one(task.scale), ratings },
    correctness: { correctness: preference > 0 ? "right" : "wrong", no_final_answer: true, ratings },
  };
  return {
    assignment: task.id,
    submission_id: `test-${task.id}`,
    content: { ...said[task.kind], error_tags: [], justification: "A reason of more than twenty characters." },
    active_ms: 5000,
  };
}
