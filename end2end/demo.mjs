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

/** A complete judgment of a task as the JSON API takes it. */
export function judgmentOf(task, preference = 1) {
  return {
    assignment: task.id,
    submission_id: `test-${task.id}`,
    content: {
      preference,
      both_bad: false,
      criteria: Object.fromEntries(task.criteria.map((criterion) => [criterion.name, preference])),
      error_tags: [],
      justification: "A reason of more than twenty characters.",
    },
    active_ms: 5000,
  };
}
