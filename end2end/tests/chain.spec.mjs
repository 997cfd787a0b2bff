// The whole chain through the pages alone, in Chromium: from an empty installation to a published leaderboard.
import { expect, test } from "@playwright/test";
import { look, newPage, signIn } from "../browser.mjs";
import { start } from "../server.mjs";

const PASSWORD = "a sentence for the browser";
const MODELS = ["Alpha One", "Beta Two"];

const line = (id, extra = {}) =>
  JSON.stringify({
    id,
    prompt: `Question **${id}** with $x^2$ and \`code\``,
    attributes: { use_case: "generation" },
    responses: { [MODELS[0]]: `A careful answer to ${id}.`, [MODELS[1]]: `A poor answer to ${id}.` },
    ...extra,
  });

// The first is the longest way through the pages that there is.
test.describe.configure({ mode: "serial", timeout: 300_000 });

test("an evaluation goes from an empty installation to a published leaderboard through the pages alone", async ({ browser }) => {
  const server = await start();
  try {
    const admin = await newPage(browser, server.base);
    await test.step("the set-up link makes the first admin", async () => {
      await admin.goto(server.setupPath());
      await look(admin, "01-setup");
      await admin.getByLabel("Your name").fill("Ada");
      await admin.getByLabel("Sign-in name").fill("ada");
      await admin.getByLabel("Password").fill("short");
      await admin.getByRole("button", { name: "Begin" }).click();
      await expect(admin.getByText("Choose at least 10 characters").first()).toBeVisible();
      await expect(admin.getByLabel("Your name")).toHaveValue("Ada");
      await admin.getByLabel("Password").fill(PASSWORD);
      await admin.getByRole("button", { name: "Begin" }).click();
      await expect(admin.getByRole("heading", { name: "Next steps" })).toBeVisible();
      await look(admin, "02-next-steps");
    });

    await test.step("models", async () => {
      await admin.goto("/manage/models");
      await look(admin, "03-no-models");
      await admin.locator("#field-vendor-name").fill("Omega Works");
      await admin.getByRole("button", { name: "Register vendor" }).click();
      for (const model of MODELS) {
        await admin.getByLabel("Model", { exact: true }).fill(model);
        await admin.getByRole("button", { name: "Register model" }).click();
        await expect(admin.getByRole("rowheader", { name: model })).toBeVisible();
      }
      await admin.getByLabel("Model", { exact: true }).fill(MODELS[0]);
      await admin.getByRole("button", { name: "Register model" }).click();
      await expect(admin.getByText("registered already").first()).toBeVisible();
    });

    await test.step("a prompt set; a bad file changes nothing and says where it is wrong", async () => {
      await admin.goto("/manage/prompt-sets");
      await admin.getByLabel("Name").fill("Questions");
      await admin.getByLabel("Domain").fill("coding");
      await admin.getByRole("button", { name: "Create prompt set" }).click();
      await expect(admin.getByRole("heading", { name: "Questions" })).toBeVisible();
      const send = async (text) => {
        await admin.getByLabel("JSONL file").setInputFiles({ name: "prompts.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(text) });
        await admin.getByRole("button", { name: "Import" }).click();
      };
      const good = ["one", "two", "three"].map((id) => line(id)).join("\n");
      for (const [file, words] of [
        [`${good}\n{"id": "four", "prompt"`, "line 4"],
        [`${good}\n${line("one")}`, "The same id stands on line 1"],
        [`${good}\n${line("four", { responses: { [MODELS[0]]: "only one" } })}`, "A response is missing"],
        [`${good}\n${line("four", { responses: { [MODELS[0]]: "x", "Nobody 3": "y" } })}`, "line 4, responses.Nobody 3"],
      ]) {
        await send(file);
        await expect(admin.getByRole("alert")).toContainText("Nothing was imported");
        await expect(admin.getByRole("alert")).toContainText(words);
        await expect(admin.getByRole("row", { name: /^1 0 0/ })).toBeVisible();
      }
      await look(admin, "04-bad-file");
      await send(good);
      await expect(admin.getByText("3 new prompts, 6 new responses")).toBeVisible();
      await look(admin, "05-imported");
    });

    await test.step("an evaluation", async () => {
      await admin.goto("/manage/evaluations/new");
      await admin.getByLabel("Name", { exact: true }).fill("First evaluation");
      await admin.getByRole("button", { name: "Create as a draft" }).click();
      await expect(admin.getByText("Choose at least two models").first()).toBeVisible();
      await expect(admin.getByLabel("Name", { exact: true })).toHaveValue("First evaluation");
      for (const model of MODELS) await admin.getByLabel(`${model} (Omega Works)`).check();
      await admin.getByLabel("Guidelines").fill("# Be fair\n\nRead *both* responses.");
      await admin.getByLabel("Least characters").fill("10");
      await look(admin, "06-new-evaluation");
      await admin.getByRole("button", { name: "Create as a draft" }).click();
      await admin.getByRole("button", { name: "Open evaluation" }).click();
      await expect(admin.getByText("Open, with 3 tasks.")).toBeVisible();
    });
    const evaluation = admin.url();

    const hire = async (name, roles) => {
      await admin.goto("/manage/people");
      await admin.getByLabel("Name", { exact: true }).fill(name);
      await admin.getByLabel("Sign-in name").fill(name.toLowerCase());
      for (const role of roles) await admin.locator(`#invite-${role}`).check();
      await admin.getByRole("button", { name: "Invite" }).click();
      const link = await admin.getByLabel("Link").inputValue();
      const page = await newPage(browser, server.base);
      await page.goto(link);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Begin" }).click();
      await expect(page).not.toHaveURL(/link/);
      return page;
    };
    const annotators = [];
    for (const name of ["Ben", "Carla", "Deniz"]) annotators.push(await hire(name, ["annotator"]));
    await look(admin, "07-people");
    const initial = await hire("Elif", ["initial_reviewer"]);
    const last = await hire("Femi", ["final_reviewer"]);

    /** Judges the task on the screen with the mouse; the careful answer wins. */
    const judge = async (page) => {
      const careful = (await page.locator(".pane.a").innerText()).includes("careful");
      const word = careful ? "A is better" : "B is better";
      for (const group of await page.getByRole("group").filter({ has: page.getByRole("radio") }).all()) {
        await group.getByRole("radio", { name: new RegExp(`^${word}`) }).check({ force: true });
      }
      await page.getByLabel("Why?").fill("The other one is poor and wrong.");
      await page.getByRole("button", { name: /Submit/ }).click();
    };

    await test.step("three annotators judge every task, and a fourth gets nothing", async () => {
      await expect(annotators[0].getByRole("heading", { name: "First evaluation" })).toBeVisible();
      await annotators[0].waitForSelector("html[data-ready]");
      await look(annotators[0], "08-rating");
      // An incomplete form is refused with everything typed still there.
      await annotators[0].getByLabel("Why?").fill("short");
      await annotators[0].getByRole("button", { name: /Submit/ }).click();
      await expect(annotators[0].getByText("Write at least 10 characters; it has 5.").first()).toBeVisible();
      await expect(annotators[0].getByLabel("Why?")).toHaveValue("short");
      await look(annotators[0], "09-rating-refused");
      for (const page of annotators) {
        for (let task = 0; task < 3; task++) {
          await page.waitForSelector("#rating");
          await page.waitForSelector("html[data-ready]");
          const before = await page.locator("#rating").getAttribute("action");
          await judge(page);
          await expect(page.locator(`#rating[action="${before}"]`)).toHaveCount(0);
        }
        await expect(page.getByText("Nothing to judge now")).toBeVisible();
      }
      await look(annotators[2], "10-nothing-to-judge");
      const fourth = await hire("Gil", ["annotator"]);
      await expect(fourth.getByText("Nothing to judge now")).toBeVisible();
    });

    await test.step("initial review: one is returned with a comment, comes back revised, and all are approved", async () => {
      await initial.goto("/review");
      await look(initial, "11-review-queue");
      await initial.getByRole("link", { name: "Start initial review" }).click();
      await expect(initial.getByRole("columnheader", { name: "Annotator R" })).toBeVisible();
      await look(initial, "12-initial-review");
      await initial.locator("#return-R").check();
      await initial.locator("#approve-S").check();
      await initial.locator("#approve-T").check();
      await initial.getByRole("button", { name: "Submit decisions" }).click();
      await expect(initial.getByText("Say why").first()).toBeVisible();
      await initial.getByLabel("Comment for annotator R").fill("Please say which part is wrong.");
      await initial.getByRole("button", { name: "Submit decisions" }).click();
      await expect(initial.getByText("Decided.")).toBeVisible();
      let returned;
      for (const page of annotators) {
        await page.goto("/annotate");
        if (await page.getByText("This judgment came back").isVisible()) returned = page;
      }
      await expect(returned.getByText("Please say which part is wrong.")).toBeVisible();
      await expect(returned.getByLabel("Why?")).toHaveValue("The other one is poor and wrong.");
      await look(returned, "13-returned");
      await returned.waitForSelector("html[data-ready]");
      await returned.getByLabel("Why?").fill("The second sentence of the other one is wrong.");
      await returned.getByRole("button", { name: /Submit/ }).click();
      await expect(returned.getByText("Nothing to judge now")).toBeVisible();
      for (let task = 0; task < 3; task++) {
        await initial.goto("/review/initial");
        await initial.locator('button[name="all"][value="approve"]').click();
        await expect(initial.getByText("Decided.")).toBeVisible();
      }
      await expect(initial.getByText("Nothing waits")).toBeVisible();
    });

    await test.step("a stale form is refused and changes nothing; final review approves", async () => {
      await last.goto("/review/final");
      await look(last, "14-final-review");
      const second = await last.context().newPage();
      await second.goto("/review/final");
      await last.locator('button[name="all"][value="approve"]').click();
      await expect(last.getByText("Decided.")).toBeVisible();
      await second.locator('button[name="all"][value="approve"]').click();
      await expect(second.getByRole("heading", { name: "Not decided" })).toBeVisible();
      for (let task = 0; task < 2; task++) {
        await last.goto("/review/final");
        await last.locator('button[name="all"][value="approve"]').click();
        await expect(last.getByText("Decided.")).toBeVisible();
      }
      await expect(last.getByText("Nothing waits")).toBeVisible();
    });

    await test.step("a release is made, seen by nobody else, published and readable by everyone", async () => {
      await admin.goto(evaluation);
      await look(admin, "15-evaluation");
      await admin.getByText("Make a release").click();
      await admin.getByLabel("Weights").selectOption("none");
      await admin.getByRole("button", { name: "Make release" }).click();
      await expect(admin.getByText("only admins see it").first()).toBeVisible();
      const board = new URL(admin.url()).pathname;
      const reader = await newPage(browser, server.base, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
      expect((await reader.goto(board)).status()).toBe(404);
      await admin.getByRole("button", { name: "Publish" }).click();
      await expect(admin.getByText("Published.")).toBeVisible();
      await admin.screenshot({ path: "results/screenshots/16-board.png", fullPage: true });
      expect((await reader.goto(board)).status()).toBe(200);
      // Alpha won everything, so the honest answer is that no finite rating exists.
      await expect(reader.getByText("no finite rating exists").first()).toBeVisible();
      await expect(reader.getByRole("rowheader", { name: /Alpha One/ }).first()).toBeVisible();
      await reader.screenshot({ path: "results/screenshots/17-board-phone.png", fullPage: true });
      const width = await reader.locator("body").boundingBox();
      expect(width.width).toBeLessThanOrEqual(360);
    });
  } finally {
    await server.stop();
  }
});

test("a wrong password says so, keeps the name and tells nothing more", async ({ browser }) => {
  const server = await start({ args: ["--demo"] });
  try {
    const page = await newPage(browser, server.base);
    await page.goto("/annotate");
    await expect(page).toHaveURL(/sign-in\?next=/);
    await page.getByLabel("Sign-in name").fill("annotator-1");
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("The sign-in name or the password is not right.");
    await expect(page.getByLabel("Sign-in name")).toHaveValue("annotator-1");
    await look(page, "18-wrong-password");
  } finally {
    await server.stop();
  }
});
