// The GET routes of the server, from the reviewed table that a test holds against what the server has.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const table = fileURLToPath(new URL("../server/routes.csv", import.meta.url));

/** Every route that answers a GET: `{route, matches(path)}`, the most literal first. */
export function readRoutes() {
  const lines = readFileSync(table, "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
  const routes = lines.filter(([method]) => method === "GET").map(([, route]) => route);
  const placeholders = (route) => (route.match(/\{/g) ?? []).length;
  routes.sort((left, right) => placeholders(left) - placeholders(right));
  return routes.map((route) => {
    const expression = new RegExp(`^${route.replaceAll(/\{\*[^}]+\}/g, ".+").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
    return { route, matches: (path) => expression.test(path) };
  });
}
