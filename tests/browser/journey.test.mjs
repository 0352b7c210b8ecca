// The main job on real input: a house permit prepared while the district is away, killed, reloaded, sent, received, verified.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { compose } from "./support/hands.mjs";
import { makePhoto } from "./support/photos.mjs";
import { operationsOnDevice, recordsAtDistrict } from "./support/records.mjs";
import { answer, begin, fillForm, openProcedure, photograph, saved } from "./support/resident.mjs";
import { house } from "./support/stories.mjs";

let district;
let profile;

before(async () => {
  district = await (await District.create()).start();
  profile = new Profile();
});

after(async () => {
  await profile?.remove();
  await district?.remove();
});

test("a house permit, prepared without a network, arrives once and whole", { timeout: 600_000 }, () => walk(profile, "journey", async () => {
  let page = await profile.open();
  await page.goto(district.origin);
  await page.getByRole("searchbox").waitFor();
  // What is needed offline is on the device once the worker controls the page.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const photos = [];
  for (const seed of house.photographed.keys()) photos.push(await makePhoto(profile.context, seed + 1));
  for (const photo of photos) {
    assert.ok(photo.length > 2e6 && photo.length < 4.5e6, `a photograph of ${photo.length} bytes`);
  }

  await openProcedure(page, "xay nha", /Giấy phép xây dựng/);
  await district.stop();
  const dossier = await begin(page);
  const asked = await answer(page, house.answers, {
    each: async (id, n) => {
      if (n === 3 || n === 9) await page.reload();
    },
  });
  assert.equal(new Set(asked).size, asked.length, "no question is asked twice");
  assert.equal(new URL(page.url()).pathname, dossier);
  const main = page.getByRole("main");
  await expect(main).toContain("Bản cam kết bảo đảm an toàn đối với công trình liền kề");
  await expect(main).toContain("7 ngày làm việc");

  await fillForm(page, dossier, house.form, { type: (locator, text) => compose(page, locator, text) });
  await photograph(page, dossier, "dat", photos.slice(0, 1));
  await profile.kill();

  page = await profile.open();
  await page.goto(`${district.origin}${dossier}/to-khai/chu-dau-tu`);
  await eventually(async () => assert.equal(await page.locator('[id="f-ten-chu-ho"]').inputValue(), "Đặng Quỳnh Thuỷ"));
  await photograph(page, dossier, "ban-ve", photos.slice(1, 2));
  await photograph(page, dossier, "cam-ket-lien-ke", photos.slice(2, 3));

  await page.goto(`${district.origin}${dossier}/kiem-tra`);
  await expect(page.getByRole("main")).toContain("Hồ sơ đã đủ để gửi.");
  await page.getByRole("button", { name: "Gửi khi có mạng" }).click();
  await saved(page);

  await district.start();
  await page.goto(`${district.origin}${dossier}/bien-nhan`);
  await expect(page.getByRole("main")).toContain(/Nơi tiếp nhận đã nhận đủ (\d+)\/\1 giấy tờ, 3 trang/, { within_ms: 120_000 });
  await expect(page.getByRole("main")).toContain("Đã kiểm tra trên máy này: chữ ký đúng của nơi tiếp nhận");

  await district.stop();
  await page.reload();
  await expect(page.getByRole("main")).toContain("Đã kiểm tra trên máy này: chữ ký đúng của nơi tiếp nhận");

  const device = await operationsOnDevice(page);
  const server = await recordsAtDistrict(district.data);
  assert.deepEqual([...server.operations].sort(), [...device].sort(), "equal operations with equal hashes");
  assert.deepEqual(server.numbers, server.numbers.map((_, i) => i + 1), "numbers are dense");
  assert.equal(server.kinds.filter((kind) => kind === "submit").length, 1);
  assert.equal(server.kinds.filter((kind) => kind === "receive").length, 1);
  assert.equal(server.blobs.size, 3);
  assert.deepEqual(profile.errors, []);
}));
