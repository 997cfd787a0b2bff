// The whole way of a judgment without JavaScript, on a phone, in Spanish: plainer, but whole.
import { expect, test } from "@playwright/test";
import { newPage } from "../browser.mjs";
import { start } from "../server.mjs";

const PASSWORD = "una frase fácil de recordar";
const MODELS = ["Alfa Uno", "Beta Dos"];

test("from setting up to a published leaderboard without JavaScript", async ({ browser }) => {
  const server = await start();
  const options = { javaScriptEnabled: false, locale: "es-MX", viewport: { width: 360, height: 740 } };
  const person = () => newPage(browser, server.base, options);
  const begin = async (page) => {
    await page.locator("#field-password").fill(PASSWORD);
    await page.getByRole("button", { name: "Comenzar" }).click();
  };
  try {
    const admin = await person();
    await test.step("set up", async () => {
      await admin.goto(server.setupPath());
      await admin.locator("#field-name").fill("Ada");
      await admin.locator("#field-login").fill("ada");
      await begin(admin);
      await admin.goto("/manage/models");
      await admin.locator("#field-vendor-name").fill("Omega");
      await admin.getByRole("button", { name: "Registrar proveedor" }).click();
      for (const model of MODELS) {
        await admin.locator("#field-name").fill(model);
        await admin.getByRole("button", { name: "Registrar modelo" }).click();
      }
      await admin.goto("/manage/prompt-sets");
      await admin.locator("#field-name").fill("Preguntas");
      await admin.locator("#field-domain").fill("español");
      await admin.getByRole("button", { name: "Crear conjunto de prompts" }).click();
      const line = JSON.stringify({ id: "uno", prompt: "¿Cuánto es $1+1$?", responses: { [MODELS[0]]: "Dos, con cuidado.", [MODELS[1]]: "Tres." } });
      await admin.locator("#field-file").setInputFiles({ name: "p.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(line) });
      await admin.getByRole("button", { name: "Importar" }).click();
      await expect(admin.getByText("un prompt nuevo, 2 respuestas nuevas")).toBeVisible();
      await admin.goto("/manage/evaluations/new");
      await admin.locator("#field-name").fill("Primera");
      for (const box of await admin.locator('input[name="models"]').all()) await box.check();
      await admin.getByRole("button", { name: "Crear como borrador" }).click();
      await admin.getByRole("button", { name: "Abrir evaluación" }).click();
      await expect(admin.getByText("Abierta, con una tarea.")).toBeVisible();
    });
    const evaluation = admin.url();

    const hire = async (name, role) => {
      await admin.goto("/manage/people");
      await admin.locator("#field-name").fill(name);
      await admin.locator("#field-login").fill(name.toLowerCase());
      await admin.locator(`#invite-${role}`).check();
      await admin.getByRole("button", { name: "Invitar", exact: true }).click();
      const page = await person();
      await page.goto(await admin.locator("#link").inputValue());
      await begin(page);
      return page;
    };

    await test.step("three people judge; a form that lacks something keeps what was typed", async () => {
      for (const [at, name] of ["Ben", "Carla", "Deniz"].entries()) {
        const page = await hire(name, "annotator");
        await page.goto("/annotate");
        if (at === 0) {
          await page.locator("#field-justification").fill("Es la única correcta.");
          await page.locator('#rating button[type="submit"]').first().click();
          await expect(page.getByRole("alert").first()).toBeVisible();
          await expect(page.locator("#field-justification")).toHaveValue("Es la única correcta.");
        }
        const careful = (await page.locator(".pane.a").innerText()).includes("cuidado");
        for (const group of await page.locator("#rating fieldset:has(.scale-points)").all()) {
          await group.locator(`input[type="radio"][value="${careful ? 2 : -2}"]`).check({ force: true });
        }
        await page.locator("#field-justification").fill("Es la única correcta.");
        await page.locator('#rating button[type="submit"]').first().click();
        await expect(page.locator("#rating")).toHaveCount(0);
      }
    });

    await test.step("two reviews", async () => {
      for (const [name, role, stage] of [["Elif", "initial_reviewer", "initial"], ["Femi", "final_reviewer", "final"]]) {
        const page = await hire(name, role);
        await page.goto(`/review/${stage}`);
        await page.locator('button[name="all"][value="approve"]').click();
        await expect(page.getByRole("status").first()).toBeVisible();
      }
    });

    await test.step("a release, read by anyone", async () => {
      await admin.goto(evaluation);
      await admin.getByText("Crear una edición").click();
      await admin.getByRole("button", { name: "Crear edición" }).click();
      const board = new URL(admin.url()).pathname;
      expect(board).toMatch(/^\/board\//);
      await admin.locator('form[action$="/publish"] button').click();
      const reader = await person();
      expect((await reader.goto(board)).status()).toBe(200);
      await expect(reader.getByRole("rowheader", { name: new RegExp(MODELS[0]) }).first()).toBeVisible();
      await expect(reader.locator("html")).toHaveAttribute("lang", "es");
    });
  } finally {
    await server.stop();
  }
});
