// A house permit begun in June 2026 and opened in July 2026: what changed, and moving over.

import assert from "node:assert/strict";
import { test } from "node:test";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { makePhoto } from "./support/photos.mjs";
import { rowsOnDevice } from "./support/records.mjs";
import { arrive, begin, openProcedure, photograph } from "./support/resident.mjs";

const JUNE = new Date("2026-06-15T03:00:00Z");
const JULY = new Date("2026-07-15T03:00:00Z");

test("a draft of June says in July what changed, line by line, and moves over with answers and photos", { timeout: 300_000 }, async () => {
  const district = await (await District.create()).start();
  const profile = new Profile();
  try {
    await walk(profile, "changed", () => beginInJune(district, profile));
    assert.deepEqual(profile.errors, []);
  } finally {
    await profile.remove();
    await district.remove();
  }
});

async function beginInJune(district, profile) {
  const page = await profile.open();
  const main = page.getByRole("main");
  await page.clock.setFixedTime(JUNE);
  await arrive(page, district.origin);
  const photo = await makePhoto(profile.context, 1, { width: 900, height: 1200, quality: 0.8 });
  await openProcedure(page, "xay nha", /Giấy phép xây dựng/);
  const dossier = await begin(page);
  await page.goto(`${district.origin}${dossier}/cau-hoi/work_kind`);
  await main.getByRole("radio").first().check();
  const given = await main.getByRole("radio").first().evaluate((radio) => radio.closest("label").textContent.trim());
  await main.getByRole("button", { name: "Tiếp tục" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("work_kind"));
  await page.goto(district.origin + dossier);
  await expect(main).toContain("Giấy tờ cần chuẩn bị");
  assert.equal(await page.locator(".page__mark").count(), 0, "in June these are the rules in force");
  const paper = (await main.locator('a[href*="/giay-to/"]').first().getAttribute("href")).split("/").pop();
  await photograph(page, dossier, paper, [photo]);

  await page.clock.setFixedTime(JULY);
  for (const part of ["", "/to-khai", `/giay-to/${paper}`, "/kiem-tra", "/cau-hoi/work_kind"]) {
    await page.goto(`${district.origin}${dossier}${part}`);
    await expect(page.locator(".page__mark")).toContain("Quy định mới áp dụng từ 01/07/2026. Hồ sơ này theo quy định cũ: sửa và in được, không gửi được.");
  }
  await page.goto(`${district.origin}${dossier}/kiem-tra`);
  assert.equal(await page.getByRole("button", { name: /^Gửi/ }).count(), 0, "rules that no longer hold are not sent");

  await page.locator(".page__mark").getByRole("link").click();
  await page.waitForURL(/\/thay-doi$/);
  await expect(main.getByRole("heading", { level: 1 })).toContain("Điều gì đã thay đổi");
  for (const fold of await main.locator("details > summary").all()) await fold.click();
  const lines = await main.getByRole("listitem").allInnerTexts();
  await expect(main.locator("details > summary").first()).toContain(/^Câu hỏi \(\d+\)$/);
  assert.ok(lines.length >= 4, `${lines.length} lines`);
  assert.ok(lines.some((line) => /^(Thêm|Bỏ) – (Giấy tờ|Câu hỏi)/.test(line)), lines.join("\n"));
  assert.ok(lines.some((line) => line.startsWith("Thời hạn")), lines.join("\n"));

  assert.ok(!lines.some((line) => /^Tổng lệ phí.*trước đây (0 ₫|Không mất)/.test(line)), "a fee nobody knew is not called none");

  // Kept as it is, nothing moves.
  await main.getByRole("link", { name: "Giữ bản cũ" }).click();
  await page.waitForURL((url) => url.pathname === dossier);
  await expect(page.locator(".page__mark")).toBeVisible();

  await page.goto(`${district.origin}${dossier}/thay-doi`);
  await main.getByRole("button", { name: "Chuyển sang bản mới" }).click();
  await page.waitForURL((url) => url.pathname === dossier);
  await eventually(async () => assert.equal(await page.locator(".page__mark").count(), 0));
  await expect(main).toContain(given);
  await expect(main).toContain("Đã chụp 1 trang");
  await page.reload();
  await expect(main).toContain("Đã chụp 1 trang");
  assert.equal(await page.locator(".page__mark").count(), 0);
  await eventually(async () => assert.equal(await rowsOnDevice(page, "outbox"), 0), { within_ms: 60_000 });
  assert.equal(await rowsOnDevice(page, "shelf"), 0, "the district took the move");
}
