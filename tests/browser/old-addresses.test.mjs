// Names of wards that are gone: found as typed, and put in today's words only when the person says so.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { arrive, beginHouse, control, openSection, saved, typeInto } from "./support/resident.mjs";
import { logOnDevice } from "./support/records.mjs";

let district;
let profile;
let page;
let dossier;

before(async () => {
  district = await (await District.create()).start();
  profile = new Profile();
  page = await profile.open();
  await arrive(page, district.origin);
  dossier = await beginHouse(page, district.origin);
});

after(async () => {
  await profile?.remove();
  await district?.remove();
});

test("the question for the place takes a whole old address, without diacritics too", () => walk(profile, "old-place", async () => {
  await page.goto(`${district.origin}${dossier}/cau-hoi/place`);
  const main = page.getByRole("main");
  for (const typed of ["12 Nguyễn Lương Bằng, phường Hòa Khánh Bắc, quận Liên Chiểu", "k12 phuong hoa khanh bac"]) {
    await main.getByRole("textbox").fill(typed);
    await expect(main.getByRole("radio").first()).toBeVisible();
    await expect(main.locator(".radios")).toContain("Hòa Khánh Bắc");
  }
  await main.getByRole("radio").first().check();
  await main.getByRole("button", { name: "Tiếp tục" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/place"));
}));

test("an address with a former ward is offered in today's name, and stays as typed unless that is chosen", () => walk(profile, "old-address", async () => {
  await openSection(page, district.origin, dossier, "nguoi-nop");
  const main = page.getByRole("main");
  const typed = "K12/3 Nguyễn Lương Bằng, P. Hòa Khánh Bắc, Q. Liên Chiểu";
  const id = "dia-chi-nguoi-nop";
  await typeInto(page, id, typed);
  await expect(main.locator(".form__offer").filter({ hasText: "là tên cũ" })).toContain("“P. Hòa Khánh Bắc” là tên cũ, nay là:");
  await main.getByRole("button", { name: "Giữ như đã gõ" }).click();
  assert.equal(await main.getByRole("button", { name: "Giữ như đã gõ" }).count(), 0);
  assert.equal(await control(page, id).inputValue(), typed);

  await page.reload();
  await main.getByRole("button", { name: /^Dùng tên mới: / }).first().click();
  await saved(page);
  await eventually(async () => assert.match(await control(page, id).inputValue(), /^K12\/3 Nguyễn Lương Bằng, Phường [^,]+$/));
  const stored = (await logOnDevice(page)).filter((operation) => operation.field === `f.${id}`).map((operation) => operation.value);
  assert.ok(stored.includes(typed), "what was typed is in the history");
  assert.deepEqual(profile.errors, []);
}));
