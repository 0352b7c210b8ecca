// The catalogue on a device: browsed, read in both languages without a network, replaced while the app runs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Authored } from "./support/authored.mjs";
import { Build, buildOf } from "./support/builds.mjs";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { settled } from "./support/look.mjs";
import { arrive, begin, saved } from "./support/resident.mjs";

const HOUSE = "/thu-tuc/gpxd-nha-o-rieng-le";
const CLOSING = "/thu-tuc/cham-dut-ho-kinh-doanh";

let district;
let profile;
let page;

before(async () => {
  district = await (await District.create()).start();
  profile = new Profile();
  page = await profile.open();
  await arrive(page, district.origin);
});

after(async () => {
  await profile?.remove();
  await district?.remove();
});

/** What the caches of the worker hold of the catalogue, as paths. */
const filesOnDevice = () =>
  page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found.filter((path) => path.startsWith("/catalogue/"));
  });

const indexHere = () => page.evaluate(() => fetch("/catalogue/index.json").then((reply) => reply.json()));

test("the list is browsed by field and by life event, and says what is not in force", () => walk(profile, "browse", async () => {
  const main = page.getByRole("main");
  const index = await indexHere();
  const inField = (field) => index.procedures.filter((entry) => entry.field === field).length;
  const fold = main.locator("details", { has: page.locator("summary", { hasText: "Kinh doanh" }) });
  await expect(fold.locator("summary")).toContain(`Kinh doanh (${inField("kinh-doanh")})`);
  await fold.locator("summary").click();
  await expect(fold.getByRole("listitem")).toCount(inField("kinh-doanh"));
  const liquor = fold.getByRole("listitem").filter({ hasText: "Giấy phép bán lẻ rượu" }).first();
  await expect(liquor).toContain("Tạm ngừng");
  const shown = await main.locator("details summary").allInnerTexts();
  const n = shown.map((text) => Number(text.match(/\((\d+)\)/)[1])).reduce((a, b) => a + b, 0);
  assert.equal(n, index.procedures.length, "every procedure is in one field");

  await main.getByRole("button", { name: "Xây sửa nhà" }).click();
  const inEvent = index.procedures.filter((entry) => entry.events?.includes("xay-sua-nha")).length;
  await expect(main.locator(".procedure-list").getByRole("listitem")).toCount(inEvent);
  await main.getByRole("button", { name: "Xây sửa nhà" }).click();

  await page.getByRole("searchbox").fill("ban ruou");
  await expect(main.locator(".procedure-list").getByRole("listitem").first()).toContain("Tạm ngừng");
}));

test("a guide answers the case at hand, and has nothing to send", () => walk(profile, "guide", async () => {
  await page.goto(district.origin + "/thu-tuc/day-them-thcs");
  await page.getByRole("button", { name: /^Trả lời khoảng \d+ câu hỏi/ }).click();
  const choose = async (name) => {
    await page.getByRole("radio", { name, exact: true }).check();
    await page.getByRole("button", { name: "Tiếp tục" }).click();
  };
  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toContain("giáo viên của trường nào");
  await choose("Không");
  await expect(title).toContain("dạy gì");
  await expect(page.getByRole("main")).toContain("Trang này chỉ hướng dẫn, không có hồ sơ để gửi.");
  const to = page.url().replace(/\/cau-hoi.*/, "");
  await page.goto(to);
  await expect(page.getByRole("main")).toContain("Lưu ý cho trường hợp của bạn");
  await expect(page.getByRole("link", { name: /Kiểm tra/ })).toCount(0);
}));

test("a page says first whom it is not for, how old it is, and from which day it counts", () => walk(profile, "procedure", async () => {
  await page.goto(district.origin + HOUSE);
  const main = page.getByRole("main");
  await expect(main).toContain("Có phải việc của bạn không?");
  const text = (await main.innerText()).replace(/\s+/g, " ");
  assert.ok(text.indexOf("Có phải việc của bạn không?") < text.indexOf("Bắt đầu – khoảng"), "before anything is typed");
  assert.match(text, /Danh mục cập nhật ngày \d\d\/\d\d\/\d{4}\./);
  assert.match(text, /Nếu nộp đủ hôm nay: \d+ ngày làm việc, tính từ (thứ|Chủ nhật) [^:]*: (chậm nhất|khoảng) /);
  // A year from now it says so.
  await page.clock.setFixedTime(new Date(Date.now() + 400 * 24 * 3600 * 1000));
  await page.reload();
  await expect(main).toContain("Đã hơn 60 ngày");
  await page.clock.setFixedTime(new Date());
}));

