// A checklist that leaves the device: on paper, as codes, as a link; and a result that looks odd.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { codesIn, pagesOf, textOf } from "./support/codes.mjs";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { expect } from "./support/expect.mjs";
import { answer, arrive, begin, openProcedure } from "./support/resident.mjs";
import { rowsOnDevice } from "./support/records.mjs";
import { house } from "./support/stories.mjs";

const OUTPUT = new URL("./output/", import.meta.url).pathname;
const A4 = { width: 794, height: 1123 };

let district;
let profile;
let other;
let page;
let dossier;
let link;
/** Names of the papers on the checklist. */
let papers;

before(async () => {
  mkdirSync(OUTPUT, { recursive: true });
  district = await (await District.create()).start();
  profile = new Profile();
  other = new Profile();
  page = await profile.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await arrive(page, district.origin);
  await openProcedure(page, "xay nha", /Giấy phép xây dựng/);
  dossier = await begin(page);
  await answer(page, house.answers);
  papers = await page.getByRole("main").locator(".checklist__name").allInnerTexts();
});

after(async () => {
  await profile?.remove();
  await other?.remove();
  await district?.remove();
});

test("the checklist prints on one or two pages, with boxes to tick and two codes that can be read", { timeout: 120_000 }, () => walk(profile, "print", async () => {
  await page.goto(district.origin + dossier);
  await expect(page.getByRole("main")).toContain(papers[0]);
  assert.ok(!(await page.locator(".print-out").isVisible()), "the sheet is for paper");
  const pdf = await page.pdf({ format: "A4" });
  writeFileSync(`${OUTPUT}checklist.pdf`, pdf);
  const n = pagesOf(pdf);
  assert.ok(n === 1 || n === 2, `${n} pages`);
  const text = textOf(`${OUTPUT}checklist.pdf`)?.replace(/\s+/g, " ");
  if (text) for (const word of ["Giấy tờ cần chuẩn bị", "Nơi nộp", "Lệ phí", "Thời hạn", "Nguồn:"]) assert.ok(text.includes(word), word);

  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(A4);
  const sheet = page.locator(".print-out");
  assert.deepEqual((await sheet.locator(".print-out__paper b").allInnerTexts()).sort(), [...papers].sort());
  assert.equal(await sheet.locator(".print-out__box").count(), papers.length);
  assert.ok(!(await page.locator(".checklist").isVisible()), "the screen's list is not printed beside it");
  const [plain, code] = await codesIn(sheet);
  assert.match(plain, /^Giấy phép xây dựng/);
  assert.match(code, /HS1[0-9A-Z]+$/);
  await page.emulateMedia({ media: "screen" });
}));

