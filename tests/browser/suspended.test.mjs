// A procedure that is suspended: said first, with what to do instead; preparing is possible, sending is not offered.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Profile, walk } from "./support/browser.mjs";
import { District } from "./support/district.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { finger, keyboard } from "./support/hands.mjs";
import { makePhoto } from "./support/photos.mjs";
import { logOnDevice, operationsOnDevice, recordsAtDistrict, rowsOnDevice } from "./support/records.mjs";
import { answer, arrive, begin, control, fillForm, openProcedure, photograph, reach } from "./support/resident.mjs";
import { liquor } from "./support/stories.mjs";

const SUSPENDED = "Đang tạm ngừng cấp từ 01/07/2026 đến hết 28/02/2027 theo Nghị quyết 66.18/2026/NQ-CP.";
const INSTEAD = "Hiện không cần giấy phép để bán lẻ rượu.";

for (const hands of [finger, keyboard]) {
  test(`the suspended liquor licence ends in an honest page, not in a button to send (${hands.name})`, { timeout: 180_000 }, async () => {
    const district = await (await District.create()).start();
    const profile = new Profile();
    try {
      await walk(profile, `suspended-${hands.name}`, () => prepareInVain(district, profile, hands));
    } finally {
      await profile.remove();
      await district.remove();
    }
  });
}

async function prepareInVain(district, profile, hands) {
  const page = await profile.open();
  const main = page.getByRole("main");
  await arrive(page, district.origin);
  const photo = await makePhoto(profile.context, 1, { width: 900, height: 1200, quality: 0.8 });

  await openProcedure(page, "ban ruou", /Giấy phép bán lẻ rượu/, hands);
  await expect(main).toContain(SUSPENDED);
  await expect(main).toContain(INSTEAD);
  const words = (await main.innerText()).replace(/\s+/g, " ");
  const places = [SUSPENDED, "Bạn có thể làm gì bây giờ", INSTEAD, "Nơi nộp", "Chuẩn bị trước"].map((text) => words.indexOf(text));
  assert.deepEqual(places, [...places].sort((a, b) => a - b), "the suspension, then what to do, then everything else");
  assert.ok(places[0] >= 0);
  const alternative = main.getByRole("link", { name: /Đăng ký hộ kinh doanh/ }).first();
  assert.match(await alternative.getAttribute("href"), /^\/thu-tuc\/dk-ho-kinh-doanh$/);

  assert.equal(await main.getByRole("button", { name: /^Bắt đầu/ }).count(), 0, "it does not begin as if nothing were");
  await expect(main.getByRole("button", { name: /^Chuẩn bị trước – khoảng \d+ câu hỏi/ })).toBeVisible();
  const dossier = await begin(page, hands);
  await answer(page, liquor.answers, { hands });
  assert.equal(new URL(page.url()).pathname, dossier);
  await fillForm(page, dossier, liquor.form, { hands });
  for (const paper of liquor.photographed) await photograph(page, dossier, paper, [photo], { hands });

  await reach(page, dossier, "/kiem-tra", hands);
  await expect(main).toContain("Thủ tục này hiện không nhận hồ sơ");
  await expect(main).toContain(SUSPENDED);
  await expect(main).toContain(INSTEAD);
  await expect(main).toContain("Những gì bạn đã chuẩn bị vẫn được giữ trên máy này.");
  await expect(main).toContain("Tạp hoá Ánh Dương");
  assert.equal(await page.getByRole("button", { name: /Gửi/ }).count(), 0, "no button to send");
  assert.doesNotMatch(await main.innerText(), /Hồ sơ đã đủ để gửi|Sẽ gửi/);
  const before = await operationsOnDevice(page);
  assert.ok(!(await logOnDevice(page)).some((operation) => operation.kind === "submit"));

  // The next action leads to the procedure that is performed, and it begins.
  await hands.press(main.getByRole("link", { name: /Đăng ký hộ kinh doanh/ }).first());
  await page.waitForURL(/\/thu-tuc\/dk-ho-kinh-doanh$/);
  await expect(main.getByRole("button", { name: /^Bắt đầu – khoảng \d+ câu hỏi/ })).toBeVisible();

  // What was prepared is kept here, and as a draft at the district; nothing was received as a submission.
  await page.goto(`${district.origin}${dossier}/to-khai/thuong-nhan`);
  await eventually(async () => assert.equal(await control(page, "ten-thuong-nhan").inputValue(), "Tạp hoá Ánh Dương"));
  await eventually(async () => assert.equal(await rowsOnDevice(page, "outbox"), 0));
  assert.equal(await rowsOnDevice(page, "shelf"), 0);
  await district.stop();
  const server = await recordsAtDistrict(district.data);
  assert.deepEqual([...server.operations].sort(), [...before].sort());
  assert.ok(!server.kinds.some((kind) => kind === "submit" || kind === "receive"));
  assert.deepEqual(profile.errors, []);
}
