// The main job on real input: a house permit prepared while the district is away, killed, reloaded, sent, received, verified.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { compose } from "./support/hands.mjs";
import { makePhoto } from "./support/photos.mjs";
import { operationsOnDevice, recordsAtDistrict } from "./support/records.mjs";
import { answer, begin, fillForm, openProcedure, photograph, saved } from "./support/resident.mjs";
import { house } from "./support/stories.mjs";

/** What a phone writes into a photograph besides the picture. */
const PLACE = "GPS 16.0717 N 108.1500 E";

/** The photograph with an Exif segment that tells where it was taken. */
function withPlace(jpeg) {
  const content = Buffer.from(`Exif\0\0${PLACE}`);
  const head = Buffer.from([0xff, 0xe1, 0, content.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

/** Runs in the page: the keys that verify receipts are gone. */
async function forgetKeys() {
  const request = indexedDB.open("ho-so");
  const database = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const transaction = database.transaction("meta", "readwrite");
  transaction.objectStore("meta").put(new TextEncoder().encode("[]"), "receipt_keys");
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}

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
  for (const [i, photo] of photos.entries()) {
    photos[i] = withPlace(photo);
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
  const stored = readdirSync(join(district.data, "blobs"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const pictures = stored.map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name)));
  assert.ok(pictures.filter((bytes) => bytes[0] === 0xff && bytes[1] === 0xd8).length >= 3, "pictures are there");
  assert.ok(pictures.every((bytes) => !bytes.includes(PLACE)), "where a photograph was taken stays on the phone");

  // Without a key to verify it, a receipt is shown and nothing is called received.
  await page.evaluate(forgetKeys);
  await page.reload();
  await expect(page.getByRole("main")).toContain("Chưa kiểm tra được: máy này chưa có khoá của nơi tiếp nhận");
  assert.doesNotMatch(await page.locator("body").innerText(), /Nơi tiếp nhận đã nhận/);
  assert.deepEqual(profile.errors, []);
}));
