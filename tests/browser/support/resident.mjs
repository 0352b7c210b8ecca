// What a resident does, in the words of the screens.
// Not here: what should come out; the journeys say that.

import { expect } from "./expect.mjs";
import { finger } from "./hands.mjs";

const QUESTION = /\/ho-so\/[\w-]{22}\/cau-hoi\/([\w.-]+)/;

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
  await expect(page.getByRole("status", { name: "Tình trạng lưu và gửi" })).toContain(/Đã lưu trên máy này|Chờ gửi|Nơi tiếp nhận đã nhận/);
}
