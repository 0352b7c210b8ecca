// The whole way of a house permit by keyboard alone, and what a person without a mouse must be able to rely on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { keyboard } from "./support/hands.mjs";
import { settled } from "./support/look.mjs";
import { makePhoto } from "./support/photos.mjs";
import { answer, begin, fillForm, openProcedure, photograph } from "./support/resident.mjs";
import { house } from "./support/stories.mjs";

let district;
let profile;
let page;
let dossier;

before(async () => {
  district = await (await District.create()).start();
  profile = new Profile();
  page = await profile.open({ reducedMotion: "reduce" });
  await page.goto(district.origin);
  await settled(page);
});

after(async () => {
  await profile?.remove();
  await district?.remove();
});

const story = (name, act) => test(name, { timeout: 300_000 }, () => walk(profile, name.replaceAll(/\W+/g, "-"), act));

/** What has the focus, in short. */
const focused = () => page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.id}`.trim());
const heading = () => page.getByRole("heading", { level: 1 });
const url = () => new URL(page.url()).pathname;

/** The heading of the page that was just reached is what is read first. */
const headingIsFocused = () => eventually(async () => assert.equal(await focused(), "H1"));

story("the skip link leads past the places", async () => {
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Bỏ qua, đến nội dung chính" });
  assert.ok(await skip.evaluate((e) => e === document.activeElement), "the first place of Tab is the skip link");
  const box = await skip.boundingBox();
  assert.ok(box.y >= 0 && box.height >= 24, "it is seen while it has the focus");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await focused(), "MAIN main"));
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "INPUT search", "the next place is in the page, after the places");
  assert.equal(await page.locator("h1").count(), 1);
});

story("from the search to the receipt by keyboard", async () => {
  await openProcedure(page, "xay nha", /Giấy phép xây dựng/, keyboard);
  await headingIsFocused();
  dossier = await begin(page, keyboard);
  await headingIsFocused();
  await answer(page, house.answers, { hands: keyboard, each: headingIsFocused });
  assert.equal(url(), dossier);

  await fillForm(page, dossier, house.form, { hands: keyboard });
  await headingIsFocused();
  for (const [i, paper] of house.photographed.entries()) {
    const photo = await makePhoto(profile.context, i + 1, { width: 600, height: 800, quality: 0.7 });
    await photograph(page, dossier, paper, [photo], { hands: keyboard });
  }
  await keyboard.press(page.getByRole("main").getByRole("link", { name: "Xong, về danh sách giấy tờ" }));
  await page.waitForURL((to) => to.pathname === dossier);
  await headingIsFocused();
  await keyboard.press(page.getByRole("main").getByRole("link", { name: "Kiểm tra và gửi" }));
  await headingIsFocused();
  await expect(page.getByRole("main")).toContain("Hồ sơ đã đủ để gửi.");
  await keyboard.press(page.getByRole("button", { name: /^Gửi (hồ sơ|khi có mạng)$/ }));
  await page.waitForURL(/theo-doi$/);
  await headingIsFocused();
  await keyboard.press(page.getByRole("link", { name: "Xem biên nhận" }));
  await headingIsFocused();
  await expect(page.getByRole("main")).toContain("Đã kiểm tra trên máy này: chữ ký đúng của nơi tiếp nhận");
});

story("Back and Forward keep every answer and the place", async () => {
  await page.goto(`${district.origin}/thu-tuc/gpxd-nha-o-rieng-le`);
  await settled(page);
  const other = await begin(page, keyboard);
  const asked = [];
  const first = Object.fromEntries(Object.entries(house.answers).slice(0, 4));
  for (let n = 0; n < 4; n += 1) {
    const id = await eventually(() => {
      const found = url().match(/cau-hoi\/([\w.-]+)$/)?.[1];
      assert.ok(found && found !== asked.at(-1), url());
      return found;
    });
    asked.push(id);
    await settled(page);
    assert.ok(id in house.answers, id);
    await answerByKeyboard(house.answers[id]);
    await page.waitForURL((to) => !to.pathname.endsWith(`/${id}`));
    await headingIsFocused();
  }
  assert.ok(Object.keys(first).length === asked.length);
  for (const id of [...asked].reverse()) {
    await page.goBack();
    await page.waitForURL((to) => to.pathname === `${other}/cau-hoi/${id}`);
    await settled(page);
    await headingIsFocused();
    await shownAnswer(house.answers[id]);
  }
  // One step before the first question is the procedure, not another question.
  await page.goBack();
  await page.waitForURL(/thu-tuc\/gpxd/);
  for (const id of asked) {
    await page.goForward();
    await page.waitForURL((to) => to.pathname === `${other}/cau-hoi/${id}`);
    await settled(page);
    await shownAnswer(house.answers[id]);
  }
});

async function answerByKeyboard(value) {
  const main = page.getByRole("main");
  const box = main.getByRole("textbox");
  if (await box.count()) await keyboard.type(box, value);
  const offered = main.getByRole("radio", { name: new RegExp(`^${RegExp.escape?.(value) ?? value.replaceAll(/[()]/g, ".")}$|${value.replaceAll(/[()]/g, ".")}`) });
  if (await offered.count()) await keyboard.choose(offered.first());
  await keyboard.press(main.getByRole("button", { name: "Tiếp tục" }));
}

/** The page shows the answer that was given: chosen, or typed. */
async function shownAnswer(value) {
  const main = page.getByRole("main");
  await eventually(async () => {
    const chosen = await main.locator("label:has(input:checked)").allInnerTexts();
    const typed = (await main.getByRole("textbox").count()) ? await main.getByRole("textbox").inputValue() : "";
    assert.ok(chosen.some((label) => label.includes(value)) || typed === value, `«${value}» is not among «${[...chosen, typed]}»`);
  });
}

story("the language changes under the fingers, and place and text stay", async () => {
  await page.goto(`${district.origin}/thu-tuc/gpxd-nha-o-rieng-le`);
  await settled(page);
  const other = await begin(page, keyboard);
  await page.goto(`${district.origin}${other}/to-khai/nguoi-nop`);
  await settled(page);
  const name = page.locator('[id="f-ho-ten"]');
  await keyboard.type(name, "Nguyễn Thị Ngọc Ánh");
  await keyboard.press(page.locator(".top-bar__button[lang]"));
  await expect(page.locator("main form button[type=submit]")).toContain("Continue");
  assert.equal(url(), `${other}/to-khai/nguoi-nop`);
  assert.equal(await name.inputValue(), "Nguyễn Thị Ngọc Ánh");
  assert.match(await focused(), /^BUTTON/, "the focus stays on the button");
  await page.keyboard.press("Enter");
  await expect(page.locator("main form button[type=submit]")).toContain("Tiếp tục");
  assert.equal(await name.inputValue(), "Nguyễn Thị Ngọc Ánh");

  // What is typed into a question and not yet confirmed stays, too.
  await page.goto(`${district.origin}${other}/cau-hoi/floors`);
  await settled(page);
  await keyboard.type(page.locator("#answer"), "3");
  await keyboard.press(page.locator(".top-bar__button[lang]"));
  await expect(page.locator("main form button[type=submit]")).toContain("Continue");
  assert.equal(await page.locator("#answer").inputValue(), "3");
  await page.keyboard.press("Enter");
  await expect(page.locator("main form button[type=submit]")).toContain("Tiếp tục");
});

story("Escape closes what was opened, and the focus returns", async () => {
  await page.goto(district.origin);
  await settled(page);
  const summary = page.locator(".status__line");
  await keyboard.press(summary);
  const panel = page.locator(".status__panel");
  await expect(panel).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await panel.isVisible(), false));
  assert.ok(await summary.evaluate((e) => e === document.activeElement), "the focus is where the panel was opened");
});

story("a wrong answer takes the focus to its reason, and from there to the box", async () => {
  await page.goto(`${district.origin}${dossier}/cau-hoi/floors`);
  await settled(page);
  await keyboard.type(page.locator("#answer"), "hai");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.className), "error-summary"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "INPUT answer");
  assert.deepEqual(profile.errors, []);
});
