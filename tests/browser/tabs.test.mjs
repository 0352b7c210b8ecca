// Two tabs on one dossier, and a browser that dies while somebody types: nothing lost, nothing twice.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Profile, walk } from "./support/browser.mjs";
import { District } from "./support/district.mjs";
import { eventually } from "./support/expect.mjs";
import { logOnDevice, operationsOnDevice, recordsAtDistrict, rowsOnDevice } from "./support/records.mjs";
import { arrive, beginHouse, control, openSection, saved, typeInto } from "./support/resident.mjs";

/** How soon an edit of one tab stands in the other. */
const SEEN_WITHIN_MS = 2_000;
const N_EDITS = 60;

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

function assertDense(log) {
  for (const device of new Set(log.map((operation) => operation.device))) {
    const own = log.filter((operation) => operation.device === device).map((operation) => operation.dseq);
    own.sort((a, b) => a - b);
    assert.deepEqual(own, own.map((_, i) => i), "the numbers of this device have no hole and no double");
  }
  assert.equal(new Set(log.map((operation) => operation.id)).size, log.length);
}

async function assertSameAtDistrict(page) {
  await eventually(async () => assert.equal(await rowsOnDevice(page, "outbox"), 0), { within_ms: 60_000 });
  const device = await operationsOnDevice(page);
  await district.stop();
  const server = await recordsAtDistrict(district.data);
  assert.deepEqual([...server.operations].sort(), [...device].sort(), "equal operations with equal hashes");
  assert.deepEqual(server.numbers, server.numbers.map((_, i) => i + 1), "numbers are dense");
  await district.start();
}

test("two tabs on one dossier show each other's edits and record every one once", { timeout: 180_000 }, () => walk(profile, "tabs", async () => {
  const first = await profile.open();
  await arrive(first, district.origin);
  const dossier = await beginHouse(first, district.origin);
  const second = await profile.context.newPage();
  second.on("pageerror", (error) => profile.errors.push(String(error)));
  for (const page of [first, second]) await openSection(page, district.origin, dossier, "nguoi-nop");

  const sees = (page, id, text) =>
    eventually(async () => assert.equal(await control(page, id).inputValue(), text), { within_ms: SEEN_WITHIN_MS });
  await typeInto(first, "ho-ten", "Nguyễn Thị Ngọc Ánh");
  await sees(second, "ho-ten", "Nguyễn Thị Ngọc Ánh");
  await typeInto(second, "dien-thoai", "0905 123 456");
  await sees(first, "dien-thoai", "0905 123 456");

  const before = (await logOnDevice(first)).length;
  const written = { "ho-ten": [], "dia-chi-nguoi-nop": [] };
  // Both tabs type at the same time, each into a field of its own.
  const edit = async (page, id, i) => {
    const text = `${id} lần ${i}`;
    await typeInto(page, id, text);
    written[id].push(text);
  };
  for (let i = 0; i < N_EDITS / 2; i += 1) {
    await Promise.all([edit(first, "ho-ten", i), edit(second, "dia-chi-nguoi-nop", i)]);
  }
  await eventually(async () => assert.equal((await logOnDevice(first)).length, before + N_EDITS));
  const log = await logOnDevice(first);
  for (const [id, texts] of Object.entries(written)) {
    const recorded = log.filter((operation) => operation.field === `f.${id}`).sort((a, b) => a.dseq - b.dseq);
    assert.deepEqual(recorded.map((operation) => operation.value).slice(-texts.length), texts, "every edit, once, in order");
    const heads = recorded.filter(({ id }) => !recorded.some((other) => other.parents.includes(id)));
    assert.equal(heads.length, 1, "one line of edits, no conflict with itself");
  }
  assertDense(log);
  for (const page of [first, second]) {
    for (const [id, texts] of Object.entries(written)) await sees(page, id, texts[texts.length - 1]);
  }

  // Now both type into the same field: the last value may be either's, or a conflict the person is asked about; none is lost.
  const together = (await logOnDevice(first)).length;
  for (let i = 0; i < 5; i += 1) {
    await Promise.all([typeInto(first, "ho-ten", `thẻ một ${i}`), typeInto(second, "ho-ten", `thẻ hai ${i}`)]);
  }
  await eventually(async () => {
    const values = (await logOnDevice(first)).slice().map((operation) => operation.value);
    for (let i = 0; i < 5; i += 1) {
      assert.ok(values.includes(`thẻ một ${i}`), `thẻ một ${i} is in the log`);
      assert.ok(values.includes(`thẻ hai ${i}`), `thẻ hai ${i} is in the log`);
    }
  });
  assert.ok((await logOnDevice(first)).length >= together + 10);
  assertDense(await logOnDevice(first));

  await assertSameAtDistrict(first);
  assert.deepEqual(profile.errors, []);
  await second.close();
}));

test("a browser killed in mid-typing keeps everything the status line had called saved", { timeout: 120_000 }, () => walk(profile, "killed", async () => {
  let page = profile.context.pages()[0];
  const dossier = await beginHouse(page, district.origin);
  await openSection(page, district.origin, dossier, "nha-o");
  const promised = {};
  for (const [id, text] of Object.entries({ "ten-cong-trinh": "Nhà ông Thuỷ", "dt-tang-1": "60", "chi-tiet-dt-san": "Hầm 45 m²" })) {
    await typeInto(page, id, text);
    await saved(page);
    promised[id] = text;
  }
  const before = await operationsOnDevice(page);
  // Letter by letter into one more field, and the browser dies in the middle.
  const box = control(page, "chi-tiet-so-tang");
  await box.click();
  const sentence = "Ba tầng nổi, một tầng hầm, thang ở giữa nhà. ".repeat(4);
  const typing = box.pressSequentially(sentence, { delay: 15 }).catch(() => {});
  await eventually(async () => assert.ok((await box.inputValue()).length > 30));
  await profile.kill();
  await typing;

  page = await profile.open();
  await openSection(page, district.origin, dossier, "nha-o");
  for (const [id, text] of Object.entries(promised)) {
    await eventually(async () => assert.equal(await control(page, id).inputValue(), text));
  }
  const after = await operationsOnDevice(page);
  for (const [id, hash] of before) assert.equal(after.get(id), hash);
  // What was on its way is there whole or not at all, never garbled.
  const half = await control(page, "chi-tiet-so-tang").inputValue();
  assert.ok(sentence.startsWith(half), `«${half}» is a beginning of what was typed`);
  await typeInto(page, "chi-tiet-so-tang", "Ba tầng nổi");
  await saved(page);
  assertDense(await logOnDevice(page));
  await assertSameAtDistrict(page);
  assert.deepEqual(profile.errors, []);
}));