test("the codes say the checklist in words and carry its answers", { timeout: 120_000 }, () => walk(profile, "codes", async () => {
  await page.goto(`${district.origin}${dossier}`);
  await page.getByRole("link", { name: "Chia sẻ" }).click();
  await page.waitForURL(/\/chia-se$/);
  const main = page.getByRole("main");
  await expect(main.locator("svg.code__picture")).toCount(2);
  const [plain, code] = await codesIn(main);
  assert.ok(Buffer.byteLength(plain) <= 620, `${Buffer.byteLength(plain)} bytes`);
  for (const label of ["Nơi nộp: ", "Lệ phí: ", "Thời hạn: 7 ngày làm việc"]) assert.ok(plain.includes(`\n${label}`), plain);
  const said = plain.split("\n").filter((line) => /^[-?] /.test(line));
  const left = Number(plain.match(/… còn (\d+) giấy tờ/)?.[1] ?? 0);
  assert.equal(said.length + left, papers.length, plain);
  for (const line of said) assert.ok(papers.some((name) => name.startsWith(line.slice(2))), line);

  link = await main.locator(".share__link").innerText();
  assert.match(link, new RegExp(`^${district.origin}/m#HS1[0-9A-Z]+$`));
  assert.ok(Buffer.byteLength(code) <= 60);
  assert.ok(link.endsWith(code.replace(/^.*#/, "")), "the code and the link say the same");
  await main.getByRole("button", { name: "Chép liên kết" }).click();
  await expect(main.getByRole("status")).toContain("Đã chép liên kết.");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
}));

test("a link opens the same list on another device without a network, and nothing is stored or sent", { timeout: 180_000 }, () => walk(other, "link", async () => {
  const guest = await other.open();
  await arrive(guest, district.origin);
  await guest.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await district.stop();
  const main = guest.getByRole("main");
  await guest.goto(link);
  await expect(main).toContain("Danh sách này theo câu trả lời của người gửi.");
  assert.deepEqual((await main.locator(".checklist__name").allInnerTexts()).sort(), [...papers].sort());
  await expect(main).toContain("7 ngày làm việc");
  assert.equal(await rowsOnDevice(guest, "operations").catch(() => 0), 0, "looking stores nothing");

  for (const [typed, said] of [
    [link.slice(0, -1) + (link.endsWith("0") ? "1" : "0"), "Mã này gõ sai hoặc thiếu chữ."],
    ["HS2ABCDEF", "Mã này của bản ứng dụng mới hơn."],
  ]) {
    await guest.goto("about:blank");
    await guest.goto(`${district.origin}/m`);
    await main.getByRole("textbox").fill(typed);
    await main.getByRole("button", { name: "Mở" }).click();
    await expect(main).toContain(said);
  }
  // Typed by hand: small letters and blanks do not matter.
  const reference = link.split("#")[1].toLowerCase().replace(/(.{4})/g, "$1 ");
  await main.getByRole("textbox").fill(reference);
  await main.getByRole("button", { name: "Mở" }).click();
  await expect(main).toContain("7 ngày làm việc");

  await main.getByRole("button", { name: "Bắt đầu hồ sơ từ đây" }).click();
  await guest.waitForURL(/\/ho-so\/[\w-]{22}$/);
  await expect(main.getByRole("heading", { level: 1 })).toContain("Giấy tờ cần chuẩn bị");
  assert.deepEqual((await main.locator(".checklist__name").allInnerTexts()).sort(), [...papers].sort());
  assert.deepEqual(other.errors, []);
}));

test("a result that looks odd is told with the answers alone, and says when it could not be", { timeout: 120_000 }, () => walk(profile, "odd", async () => {
  const main = page.getByRole("main");
  await page.goto(district.origin + dossier);
  await main.getByText("Kết quả này lạ? Báo cho chúng tôi").click();
  await main.locator("#odd-said").fill("Sao lại cần bản cam kết?");
  await main.getByRole("button", { name: "Gửi các dòng này" }).click();
  await expect(main).toContain("Chưa gửi được vì không có mạng.");

  await district.start();
  const [request] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith("/v1/odd-results")),
    main.getByRole("button", { name: "Gửi các dòng này" }).click(),
  ]);
  await expect(main).toContain("Nơi tiếp nhận đã nhận. Cảm ơn bạn.");
  const body = JSON.parse(request.postDataBuffer().toString("utf8"));
  assert.deepEqual(Object.keys(body).sort(), ["answers", "catalogue", "edition", "said"]);
  assert.equal(body.edition, "gpxd-nha-o-rieng-le@2026-07-01");
  assert.ok(Object.keys(body.answers).every((id) => id in house.answers), Object.keys(body.answers).join());
  assert.equal(request.headers().signature, undefined, "nothing tells who it was");
  // What stood on the screen is what went.
  const shown = await main.locator(".checklist__odd li").allInnerTexts();
  assert.equal(shown.length, Object.keys(body.answers).length + 1);

  await main.locator("#odd-said").fill("ờ".repeat(501));
  await main.getByRole("button", { name: "Gửi các dòng này" }).click();
  await expect(main).toContain("Nhiều nhất 500 ký tự.");
  await main.locator("#odd-said").fill("Nữa");
  for (let n = 0; n < 30; n += 1) {
    await main.getByRole("button", { name: "Gửi các dòng này" }).click();
    await expect(main.locator(".checklist__odd [role=status]")).toContain(/quá nhiều lần gửi|Cảm ơn/);
    if (/quá nhiều/.test(await main.locator(".checklist__odd [role=status]").innerText())) break;
  }
  await expect(main.locator(".checklist__odd [role=status]")).toContain("quá nhiều lần gửi");
  assert.deepEqual(profile.errors, []);
}));
