// Bad links: portals, gateways, cuts, lost replies, wrong clocks, a district that dies. Everything arrives, once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Profile, walk } from "./support/browser.mjs";
import { District, freePort } from "./support/district.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { Link, badGateway, breaking, clear, cutReplies, lostReplies, portal, slow } from "./support/link.mjs";
import { makePhoto } from "./support/photos.mjs";
import { logOnDevice, operationsOnDevice, recordsAtDistrict, rowsOnDevice } from "./support/records.mjs";
import { answer, arrive, begin, beginHouse, control, fillForm, openProcedure, openSection, photograph, pickFiles, saved, typeInto } from "./support/resident.mjs";
import { house } from "./support/stories.mjs";

const STATUS = ".status__line";
const NOT_OURS = "Mạng này đang chặn hoặc yêu cầu đăng nhập (wifi công cộng). Chưa gửi gì cả.";
const SERVER_TROUBLE = "Nơi tiếp nhận đang trục trặc. Chưa gửi được; sẽ tự gửi lại.";
const NO_CONNECTION = "Chưa nối được với nơi tiếp nhận. Bạn cứ làm tiếp; mọi thứ vẫn được lưu trên máy này.";
const PIECE_BYTES = 262_144;
const YEARS_MS = 5 * 365.25 * 86_400_000;

let district;
let link;
let profile;
let page;

before(async () => {
  district = await (await District.create()).start();
  link = await new Link(await freePort(), district).start();
  profile = new Profile();
  page = await profile.open();
  await arrive(page, link.origin);
});

after(async () => {
  await profile?.remove();
  await link?.remove();
  await district?.remove();
});

/** A browser says `online` when its network changes; a phone that leaves a tunnel does this. */
const backOnline = () => page.evaluate(() => dispatchEvent(new Event("online")));

/** Nothing waits on the device. */
const nothingWaits = (options = { within_ms: 60_000 }) =>
  eventually(async () => {
    assert.equal(await rowsOnDevice(page, "outbox"), 0, "operations wait");
    assert.doesNotMatch(await page.locator(STATUS).innerText(), /Chờ gửi|Đang gửi|Chưa nối|trục trặc|chặn/);
  }, options);

/** The district has exactly what the device has. It is stopped for the look and started again. */
async function assertArrivedOnce() {
  const device = await operationsOnDevice(page);
  const pages = (await logOnDevice(page)).filter((operation) => operation.kind === "attach").map((operation) => operation.value);
  await district.stop();
  const server = await recordsAtDistrict(district.data);
  assert.deepEqual([...server.operations].sort(), [...device].sort(), "equal operations with equal hashes");
  assert.deepEqual(server.numbers, server.numbers.map((_, i) => i + 1), "numbers are dense");
  for (const { sha256, size } of pages) assert.equal(server.blobs.get(sha256), size, "the page is there, whole");
  await district.start();
  return server;
}

/** Opens a new dossier at one section of its form, with everything so far at the district. */
async function newDossier() {
  link.use(clear);
  const dossier = await beginHouse(page, link.origin);
  await openSection(page, link.origin, dossier, "dia-diem");
  await nothingWaits();
  return dossier;
}

/** An edit made in bad weather: saved here, called unsent in these words, and sent by itself when the weather clears. */
function editUnder(name, weather, sentence, { reaches = false } = {}) {
  test(`${name}: an edit is saved here, said to wait, and arrives once by itself`, { timeout: 120_000 }, () => walk(profile, "weather", async () => {
    const dossier = await newDossier();
    link.use(weather);
    await typeInto(page, "lo-dat-so", `Thửa ${name}`);
    await expect(page.locator(STATUS)).toContain(sentence);
    await expect(page.locator(STATUS)).toContain(/Chờ gửi: 1 thay đổi/);
    await expect(page.locator(STATUS)).toContain("Đã lưu trên máy này");
    assert.equal(await rowsOnDevice(page, "outbox"), 1, "nothing is marked as sent");
    const before = await operationsOnDevice(page);
    if (!reaches) {
      await district.stop();
      const server = await recordsAtDistrict(district.data);
      assert.equal(before.size - server.operations.size, 1, "it is true that nothing arrived");
      await district.start();
    }

    link.use(clear);
    await nothingWaits();
    await page.reload();
    await eventually(async () => assert.equal(await control(page, "lo-dat-so").inputValue(), `Thửa ${name}`));
    assert.ok(page.url().includes(dossier));
    assert.deepEqual([...(await operationsOnDevice(page))].sort(), [...before].sort(), "nothing was recorded anew");
    await assertArrivedOnce();
  }));
}

editUnder("captive portal", portal, NOT_OURS);
editUnder("bad gateway", badGateway, SERVER_TROUBLE);
editUnder("replies cut in the middle", cutReplies, NO_CONNECTION, { reaches: true });

