// After one visit the app needs no network, and a new version waits for the person's word.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Build, buildOf, Link } from "./support/builds.mjs";
import { District } from "./support/district.mjs";
import { Profile, walk } from "./support/browser.mjs";
import { eventually, expect } from "./support/expect.mjs";
import { settled } from "./support/look.mjs";
import { makePhoto } from "./support/photos.mjs";
import { answer, begin, photograph, saved } from "./support/resident.mjs";
import { house } from "./support/stories.mjs";

const PROCEDURE = "/thu-tuc/gpxd-nha-o-rieng-le";
const NEWS = "Có bản mới của ứng dụng. Hồ sơ đang mở không bị ảnh hưởng.";

let district;

before(async () => {
  district = await (await District.create()).start();
});

after(() => district?.remove());

/** One story in a browser of its own. */
function story(name, act) {
  test(name, { timeout: 300_000 }, async () => {
    const profile = new Profile();
    try {
      await walk(profile, name.replaceAll(/\W+/g, "-"), () => act(profile));
    } finally {
      await profile.remove();
      await district.stop();
      district.site = process.env.HO_SO_SITE;
      await district.start();
    }
  });
}

/** A first visit, until the worker has everything and serves the page. */
async function visit(profile, origin = district.origin) {
  const page = await profile.open({ reducedMotion: "reduce" });
  await page.goto(origin);
  await settled(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return page;
}

/** A house dossier as far as its papers. */
async function prepare(page) {
  await page.goto(district.origin + PROCEDURE);
  await settled(page);
  const dossier = await begin(page);
  await answer(page, house.answers);
  return dossier;
}

/** The person comes back to the page, which then looks for a new version. */
const comeBack = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

/** The district comes back with another build. */
async function publish(build) {
  await district.stop();
  district.site = build.directory;
  await district.start();
}

story("every address opens without a network", async (profile) => {
  const page = await visit(profile);
  const dossier = await prepare(page);
  await photograph(page, dossier, "dat", [await makePhoto(profile.context, 1, { width: 600, height: 800, quality: 0.7 })]);
  await district.stop();
  const paths = [
    "/", PROCEDURE, "/thu-tuc/dk-ho-kinh-doanh", "/thu-tuc/ruou-ban-le-cap-moi", "/ho-so", dossier, `${dossier}/cau-hoi`,
    `${dossier}/cau-hoi/place`, `${dossier}/cau-hoi/floors/sua`, `${dossier}/to-khai`, `${dossier}/to-khai/nguoi-nop`,
    `${dossier}/giay-to/dat`, `${dossier}/kiem-tra`, `${dossier}/bien-nhan`, `${dossier}/theo-doi`, "/thiet-bi", "/khac", "/xyz",
  ];
  for (const path of paths) {
    await page.goto(district.origin + path);
    await settled(page);
    assert.equal(await page.locator("h1").count(), 1, path);
    assert.equal(await page.locator(".notice--trouble, .trouble:not([hidden])").count(), 0, `${path} shows trouble`);
  }
  await expect(page.locator(".status__line")).toContain("Chưa nối được");
  assert.deepEqual(profile.errors, []);
});

story("a new version waits, and takes over with everything that was typed", async (profile) => {
  const second = new Build(district.site, "2");
  try {
    let page = await visit(profile);
    const dossier = await prepare(page);
    const first = await buildOf(page);
    await page.goto(`${district.origin}${dossier}/to-khai/chu-dau-tu`);
    await page.getByRole("radio", { name: "Chủ hộ", exact: true }).check();
    const name = page.locator('[id="f-ten-chu-ho"]');
    await name.fill("Đặng Quỳnh");
    await page.evaluate(() => (globalThis.same = true));
    await publish(second);

    await comeBack(page);
    const news = page.getByText(NEWS);
    await expect(news).toBeVisible();
    // Nothing was taken over: the page, its text and its focus are as they were.
    assert.deepEqual(await page.evaluate(() => [globalThis.same, document.activeElement.id]), [true, "f-ten-chu-ho"]);
    assert.equal(await name.inputValue(), "Đặng Quỳnh");
    await page.getByRole("button", { name: "Để sau" }).click();
    await expect(news).toCount(0);
    assert.equal(await page.evaluate(() => globalThis.same), true);

    // Later means later: a reload still brings the old version, whole, and the offer.
    await page.reload();
    await expect(news).toBeVisible();
    assert.equal((await buildOf(page)).styles, first.styles);
    await eventually(async () => assert.equal(await name.inputValue(), "Đặng Quỳnh"));

    let n_loads = 0;
    page.on("domcontentloaded", () => (n_loads += 1));
    await name.fill("Đặng Quỳnh Thuỷ");
    await page.getByRole("button", { name: "Dùng bản mới" }).click();
    await eventually(async () => assert.deepEqual(await buildOf(page), { styles: second.styles, caches: [`ho-so-${"2".repeat(16)}`] }));
    await settled(page);
    assert.equal(new URL(page.url()).pathname, `${dossier}/to-khai/chu-dau-tu`);
    await eventually(async () => assert.equal(await name.inputValue(), "Đặng Quỳnh Thuỷ"));
    await expect(news).toCount(0);
    await district.stop();
    await page.reload();
    await settled(page);
    assert.equal(n_loads, 2, "one load by the new version, one by this test");
    assert.equal((await buildOf(page)).styles, second.styles);
    await eventually(async () => assert.equal(await name.inputValue(), "Đặng Quỳnh Thuỷ"));
    assert.deepEqual(profile.errors, []);
  } finally {
    second.remove();
  }
});

story("a network lost during the first load is said, and the next visit is whole", async (profile) => {
  const link = await new Link(district).open();
  try {
    link.cut = (url) => url.endsWith(".wasm");
    const page = await profile.open({ reducedMotion: "reduce" });
    await page.goto(link.origin);
    await expect(page.locator("#trouble")).toContain("Chưa tải xong ứng dụng.");
    assert.ok(link.n_cut > 0);

    // The page arrives, but not everything that is needed without a network.
    link.cut = (url) => /^\/catalogue\/kinh-doanh/.test(url);
    link.n_cut = 0;
    await page.locator("#trouble-reload").click();
    await page.getByRole("searchbox").waitFor();
    await eventually(() => assert.ok(link.n_cut > 0));
    await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()));
    assert.deepEqual((await buildOf(page)).caches, [], "nothing half is kept");

    link.cut = () => false;
    await page.reload();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await link.close();
    await page.goto(link.origin + "/thu-tuc/ruou-ban-le-cap-moi");
    await settled(page);
    await expect(page.getByRole("heading", { level: 1 })).toContain("Giấy phép bán lẻ rượu");
  } finally {
    await link.close();
  }
});

