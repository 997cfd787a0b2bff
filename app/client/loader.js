// Starts the browser's part on pages that contain an island. `assay-site` puts the hashed names in.
//
// Leptos ships an inline script for this; a file of our own lets the content security policy forbid every inline
// script. The walk is the same: outer islands before the islands in their children.
import * as client from "./CLIENT_JS";

// Leptos looks for what its streaming server leaves here. Our pages send no resources.
globalThis.__RESOLVED_RESOURCES = [];
globalThis.__SERIALIZED_ERRORS = [];
globalThis.__INCOMPLETE_CHUNKS = [];

// The person's own day, for pages that count by days: minutes ahead of UTC.
document.cookie = `zone=${-new Date().getTimezoneOffset()}; Path=/; Max-Age=31536000; SameSite=Lax`;

await client.default({ module_or_path: new URL("./CLIENT_WASM", import.meta.url) });
client.hydrate();

const enclosing = [];

async function walk(node) {
  const island = node.localName === "leptos-island";
  const children = node.localName === "leptos-children";
  if (island) {
    const start = client[node.dataset.component];
    if (start) {
      enclosing.at(-1)?.();
      await start(node);
    } else {
      console.warn(`No island named ${node.dataset.component} in the browser's part.`);
    }
  }
  if (children) enclosing.push(node.$$on_hydrate);
  for (const child of [...node.children]) await walk(child);
  if (children) enclosing.pop();
}

await walk(document.body);
document.documentElement.dataset.ready = "";