test("the reply to a submission is lost after the commit: one submission, one receipt", { timeout: 240_000 }, () => walk(profile, "lost-reply", async () => {
  link.use(clear);
  await page.goto(link.origin);
  await openProcedure(page, "xay nha", /Giấy phép xây dựng/);
  const dossier = await begin(page);
  await answer(page, house.answers);
  await fillForm(page, dossier, house.form);
  for (const [i, paper] of house.photographed.entries()) {
    await photograph(page, dossier, paper, [await makePhoto(profile.context, 10 + i, { width: 900, height: 1200, quality: 0.8 })]);
  }
  await page.goto(`${link.origin}${dossier}/kiem-tra`);
  await expect(page.getByRole("main")).toContain("Hồ sơ đã đủ để gửi.");
  await nothingWaits();

  const swallowed = [];
  link.use(lostReplies((status) => swallowed.push(status)));
  await page.getByRole("button", { name: /^Gửi / }).click();
  await eventually(() => assert.ok(swallowed.length > 0));
  await expect(page.locator(STATUS)).toContain(NO_CONNECTION);
  assert.ok(swallowed.every((status) => status === 200), "the district had taken it");
  assert.ok((await rowsOnDevice(page, "outbox")) > 0, "the device does not believe what it was not told");

  link.use(clear);
  await backOnline();
  await page.goto(`${link.origin}${dossier}/bien-nhan`);
  await expect(page.getByRole("main")).toContain(/Nơi tiếp nhận đã nhận đủ (\d+)\/\1 giấy tờ, 3 trang/, { within_ms: 60_000 });
  await expect(page.getByRole("main")).toContain("Đã kiểm tra trên máy này: chữ ký đúng của nơi tiếp nhận");
  await nothingWaits();
  const server = await assertArrivedOnce();
  assert.equal(server.kinds.filter((kind) => kind === "submit").length, 1);
  assert.equal(server.kinds.filter((kind) => kind === "receive").length, 1);
}));

test("on a slow link photos say how far they are, and edits go on being saved", { timeout: 120_000 }, () => walk(profile, "slow", async () => {
  const dossier = await newDossier();
  const photo = await makePhoto(profile.context, 20, { width: 900, height: 1200, quality: 0.8 });
  await page.goto(`${link.origin}${dossier}/giay-to/dat`);
  link.use(slow(24_000));
  await pickFiles(page, [{ name: "dat.jpg", mimeType: "image/jpeg", buffer: photo }]);
  await expect(page.locator(STATUS)).toContain(/Đang gửi ảnh 1\/1 – phần 1\/1/);
  await page.getByRole("main").getByRole("checkbox").first().check();
  await eventually(async () => {
    assert.ok((await logOnDevice(page)).some((operation) => operation.field === "have.dat"));
    assert.match(await page.locator(STATUS).innerText(), /Đã lưu trên máy này/);
  });
  assert.match(await page.locator(STATUS).innerText(), /Đang gửi ảnh/, "saving does not wait for sending");
  await nothingWaits();
  link.use(clear);
  await assertArrivedOnce();
}));

test("a link that breaks again and again does not send again what is held", { timeout: 180_000 }, (t) => walk(profile, "breaking", async () => {
  const dossier = await newDossier();
  const photos = [];
  for (const seed of [30, 31, 32, 33]) photos.push(await makePhoto(profile.context, seed, { width: 2400, height: 3200, quality: 0.9 }));
  const before = link.sent.pieces;
  let n_breaks = 0;
  // A break hits the third piece in its middle, whichever page it belongs to.
  link.use(breaking(2.5 * PIECE_BYTES, () => {
    n_breaks += 1;
    backOnline().catch(() => {});
  }));
  await photograph(page, dossier, "dat", photos);
  await eventually(async () => {
    await backOnline();
    await nothingWaits({ within_ms: 2_000 });
  }, { within_ms: 90_000 });
  const log = await logOnDevice(page);
  const own = log.filter((operation) => operation.kind === "attach" && dossier.endsWith(operation.dossier));
  assert.equal(own.length, 4);
  const needed = own.reduce((sum, operation) => sum + operation.value.size, 0);
  const ratio = (link.sent.pieces - before) / needed;
  t.diagnostic(`sent ÷ needed: ${ratio.toFixed(2)} over ${n_breaks} breaks, ${needed} bytes`);
  assert.ok(n_breaks >= 2, `${n_breaks} breaks`);
  assert.ok(ratio >= 1 && ratio <= 1.5, `sent ÷ needed is ${ratio}`);
  link.use(clear);
  await assertArrivedOnce();
}));

test("a district killed in the middle of an upload has everything in the end", { timeout: 180_000 }, () => walk(profile, "killed-district", async () => {
  const dossier = await newDossier();
  const photos = [];
  for (const seed of [40, 41]) photos.push(await makePhoto(profile.context, seed, { width: 2400, height: 3200, quality: 0.9 }));
  for (const at of [1.5, 0.3]) {
    let killed = null;
    link.use(breaking(at * PIECE_BYTES, () => (killed ??= district.kill())));
    await photograph(page, dossier, at > 1 ? "dat" : "ban-ve", at > 1 ? photos.slice(0, 1) : photos.slice(1));
    await eventually(async () => assert.ok(killed, "an upload was under way"));
    await killed;
    await expect(page.locator(STATUS)).toContain(NO_CONNECTION);
    link.use(clear);
    await district.start();
    await backOnline();
    await nothingWaits();
  }
  await assertArrivedOnce();
}));

for (const [name, shift_ms] of [["behind", -YEARS_MS], ["ahead", YEARS_MS]]) {
  test(`a clock five years ${name} changes nothing in what arrives`, { timeout: 120_000 }, () => walk(profile, "clock", async () => {
    await newDossier();
    const now = Date.now();
    await page.clock.setFixedTime(now + shift_ms);
    await page.reload();
    await page.locator("form.form").waitFor();
    await typeInto(page, "lo-dat-so", `Thửa ${name}`);
    await saved(page);
    await eventually(async () => {
      const edit = (await logOnDevice(page)).find((operation) => operation.value === `Thửa ${name}`);
      assert.ok(Math.abs(edit.said_at * 1000 - now - shift_ms) < 3_600_000, "the device told the time it believed in");
    });
    await nothingWaits();
    await assertArrivedOnce();
    await page.clock.setFixedTime(now);
    await page.reload();
    await eventually(async () => assert.equal(await control(page, "lo-dat-so").inputValue(), `Thửa ${name}`));
  }));
}

test("no bad link broke the page", () => assert.deepEqual(profile.errors, []));
