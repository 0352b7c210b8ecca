// Every screen in both languages, on a phone and on a desk: readable by a machine, whole to the eye, reachable by Tab.
// With HO_SO_PICTURES=1 it also takes the pictures of the README.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { District } from "./support/district.mjs";
import { axeViolations, DESKTOP, PHONE, Profile, walk } from "./support/browser.mjs";
import { expect } from "./support/expect.mjs";
import { focusFlaws, forcedColourFlaws, layoutFlaws, settled } from "./support/look.mjs";
import { makePhoto } from "./support/photos.mjs";
import { answer, begin, fillForm, openProcedure, photograph, saved } from "./support/resident.mjs";
import { house } from "./support/stories.mjs";

const OUTPUT = new URL("./output/screens/", import.meta.url).pathname;
const PICTURES = process.env.HO_SO_PICTURES ? new URL("../../docs/pictures/", import.meta.url).pathname : null;
const LANGUAGES = [["vi", "Tiếng Việt"], ["en", "English"]];
const PROCEDURE = "/thu-tuc/gpxd-nha-o-rieng-le";
const MAX_PICTURE_BYTES = 150 * 1024;

let district;
let profile;
let page;
/** Paths of the dossiers: the whole house, one just begun, one that ends early. */
const dossiers = {};
/** Title of the tab → kind of screen. */
const titles = new Map();

before(async () => {
  mkdirSync(OUTPUT, { recursive: true });
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

/** Opens a screen and gives its flaws in every size. */
async function look({ name, at, then = async () => {}, kind = name }, language) {
  await page.setViewportSize(PHONE);
  await page.goto(district.origin + at);
  await settled(page);
  await then();
  await settled(page);
  const flaws = [];
  const add = (where, found) => flaws.push(...found.map((flaw) => `${language} ${where} ${name}: ${flaw}`));
  const title = await page.title();
  if ((titles.get(title) ?? kind) !== kind) add("title", [`${title} is also the title of ${titles.get(title)}`]);
  titles.set(title, kind);
  for (const [where, size] of [["phone", PHONE], ["desktop", DESKTOP]]) {
    await page.setViewportSize(size);
    add(where, await layoutFlaws(page));
    add(where, await axeViolations(page));
    await draw(`${name}-${where}-${language}`, size);
  }
  await page.setViewportSize(PHONE);
  await page.evaluate(() => (document.documentElement.dataset.textSize = "larger"));
  add("largest text", await layoutFlaws(page));
  await page.evaluate(() => (document.documentElement.dataset.textSize = "normal"));
  await zoomed(async () => add("zoomed", await layoutFlaws(page)));
  if (language === "vi") {
    const { flaws: found, n_stops } = await focusFlaws(page);
    add("focus", found);
    if (n_stops < 5) add("focus", [`Tab reaches only ${n_stops} places`]);
    add("colours", await forcedColourFlaws(page));
  }
  return flaws;
}

/** A picture of the whole page for the eye, in a window as high as the page. */
async function draw(name, { width }) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  await page.screenshot({ path: `${OUTPUT}${name}.png` });
}

/** 200 % zoom in a window 640 pixels wide: 320 are left for the layout, each drawn with four dots. */
async function zoomed(look) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDeviceMetricsOverride", { width: 320, height: 480, deviceScaleFactor: 2, mobile: false });
  await look();
  await session.send("Emulation.clearDeviceMetricsOverride");
  await session.detach();
  await page.setViewportSize(PHONE);
}

/** All flaws of all screens, so that one run tells everything. */
async function lookAtAll(screens) {
  const flaws = [];
  for (const [language, label] of LANGUAGES) {
    await speak(language, label);
    for (const screen of screens(language)) flaws.push(...(await look(screen, language)));
  }
  await speak(...LANGUAGES[0]);
  assert.deepEqual(flaws, []);
}

async function speak(language, label) {
  await page.setViewportSize(PHONE);
  await page.goto(`${district.origin}/khac`);
  await settled(page);
  await page.getByRole("radio", { name: label }).check();
  await page.waitForFunction((language) => document.documentElement.lang === language, language);
}

const search = (text) => async () => {
  await page.getByRole("searchbox").fill(text);
  await expect(page.locator(".home__count")).toContain(/\d/);
};

