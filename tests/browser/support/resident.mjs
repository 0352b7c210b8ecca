// What a resident does, in the words of the screens.
// Not here: what should come out; the journeys say that.

import assert from "node:assert/strict";
import { eventually, expect } from "./expect.mjs";
import { finger } from "./hands.mjs";

const QUESTION = /\/ho-so\/[\w-]{22}\/cau-hoi\/([\w.-]+)/;
/** Where the page still looks for the next question. */
const LOOKING = /\/cau-hoi\/?$/;

/** Searches from Home and opens the procedure whose name matches. */
export async function openProcedure(page, query, name, hands = finger) {
  await hands.type(page.getByRole("searchbox"), query);
  await hands.press(page.getByRole("link", { name }).first());
  await page.waitForURL(/\/thu-tuc\//);
}

/** Presses "start" on a procedure page; gives the path of the dossier. */
export async function begin(page, hands = finger) {
  await hands.press(page.getByRole("button", { name: /khoảng \d+ câu hỏi/ }));
  await page.waitForURL(/\/ho-so\/[\w-]{22}\//);
  return new URL(page.url()).pathname.match(/^\/ho-so\/[\w-]{22}/)[0];
}

/**
 * Answers questions until none is left. `story` maps question ids to a label of a choice, or to what is typed.
 * Gives the ids in the order asked. `each` is called after every answer.
 */
export async function answer(page, story, { hands = finger, each = async () => {} } = {}) {
  const asked = [];
  for (;;) {
    await page.waitForURL((url) => !LOOKING.test(url.pathname));
    const id = page.url().match(QUESTION)?.[1];
    if (!id) return asked;
    if (!(id in story)) throw new Error(`the story has no answer to ${id}`);
    asked.push(id);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await answerOne(page, story[id], hands);
    await page.waitForURL((url) => url.pathname.match(QUESTION)?.[1] !== id);
    await each(id, asked.length);
  }
}

async function answerOne(page, value, hands) {
  const main = page.getByRole("main");
  const radio = main.getByRole("radio", { name: value, exact: true });
  const box = main.getByRole("textbox").or(main.getByRole("combobox"));
  await main.getByRole("radio").or(box).first().waitFor();
  if ((await radio.count()) > 0) {
    await hands.choose(radio.first());
  } else {
    await hands.type(box.first(), value);
    // A place is typed, then chosen from what is offered.
    const offered = main.getByRole("radio", { name: new RegExp(value, "i") });
    if ((await offered.count()) > 0) await hands.choose(offered.first());
  }
  await hands.press(main.getByRole("button", { name: "Tiếp tục" }));
}

/** Waits until the status line says the last change is on this device. */
export async function saved(page) {
  await expect(page.locator(".status__line")).toContain(/Đã lưu trên máy này|Nơi tiếp nhận đã nhận/);
}

/** Goes to a part of a dossier: by its address, or with a keyboard by the links a person would follow. */
export async function reach(page, dossier, part, hands) {
  const at = () => new URL(page.url()).pathname;
  if (hands.name !== "keyboard") {
    await page.goto(`${new URL(page.url()).origin}${dossier}${part}`);
    return;
  }
  const main = page.getByRole("main");
  if (at() !== dossier) {
    await hands.press(main.locator(`a[href="${dossier}"]`).last());
    await page.waitForURL((url) => url.pathname === dossier);
  }
  await hands.press(main.locator(`a[href="${dossier}${part}"]`).first());
  await page.waitForURL((url) => url.pathname === `${dossier}${part}`);
}

/** Fills the sections of the form in order. `typed` maps field ids to text, to a label of a choice, or to `true`. */
export async function fillForm(page, dossier, typed, { hands = finger, type = (locator, text) => hands.type(locator, text) } = {}) {
  await reach(page, dossier, "/to-khai", hands);
  await hands.press(page.getByRole("main").locator("ol").getByRole("link").first());
  const section = /\/to-khai\/([\w-]+)$/;
  for (;;) {
    await page.waitForURL(/\/to-khai(\/|$)/);
    const name = new URL(page.url()).pathname.match(section)?.[1];
    if (!name) return;
    await page.locator("form.form").waitFor();
    // A choice can bring further fields onto the page; whatever is new is filled in the next round.
    const filled = new Set();
    const fillNew = async () => {
      const n = filled.size;
      for (const [id, value] of Object.entries(typed)) {
        if (!filled.has(id) && (await fillField(page, id, value, hands, type))) filled.add(id);
      }
      return filled.size > n;
    };
    const hasLeft = () => new URL(page.url()).pathname.match(section)?.[1] !== name;
    do {
      while (await fillNew());
      await saved(page);
      await hands.press(page.getByRole("main").getByRole("button", { name: "Tiếp tục" }));
      await eventually(async () => assert.ok(hasLeft() || (await page.locator(".error-summary").isVisible())));
      // A field that came late is what the page then complains about.
    } while (!hasLeft() && (await fillNew()));
    await page.waitForURL((url) => url.pathname.match(section)?.[1] !== name);
  }
}

async function fillField(page, id, value, hands, type) {
  const control = page.locator(`[id="f-${id}"]`);
  if ((await control.count()) === 0) return false;
  const kind = await control.evaluate((e) => (e.tagName === "SELECT" ? "select" : e.getAttribute("type") ?? "text"));
  if (kind === "select") await hands.pick(control, value);
  else if (kind === "radio") {
    const group = await control.getAttribute("name");
    await hands.choose(page.locator(`input[name="${group}"]`).and(page.getByRole("radio", { name: value, exact: true })));
  } else if (kind === "checkbox") await hands.choose(control);
  else await type(control, value);
  return true;
}

/** Adds photographs to a paper and waits until each is on this device. */
export async function photograph(page, dossier, paper, photos, { hands = finger } = {}) {
  await reach(page, dossier, `/giay-to/${paper}`, hands);
  const main = page.getByRole("main");
  await main.getByRole("heading", { level: 1 }).waitFor();
  const files = photos.map((buffer, i) => ({ name: `${paper}-${i + 1}.jpg`, mimeType: "image/jpeg", buffer }));
  const input = page.locator('input[type="file"][multiple]');
  if (hands.name === "keyboard") {
    // The chooser itself is the system's; Enter must open it.
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), hands.press(input)]);
    await chooser.setFiles(files);
  } else {
    await input.setInputFiles(files);
  }
  await expect(main.getByRole("heading", { name: /^Trang \d+$/ }).or(main.locator("li img"))).toCount(photos.length, { within_ms: 60_000 });
  await saved(page);
}

/** Opens the app and waits until what it needs offline is on the device. */
export async function arrive(page, origin) {
  await page.goto(origin);
  await page.getByRole("searchbox").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
}

/** Begins a dossier for a house permit and answers nothing yet; gives its path. */
export async function beginHouse(page, origin) {
  await page.goto(origin);
  await openProcedure(page, "xay nha", /Giấy phép xây dựng/);
  return begin(page);
}

/** Opens one section of the form. */
export async function openSection(page, origin, dossier, section) {
  await page.goto(`${origin}${dossier}/to-khai/${section}`);
  await page.locator("form.form").waitFor();
}

/** The control of a field of the form. */
export function control(page, id) {
  return page.locator(`[id="f-${id}"]`);
}

/** Types into a field of the form and leaves it. */
export async function typeInto(page, id, text) {
  await control(page, id).fill(text);
  await control(page, id).blur();
}

/** Picks files for a paper on the page that is open; gives nothing, as some may be refused. */
export async function pickFiles(page, files) {
  const input = page.locator('input[type="file"][multiple]');
  await eventually(async () => assert.ok(await input.isEnabled()));
  await input.setInputFiles(files);
}
