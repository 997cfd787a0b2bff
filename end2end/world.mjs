// A small installation made over HTTP, the way its admin would: people, models, a prompt set, an open evaluation.
import { Person } from "./http.mjs";

export const PASSWORD = "a sentence for the tests";

const attribute = (tag, name) => tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1]?.replaceAll("&quot;", '"').replaceAll("&amp;", "&") ?? "";

/** The fields of the form with this action as a browser would send it untouched. */
export function fieldsOf(html, action) {
  const form = html.match(new RegExp(`<form[^>]*action="${action}"[\\s\\S]*?</form>`))?.[0];
  if (!form) throw new Error(`no form to ${action}`);
  const fields = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, "name");
    const box = /type="(checkbox|radio)"/.test(tag);
    if (name && (!box || /\schecked/.test(tag))) fields[name] = [...(fields[name] ?? []), attribute(tag, "value") || (box ? "on" : "")];
  }
  for (const [, tag, inside] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const options = [...inside.matchAll(/<option[^>]*>/g)].map(([option]) => option);
    const chosen = options.find((option) => /\sselected/.test(option)) ?? options[0];
    if (chosen) fields[attribute(tag, "name")] = [attribute(chosen, "value")];
  }
  for (const [, tag, inside] of form.matchAll(/<textarea([^>]*)>\n?([\s\S]*?)<\/textarea>/g)) fields[attribute(tag, "name")] = [inside.trim()];
  return fields;
}

/** `prompts`: lines of the set's file without their responses, `answer(prompt, model)` writes those. */
export async function build(server, { annotators = ["ann"], models = ["Model One", "Model Two"], prompts, answer, plan = {} }) {
  const admin = new Person(server.base);
  await admin.form(server.setupPath(), { name: "Admin", login: "admin", password: PASSWORD });
  for (const login of annotators) await invite(admin, login, "annotator");
  await admin.form("/manage/models/vendors", { name: "Vendor" });
  const vendor = (await admin.page("/manage/models")).match(/<option value="(\d+)"/)[1];
  for (const name of models) await admin.form("/manage/models", { vendor, name });
  const set = await admin.form("/manage/prompt-sets", { name: "Set", domain: "coding" });
  const file = prompts
    .map((prompt, at) => JSON.stringify({ id: `p${at}`, ...prompt, responses: Object.fromEntries(models.map((model, number) => [model, answer(at, number)])) }))
    .join("\n");
  const upload = new FormData();
  upload.append("target", "latest");
  upload.append("file", new Blob([file]), "set.jsonl");
  const imported = await admin.send("POST", `${set}/import`, { body: upload, headers: { Accept: "text/html" } });
  if (imported.status >= 400) throw new Error(`import: ${imported.status} ${(await imported.text()).slice(0, 2000)}`);
  return { admin, evaluation: await evaluate(admin, plan) };
}

/** Makes an evaluation of the newest set and of every model, and opens it. `plan`: what differs from what the form offers. */
export async function evaluate(admin, plan = {}) {
  const form = await admin.page("/manage/evaluations/new");
  const fields = fieldsOf(form, "/manage/evaluations");
  fields.models = [...form.matchAll(/<input[^>]*name="models"[^>]*>/g)].map(([tag]) => attribute(tag, "value"));
  const evaluation = await admin.form("/manage/evaluations", { ...fields, name: "Evaluation", ...plan });
  await admin.form(`${evaluation}/open`, {});
  return evaluation;
}

/** Invites a person with a role, who chooses the password of all. */
export async function invite(admin, login, role) {
  const invited = await admin.send("POST", "/manage/people", {
    body: new URLSearchParams([["name", login], ["login", login], ["roles", role]]),
    headers: { Accept: "text/html" },
  });
  const link = (await invited.text()).match(/\/link\/[0-9a-f]{32}/)?.[0];
  if (!link) throw new Error(`no link for ${login}: ${invited.status}`);
  await new Person(admin.base).form(link, { password: PASSWORD });
}