test("screens before there is a dossier", { timeout: 300_000 }, () => walk(profile, "screens-first", () => lookAtAll(() => [
  { name: "home", at: "/" },
  { name: "home-found", at: "/", kind: "home", then: search("xay nha") },
  { name: "home-none", at: "/", kind: "home", then: search("phi thuyền") },
  { name: "procedure", at: PROCEDURE },
  { name: "procedure-suspended", at: "/thu-tuc/ruou-ban-le-cap-moi" },
  { name: "procedure-combined", at: "/thu-tuc/long-ghep-gpxd-via-he" },
  { name: "procedure-guide", at: "/thu-tuc/day-them-thcs" },
  { name: "procedure-unknown", at: "/thu-tuc/khong-co" },
  { name: "shared-ask", at: "/m", kind: "shared" },
  { name: "shared-wrong", at: "/m#HS1ABC", kind: "shared" },
  { name: "dossiers-none", at: "/ho-so", kind: "dossiers" },
  { name: "settings", at: "/khac" },
  { name: "not-found", at: "/khong-co-trang" },
])));

test("three dossiers through the real screens", { timeout: 300_000 }, () => walk(profile, "screens-prepare", async () => {
  const start = async () => {
    await page.goto(district.origin + PROCEDURE);
    return begin(page);
  };
  await page.goto(district.origin);
  await openProcedure(page, "xay nha", /Giấy phép xây dựng/);
  dossiers.house = await begin(page);
  await answer(page, house.answers);
  await fillForm(page, dossiers.house, house.form);
  for (const [i, paper] of house.photographed.entries()) {
    const photo = await makePhoto(profile.context, i + 1, { width: 900, height: 1200, quality: 0.7 });
    await photograph(page, dossiers.house, paper, [photo]);
  }

  dossiers.begun = await start();
  const first = Object.entries(house.answers).slice(0, 3);
  for (const [id, value] of first) {
    await page.goto(`${district.origin}${dossiers.begun}/cau-hoi/${id}`);
    await settled(page);
    await answerHere(value);
    await page.waitForURL((url) => !url.pathname.endsWith(`/${id}`));
  }

  dossiers.ended = await start();
  await page.waitForURL(/cau-hoi\/work_kind/);
  await settled(page);
  await answerHere("Sửa chữa, cải tạo");
  await expect(page.getByRole("main")).toContain("Không cần thủ tục này");
}));

/** Answers the question that is shown with a label that begins so, or with what is typed. */
async function answerHere(value) {
  const main = page.getByRole("main");
  const box = main.getByRole("textbox");
  if (await box.count()) await box.fill(value);
  const offered = main.getByRole("radio", { name: new RegExp(value, "i") });
  if (await offered.count()) await offered.first().check();
  await main.locator("form button[type=submit]").click();
}

test("screens of dossiers that are not sent", { timeout: 400_000 }, () => walk(profile, "screens-draft", () => {
  const { house: whole, begun, ended } = dossiers;
  return lookAtAll(() => [
    { name: "home-dossiers", at: "/", kind: "home" },
    { name: "dossiers", at: "/ho-so" },
    { name: "question-choice", at: `${begun}/cau-hoi/work_kind` },
    { name: "question-yes-no", at: `${whole}/cau-hoi/in_managed_zone` },
    { name: "question-number", at: `${whole}/cau-hoi/floors` },
    { name: "question-number-wrong", at: `${whole}/cau-hoi/floors`, kind: "question-number", then: () => typeWrong("answer", "hai") },
    { name: "question-place", at: `${begun}/cau-hoi/place`, then: () => page.locator("#answer").fill("hoa khanh") },
    { name: "exit", at: `${ended}/cau-hoi` },
    { name: "checklist-exit", at: ended, kind: "checklist" },
    { name: "checklist-undecided", at: begun, kind: "checklist" },
    { name: "checklist", at: whole },
    { name: "share", at: `${whole}/chia-se` },
    { name: "changes-none", at: `${whole}/thay-doi`, kind: "changes" },
    { name: "form", at: `${whole}/to-khai` },
    { name: "section", at: `${whole}/to-khai/chu-dau-tu` },
    { name: "section-wrong", at: `${begun}/to-khai/nguoi-nop`, then: goOnWrong },
    { name: "photos", at: `${whole}/giay-to/dat` },
    { name: "check-obstacles", at: `${begun}/kiem-tra`, kind: "check" },
    { name: "check", at: `${whole}/kiem-tra` },
    { name: "tracking-draft", at: `${whole}/theo-doi`, kind: "tracking" },
    { name: "devices", at: "/thiet-bi" },
    { name: "dossier-unknown", at: "/ho-so/AAAAAAAAAAAAAAAAAAAAAA" },
  ]);
}));

