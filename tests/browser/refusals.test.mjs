// What the app refuses, and what the district refuses: a clear sentence, a next step, and nothing lost that was saved before.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Profile, walk } from "./support/browser.mjs";
import { District } from "./support/district.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { makePhoto } from "./support/photos.mjs";
import { logOnDevice, operationsOnDevice, recordsAtDistrict, rowsOnDevice } from "./support/records.mjs";
import { arrive, beginHouse, control, openSection, photograph, pickFiles, saved, typeInto } from "./support/resident.mjs";
import { removeSite, siteWith } from "./support/site.mjs";

const PROCEDURE = "gpxd-nha-o-rieng-le";
const JPEG = "image/jpeg";
/** Room left on the full phone: less than a photo, more than edits. */
const ROOM_BYTES = 250_000;

let district;
let profile;
let page;
let photo;
let directory;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "ho-so-files-"));
  district = await (await District.create()).start();
  profile = new Profile();
  page = await profile.open();
  await arrive(page, district.origin);
  photo = await makePhoto(profile.context, 1, { width: 900, height: 1200, quality: 0.8 });
});

after(async () => {
  await profile?.remove();
  await district?.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** One refused file: its sentence; then the same file again before a good one, and only the good one becomes a page. */
function refusedFile(name, make, sentence) {
  test(`${name} is refused by its own sentence, the pages around it are kept`, { timeout: 120_000 }, () => walk(profile, "refused-file", async () => {
    const main = page.getByRole("main");
    const dossier = await beginHouse(page, district.origin);
    await photograph(page, dossier, "dat", [photo]);
    const before = await operationsOnDevice(page);

    const path = join(directory, name);
    writeFileSync(path, make());
    await pickFiles(page, path);
    const trouble = page.locator('[role="alert"]');
    await expect(trouble).toContain(sentence);
    await expect(trouble).toContain(`${name}: `);
    await expect(main.locator("li img")).toCount(1);
    assert.deepEqual(await operationsOnDevice(page), before, "a refused file records nothing");

    // The next step is the one the sentence names, another picture; the same file beside it does not hold it up.
    const other = join(directory, `tot-${name}`);
    writeFileSync(other, await makePhoto(profile.context, 2, { width: 900, height: 1200, quality: 0.8 }));
    await pickFiles(page, [path, other]);
    await expect(main.locator("li img")).toCount(2);
    await expect(main).toContain("Đã thêm 1 trang. Đã lưu trên máy này.");
    await expect(trouble).toContain(`${name}: `);
    await page.reload();
    await expect(main.locator("li img")).toCount(2);
    const after = await operationsOnDevice(page);
    for (const [id, hash] of before) assert.equal(after.get(id), hash, "what was saved before is still there");
  }));
}

refusedFile("lon.jpg", () => Buffer.concat([photo, Buffer.alloc(40 * 1024 * 1024 - photo.length)]),
  /Ảnh này 40 MB, lớn hơn mức 25 MB\. Các trang trước vẫn được giữ\. Hãy chụp lại ở cỡ nhỏ hơn\./);
refusedFile("ghi-chu.jpg", () => "Đây là văn bản, không phải ảnh.\n".repeat(200),
  "Tệp này không phải là ảnh, dù tên có thể giống ảnh. Các trang khác vẫn được giữ. Hãy chọn ảnh JPEG hoặc PNG.");
refusedFile("rong.jpg", () => "",
  "Tệp này rỗng. Có thể máy chưa ghi xong ảnh; hãy chọn lại sau vài giây.");
refusedFile("thieu-cuoi.jpg", () => photo.subarray(0, Math.floor(photo.length * 0.95)),
  "Không mở được ảnh này, có thể tệp bị hỏng. Các trang khác vẫn được giữ. Hãy chụp lại.");
refusedFile("cut.jpg", () => photo.subarray(0, Math.floor(photo.length / 3)),
  "Không mở được ảnh này, có thể tệp bị hỏng. Các trang khác vẫn được giữ. Hãy chụp lại.");

/** A text that a field of the form does not take, typed after one that it takes. */
function refusedText(what, section, field, good, bad, sentence) {
  test(`${what} is refused beside its field, the last saved value stays`, { timeout: 60_000 }, () => walk(profile, "refused-text", async () => {
    const dossier = await beginHouse(page, district.origin);
    await openSection(page, district.origin, dossier, section);
    await typeInto(page, field, good);
    await saved(page);
    const before = await operationsOnDevice(page);
    assert.ok((await logOnDevice(page)).some((operation) => operation.field === `f.${field}`), "the good value is recorded");

    await typeInto(page, field, bad);
    const error = page.locator(`[id="f-${field}-error"]`);
    await expect(error).toContain(sentence);
    assert.equal(await control(page, field).getAttribute("aria-invalid"), "true");
    assert.equal(await control(page, field).inputValue(), bad, "what was typed stays on the screen");
    // Leaving by the button is held up by the same sentence, in the summary too, which leads to the field.
    await page.getByRole("main").getByRole("button", { name: "Tiếp tục" }).click();
    const summary = page.locator(".error-summary");
    await expect(summary).toContain(sentence);
    assert.ok(page.url().endsWith(`/to-khai/${section}`));
    await summary.getByRole("link", { name: sentence }).first().click();
    await eventually(async () => assert.ok(await control(page, field).evaluate((e) => e === document.activeElement)));
    assert.deepEqual(await operationsOnDevice(page), before, "a refused text records nothing");

    await page.reload();
    await eventually(async () => assert.equal(await control(page, field).inputValue(), good));
    assert.deepEqual(await operationsOnDevice(page), before);
  }));
}

refusedText("a text of 20 KiB", "nha-o", "chi-tiet-dt-san", "Hầm 45 m², ba tầng nổi mỗi tầng 45 m²", "Tầng một 45 m2 x".repeat(1280),
  /Dài 20\.480 ký tự, nhiều nhất 600\./);
refusedText("the day 31/02/2026", "nguoi-nop", "ngay-sinh", "05/09/1980", "31/02/2026",
  "Hãy gõ ngày có thật, ví dụ 05/09/2026.");
refusedText("an area of no square metres", "dia-diem", "dien-tich-lo-dat", "82,5", "0",
  "Hãy gõ số từ 1 đến 100.000.");

test("a number of storeys out of range is refused, the answer given before stays", { timeout: 60_000 }, () => walk(profile, "refused-answer", async () => {
  const main = page.getByRole("main");
  const dossier = await beginHouse(page, district.origin);
  const go = main.getByRole("button", { name: "Tiếp tục" });
  await page.goto(`${district.origin}${dossier}/cau-hoi/floors`);
  await main.getByRole("textbox").fill("3");
  await go.click();
  await page.waitForURL((url) => !url.pathname.endsWith("/floors"));
  await saved(page);
  const before = await operationsOnDevice(page);

  await page.goto(`${district.origin}${dossier}/cau-hoi/floors`);
  await eventually(async () => assert.equal(await main.getByRole("textbox").inputValue(), "3"));
  await main.getByRole("textbox").fill("999");
  await go.click();
  await expect(page.locator('[id="answer-error"]')).toContain("Hãy gõ số từ 1 đến 60.");
  await expect(page.locator(".error-summary")).toContain("Hãy gõ số từ 1 đến 60.");
  assert.ok(page.url().endsWith("/floors"));
  assert.deepEqual(await operationsOnDevice(page), before);
  await page.reload();
  await eventually(async () => assert.equal(await main.getByRole("textbox").inputValue(), "3"));
}));

test("on a full phone a photo is refused, small edits still save, and with room again it is taken", { timeout: 120_000 }, () => walk(profile, "full", async () => {
  const dossier = await beginHouse(page, district.origin);
  await openSection(page, district.origin, dossier, "chu-dau-tu");
  const large = await makePhoto(profile.context, 3, { width: 2400, height: 3200, quality: 0.9 });
  await photograph(page, dossier, "dat", [photo]);
  const before = await operationsOnDevice(page);
  const n_chunks = await rowsOnDevice(page, "blob_chunk");

  // Usage counts what is open; room is measured at the first write: hence before and after a new start of the browser.
  const { origin } = district;
  const asked = await profile.context.newCDPSession(page);
  const { usage } = await asked.send("Storage.getUsageAndQuota", { origin });
  await profile.close();
  page = await profile.open();
  const main = page.getByRole("main");
  const debug = await profile.context.newCDPSession(page);
  await debug.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: usage + ROOM_BYTES });
  await page.goto(`${district.origin}${dossier}/giay-to/dat`);
  await expect(main.locator("li img")).toCount(1);
  const file = { name: "to.jpg", mimeType: JPEG, buffer: large };
  await pickFiles(page, [file]);
  await expect(page.locator('[role="alert"]')).toContain(
    "to.jpg: Máy đã hết chỗ. Những gì lưu trước đó vẫn còn. Hãy xoá bớt ảnh hoặc ứng dụng trên máy rồi thử lại.");
  await expect(page.locator(".status__line")).toContain("Chưa lưu được: Máy đã hết chỗ.");
  await expect(main.locator("li img")).toCount(1);
  assert.deepEqual(await operationsOnDevice(page), before, "nothing of the refused photo is recorded");
  assert.equal(await rowsOnDevice(page, "blob_chunk"), n_chunks, "no piece of it is left behind");

  await openSection(page, district.origin, dossier, "dia-diem");
  await typeInto(page, "lo-dat-so", "Thửa 215");
  await expect(page.locator(".status__line")).toContain(/Đã lưu trên máy này|Nơi tiếp nhận đã nhận/);
  await eventually(async () => {
    const log = await logOnDevice(page);
    assert.ok(log.some((operation) => operation.field === "f.lo-dat-so" && operation.value === "Thửa 215"));
  });

  await debug.send("Storage.overrideQuotaForOrigin", { origin });
  await page.goto(`${district.origin}${dossier}/giay-to/dat`);
  await expect(main.locator("li img")).toCount(1);
  await pickFiles(page, [file]);
  await expect(main.locator("li img")).toCount(2);
  await saved(page);
  const after = await operationsOnDevice(page);
  for (const [id, hash] of before) assert.equal(after.get(id), hash);
  await openSection(page, district.origin, dossier, "dia-diem");
  await eventually(async () => assert.equal(await control(page, "lo-dat-so").inputValue(), "Thửa 215"));
}));