test("what is filed at a school or with the police is prepared here and not sent from here", () => walk(profile, "elsewhere", async () => {
  const main = page.getByRole("main");
  await page.goto(`${district.origin}/thu-tuc/chuyen-truong`);
  await expect(main).toContain(/Nộp tại .*, không gửi qua ứng dụng này\./);
  const dossier = await begin(page);
  await saved(page);
  for (const part of ["", "/kiem-tra"]) {
    await page.goto(district.origin + dossier + part);
    await expect(main).toContain("không gửi qua ứng dụng này");
    assert.equal(await page.getByRole("button", { name: /^Gửi (hồ sơ|khi có mạng)/ }).count(), 0);
  }
}));

test("every procedure opens without a network, in English too once English was chosen", { timeout: 180_000 }, () => walk(profile, "packs", async () => {
  const index = await indexHere();
  const vietnamese = [...new Set(index.procedures.map((entry) => entry.file))];
  const english = [...new Set(index.procedures.map((entry) => entry.file_en))];
  let here = await filesOnDevice();
  for (const file of vietnamese) assert.ok(here.includes(file), `${file} is on the device`);
  assert.ok(!here.some((file) => english.includes(file)), "English is not fetched for who does not read it");

  await district.stop();
  await page.goto(district.origin + HOUSE);
  await settled(page);
  await page.getByRole("button", { name: "English" }).click();
  // The texts of record stand there until there is a network.
  await expect(page.getByRole("heading", { level: 1 })).toContain("Giấy phép xây dựng");
  await expect(page.getByRole("main")).toContain("Where to file");
  assert.equal(await page.locator(".notice--trouble").count(), 0);

  await district.start();
  await page.goto(district.origin + HOUSE);
  await eventually(async () => {
    here = await filesOnDevice();
    for (const file of english) assert.ok(here.includes(file), `${file} is on the device`);
  });
  await district.stop();
  for (const { id, short } of index.procedures) {
    await page.goto(`${district.origin}/thu-tuc/${id}`);
    await expect(page.getByRole("heading", { level: 1 })).toContain(short.en);
    assert.equal(await page.locator(".notice--trouble").count(), 0, id);
  }
  await page.getByRole("button", { name: "Tiếng Việt" }).click();
  await district.start();
}));

test("a catalogue that is replaced while the app runs comes whole, and drafts keep their edition", { timeout: 180_000 }, () => walk(profile, "replaced", async () => {
  const main = page.getByRole("main");
  await page.goto(district.origin + CLOSING);
  const dossier = await begin(page);
  await saved(page);
  await expect(main.getByRole("heading", { level: 1 })).toContain("?");
  const before = await indexHere();

  const authored = new Authored();
  try {
    // The edition begins on another day, so the one the draft follows is gone; and the procedure is called otherwise.
    authored.change("procedures/cham-dut-ho-kinh-doanh.toml", (text) =>
      text.replace("valid_from = 2025-07-01", "valid_from = 2026-08-01").replace(/^short = .*$/m, 'short = "Chấm dứt hộ kinh doanh, bản mới"'));
    await district.command("catalogue", "publish", authored.directory);
  } finally {
    authored.remove();
  }
  await eventually(async () => {
    const { catalogue } = await page.evaluate(() => fetch("/v1/hello").then((reply) => reply.json()));
    assert.notEqual(catalogue, before.version);
  }, { within_ms: 30_000 });

  // The page is not reloaded: the next round of the app notices.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await eventually(async () => assert.notEqual((await indexHere()).version, before.version), { within_ms: 60_000 });
  const index = await indexHere();
  const files = await filesOnDevice();
  for (const { file } of index.procedures) assert.ok(files.includes(file), `${file} came with the index`);

  await district.stop();
  await page.goto(district.origin + CLOSING);
  await expect(main.getByRole("heading", { level: 1 })).toContain("bản mới");
  await page.goto(district.origin + dossier);
  await expect(main.getByRole("heading", { level: 1 })).toContain("Giấy tờ cần chuẩn bị");
  await expect(main).toContain("Thông báo chấm dứt hoạt động hộ kinh doanh");
  await expect(page.locator(".page__mark")).toContain("Quy định mới áp dụng từ 01/08/2026");

  // A new build of the app drops what was beside the old one, brings the published packs by itself, and keeps the draft's.
  const build = new Build(district.site, "4");
  try {
    district.site = build.directory;
    await district.start();
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.getByRole("button", { name: "Dùng bản mới" }).click();
    await eventually(async () => assert.deepEqual((await buildOf(page)).caches, [`ho-so-${"4".repeat(16)}`]));
    await district.stop();
    await page.goto(district.origin + CLOSING);
    await expect(main.getByRole("heading", { level: 1 })).toContain("bản mới");
    await page.goto(district.origin + dossier);
    await expect(main).toContain("Thông báo chấm dứt hoạt động hộ kinh doanh");
  } finally {
    build.remove();
  }
}));

test("the catalogue broke no page", () => assert.deepEqual(profile.errors, []));