async function typeWrong(id, text) {
  await page.locator(`[id="${id}"]`).fill(text);
  await goOnWrong();
}

/** Continues although something is wrong or missing. */
async function goOnWrong() {
  await page.locator("main form button[type=submit]").click();
  await page.locator(".error-summary").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), "error-summary", "the summary takes the focus");
}

/** Takes pictures for the README: what a person sees first of a screen, as sharp as a phone shows it. */
function pictures(name, all) {
  if (PICTURES === null) return;
  test(name, { timeout: 100_000 }, () => walk(profile, "screens-pictures", async () => {
    for (const [picture, at, size] of all()) await takePicture(picture, at, size);
  }));
}

async function takePicture(name, at, size) {
  await page.goto(district.origin + at);
  await settled(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDeviceMetricsOverride", { mobile: false, ...size });
  const { data } = await session.send("Page.captureScreenshot", { format: "png" });
  await session.send("Emulation.clearDeviceMetricsOverride");
  await session.detach();
  const bytes = Buffer.from(data, "base64");
  assert.ok(bytes.length <= MAX_PICTURE_BYTES, `${name}.png has ${bytes.length} bytes`);
  writeFileSync(`${PICTURES}${name}.png`, bytes);
}

pictures("pictures of preparing", () => [
  ["procedure-desktop-vi", PROCEDURE, { ...DESKTOP, deviceScaleFactor: 1 }],
  ["question-phone-vi", `${dossiers.begun}/cau-hoi/owner_kind`, { ...PHONE, deviceScaleFactor: 2 }],
  ["checklist-phone-vi", dossiers.house, { ...PHONE, deviceScaleFactor: 2 }],
]);

test("screens of a dossier that was received", { timeout: 300_000 }, () => walk(profile, "screens-sent", async () => {
  const { house: whole } = dossiers;
  await page.goto(`${district.origin}${whole}/kiem-tra`);
  await page.getByRole("button", { name: /^Gửi (hồ sơ|khi có mạng)$/ }).click();
  await saved(page);
  await page.goto(`${district.origin}${whole}/bien-nhan`);
  const verified = () => expect(page.getByRole("main")).toContain(/Đã kiểm tra trên máy này|Checked on this device/, { within_ms: 60_000 });
  await verified();
  await lookAtAll(() => [
    { name: "receipt", at: `${whole}/bien-nhan`, then: verified },
    { name: "tracking", at: `${whole}/theo-doi` },
    { name: "checklist-sent", at: whole, kind: "checklist" },
    { name: "home-sent", at: "/", kind: "home" },
  ]);
}));

pictures("picture of the receipt", () => [
  ["receipt-phone-vi", `${dossiers.house}/bien-nhan`, { ...PHONE, deviceScaleFactor: 2 }],
]);

test("without a connection the status line says so on every width", { timeout: 200_000 }, () => walk(profile, "screens-offline", async () => {
  await district.stop();
  const line = page.locator(".status__line");
  const offline = { vi: "Chưa nối được", en: "No connection" };
  const screens = (language) => {
    const said = () => expect(line).toContain(offline[language]);
    const change = async () => {
      const radios = page.getByRole("main").getByRole("radio");
      await radios.nth((await radios.first().isChecked()) ? 1 : 0).check();
      await expect(line).toContain(/(Đã lưu trên máy này|Saved on this device) \d+:\d+/);
      await said();
    };
    return [
      { name: "home-offline", at: "/", kind: "home", then: said },
      { name: "question-offline", at: `${dossiers.begun}/cau-hoi/in_managed_zone`, kind: "question-yes-no", then: change },
    ];
  };
  await lookAtAll(screens);
}));

test("no screen wrote an error to the console", () => assert.deepEqual(profile.errors, []));