story("Home needs only its own module; the others are asked for again", async (profile) => {
  const link = await new Link(district).open();
  try {
    link.cut = (url) => /^\/assets\/pages\..*\.wasm$/.test(url);
    const page = await profile.open({ reducedMotion: "reduce" });
    await page.goto(link.origin);
    await page.getByRole("searchbox").fill("xay nha");
    await page.getByRole("link", { name: "Giấy phép xây dựng nhà ở" }).first().click();
    const title = page.getByRole("heading", { level: 1 });
    await expect(title).toContain("Chưa mở được trang này");
    assert.ok(link.n_cut > 0);

    link.cut = () => false;
    await page.getByRole("button", { name: "Thử lại" }).click();
    await expect(title).toContain("Giấy phép xây dựng nhà ở");
  } finally {
    await link.close();
  }
});

story("an update that arrives in part leaves the old version whole", async (profile) => {
  const third = new Build(district.site, "3");
  try {
    third.lose(/^app\.3+\.css$/);
    const page = await visit(profile);
    const first = await buildOf(page);
    await page.evaluate(() => {
      globalThis.outcome = navigator.serviceWorker.ready.then((registration) => new Promise((resolve) => {
        registration.addEventListener("updatefound", () => {
          const worker = registration.installing;
          worker.addEventListener("statechange", () => resolve(worker.state));
        });
      }));
    });
    await publish(third);
    await comeBack(page);
    assert.equal(await page.evaluate(() => globalThis.outcome), "redundant");
    assert.deepEqual(await buildOf(page), first);
    await expect(page.getByText(NEWS)).toCount(0);
    await district.stop();
    await page.goto(district.origin + PROCEDURE);
    await settled(page);
    assert.deepEqual(await buildOf(page), first);
    assert.deepEqual(profile.errors, []);
  } finally {
    third.remove();
  }
});

story("no request leaves the origin", async (profile) => {
  const page = await profile.open();
  const elsewhere = [];
  profile.context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== district.origin) elsewhere.push(request.url());
  });
  const answered = await page.goto(district.origin);
  await settled(page);
  const dossier = await prepare(page);
  await photograph(page, dossier, "dat", [await makePhoto(profile.context, 2, { width: 600, height: 800, quality: 0.7 })]);
  await page.goto(`${district.origin}/thiet-bi`);
  await settled(page);
  assert.deepEqual(elsewhere, []);
  // What a test does not walk through, the policy forbids.
  const policy = answered.headers()["content-security-policy"] ?? "";
  assert.match(policy, /(default-src|connect-src) ('self'|'none')/);
  for (const source of policy.split(/[;\s]+/)) assert.doesNotMatch(source, /^(\*|https?:|wss?:)/, policy);
  const blocked = await page.evaluate(() => fetch("http://127.0.0.2:9/").then(() => "sent", (error) => error.name));
  assert.equal(blocked, "TypeError");
});

test("an unknown file is missing, never a page", async () => {
  for (const path of ["/assets/unknown.js", "/assets/app.0000000000000000.wasm", "/catalogue/unknown.0000000000000000.json"]) {
    const answered = await fetch(district.origin + path);
    assert.equal(answered.status, 404, path);
    assert.doesNotMatch(await answered.text(), /<html|<!doctype/i, path);
    assert.doesNotMatch(answered.headers.get("content-type") ?? "", /html/, path);
    assert.doesNotMatch(answered.headers.get("cache-control") ?? "", /immutable/, path);
  }
});

story("the app can be installed", async (profile) => {
  const page = await visit(profile);
  const link = await page.locator("link[rel=manifest]").getAttribute("href");
  const answered = await fetch(district.origin + link);
  assert.match(answered.headers.get("content-type"), /manifest\+json/);
  const manifest = await answered.json();
  assert.ok(manifest.name && manifest.short_name.length <= 12, "a name, and one that fits under an icon");
  assert.equal(manifest.start_url, "/");
  assert.equal(manifest.display, "standalone");
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await fetch(district.origin + src);
    assert.equal(icon.status, 200, src);
    assert.equal(icon.headers.get("content-type"), type, src);
    if (type !== "image/png") continue;
    const bytes = Buffer.from(await icon.arrayBuffer());
    assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
  }
  const has = (sizes, purpose) => manifest.icons.some((icon) => icon.sizes === sizes && (icon.purpose ?? "any").includes(purpose));
  assert.ok(has("192x192", "any") && has("512x512", "any") && has("512x512", "maskable"));
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors, []);
});