test("what the district refuses for good stands on the shelf with its reason and its text, and holds nothing up", { timeout: 120_000 }, () => walk(profile, "shelf", async () => {
  const main = page.getByRole("main");
  const dossier = await beginHouse(page, district.origin);
  await eventually(async () => assert.equal(await rowsOnDevice(page, "outbox"), 0));
  await district.stop();
  // Another release at the district: houses of two storeys at most, and the plot chosen from a list.
  const site = siteWith(PROCEDURE, (edition) => {
    for (const question of edition.questions) if (question.id === "floors") question.kind.number.max = "2";
    const only = [{ id: "thua-1", label: { vi: "Thửa 1", en: "Plot 1" } }];
    for (const field of edition.form.flatMap((section) => section.fields)) if (field.id === "lo-dat-so") field.kind = { choice: only };
  });
  try {
    await page.goto(`${district.origin}${dossier}/cau-hoi/floors`);
    await main.getByRole("textbox").fill("3");
    await main.getByRole("button", { name: "Tiếp tục" }).click();
    await page.waitForURL((url) => !url.pathname.endsWith("/floors"));
    await openSection(page, district.origin, dossier, "dia-diem");
    await typeInto(page, "lo-dat-so", "Thửa 215, tờ bản đồ 12");
    await saved(page);
    await typeInto(page, "so-nha", "K12/3");
    await saved(page);
    await eventually(async () => assert.ok((await logOnDevice(page)).some((operation) => operation.field === "f.so-nha")));
    const before = await operationsOnDevice(page);
    const log = (await logOnDevice(page)).filter((operation) => dossier.endsWith(operation.dossier));

    district.site = site;
    await district.start();
    await page.goto(`${district.origin}/thiet-bi`);
    await expect(page.locator(".status__line")).toContain("Nơi tiếp nhận không nhận 2 thay đổi. Nội dung bạn gõ vẫn còn ở đây.");
    const shelf = page.locator(".devices__shelf");
    await expect(shelf.getByRole("listitem")).toCount(2);
    await expect(shelf).toContain("Nội dung: Thửa 215, tờ bản đồ 12");
    await expect(shelf).toContain("Nội dung: 3");
    await expect(shelf).toContain("Lý do: giá trị này không có trong các ý được chọn");
    assert.equal(await rowsOnDevice(page, "outbox"), 0, "nothing behind the refused ones waits");

    await shelf.getByRole("link", { name: /thửa|lô đất/i }).click();
    await page.waitForURL(/\/to-khai\/dia-diem$/);
    await eventually(async () => assert.equal(await control(page, "so-nha").inputValue(), "K12/3"));
    await page.goto(`${district.origin}/thiet-bi`);
    await expect(shelf).toContain("Nội dung: Thửa 215, tờ bản đồ 12");
    await district.stop();
    const server = await recordsAtDistrict(district.data);
    const contents = new Set(server.operations.values());
    const isAtDistrict = (field) => contents.has(before.get(log.find((operation) => operation.field === field).id));
    assert.ok(isAtDistrict("f.so-nha"), "what came after the refused ones arrived");
    assert.ok(!isAtDistrict("f.lo-dat-so") && !isAtDistrict("q.floors"));
    const kept = await operationsOnDevice(page);
    const refused = log.filter(({ field }) => field === "f.lo-dat-so" || field === "q.floors").map(({ id }) => id);
    for (const [id, hash] of before) if (!refused.includes(id)) assert.equal(kept.get(id), hash, "everything else is kept");
  } finally {
    removeSite(site);
  }
}));

test("none of the refusals broke the page", () => assert.deepEqual(profile.errors, []));
