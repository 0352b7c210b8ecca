// The browser's store keeps the contract of stores, in a real browser, and a replica on it is fast enough.
// The module under test is `src/replica/examples/store_suite.rs`; `cargo xtask store-suite` builds it and says where.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Profile } from "./support/browser.mjs";

const suite = process.env.HO_SO_STORE_SUITE;
assert.ok(suite, "HO_SO_STORE_SUITE must name the directory that `cargo xtask store-suite` prints");

const PAGE = `<!doctype html><meta charset="utf-8"><title>store</title><script type="module">
  import init, * as suite from "/store_suite.js";
  await init({ module_or_path: "/store_suite_bg.wasm" });
  globalThis.suite = suite;
</script>`;
const TYPES = { js: "text/javascript", wasm: "application/wasm" };

/** Serves the page and the module on a port of its own. */
async function serve() {
  const server = createServer(async (request, response) => {
    if (request.url === "/") {
      response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
      return;
    }
    const name = /^\/(store_suite(?:_bg)?\.(js|wasm))$/.exec(request.url);
    if (!name) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[name[2]] }).end(await readFile(join(suite, name[1])));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const CASES = [
  "a batch is stored whole",
  "a plan that declines writes nothing",
  "a batch survives reopening",
  "ranges are ordered and half open",
  "bytes come back exactly",
  "reads and writes of a batch are one",
  "two connections count without gaps",
  "two hundred interleaved batches lose nothing",
  "a full disk refuses whole batches and takes small ones",
];

describe("the store in a browser", () => {
  const profile = new Profile();
  let server, page, port;

  async function load(host = "localhost") {
    await page.goto(`http://${host}:${port}/`);
    await page.waitForFunction(() => globalThis.suite);
  }

  before(async () => {
    server = await serve();
    port = server.address().port;
    page = await profile.open();
    const devtools = await page.context().newCDPSession(page);
    const override = (quota) =>
      devtools.send("Storage.overrideQuotaForOrigin", { origin: new URL(page.url()).origin, ...quota });
    await page.exposeFunction("fillDisk", () => override({ quotaSize: 1_000_000 }));
    await page.exposeFunction("makeRoom", () => override({}));
    await load();
  });

  after(async () => {
    await profile.remove();
    server?.close();
  });

  test("every case of the suite is run", async () => {
    assert.deepEqual(await page.evaluate(() => globalThis.suite.cases()), CASES);
  });

  for (const name of CASES) {
    test(name, async () => {
      // The browser remembers how much room an origin has; only one it has never met believes the new quota.
      await load(name.startsWith("a full disk") ? "127.0.0.1" : "localhost");
      const failure = await page.evaluate(
        (name) => globalThis.suite.run(name).then(() => null, String),
        name,
      );
      assert.equal(failure, null);
    });
  }

  test("rows are byte arrays, as far as the browser is concerned", async () => {
    await load();
    const kinds = await page.evaluate(async () => {
      const request = indexedDB.open("conformance bytes come back exactly");
      await new Promise((resolve) => (request.onsuccess = resolve));
      const all = request.result.transaction("blob_chunk").objectStore("blob_chunk").getAll();
      await new Promise((resolve) => (all.onsuccess = resolve));
      request.result.close();
      return all.result.map((value) => value.constructor.name);
    });
    assert.deepEqual(kinds, ["Uint8Array", "Uint8Array", "Uint8Array", "Uint8Array"]);
  });

  test("makes way for a newer version, and says that it is the old one", async () => {
    const outcome = await page.evaluate(async () => {
      const { save, fill, open } = globalThis.suite;
      await fill("newer", 1, 2, 0);
      // A connection of ours stays open while a newer version of the app opens the database.
      const saving = save("newer", 50).catch(String);
      const request = indexedDB.open("newer", 2);
      const upgraded = new Promise((resolve, reject) => {
        request.onsuccess = () => resolve("upgraded");
        request.onblocked = () => reject(new Error("blocked"));
        request.onerror = () => reject(request.error);
      });
      const results = [await upgraded.catch(String)];
      const saved = await saving;
      results.push(typeof saved === "string" ? saved : "saved");
      results.push(await open("newer"));
      request.result.close();
      return results;
    });
    assert.equal(outcome[0], "upgraded");
    assert.match(outcome[1], /saved|Lost/);
    assert.equal(outcome[2], "Lost");
  });

  test("gives up waiting for an open that is never answered", async () => {
    const outcome = await page.evaluate(async () => {
      const older = await new Promise((resolve) => {
        const request = indexedDB.open("held", 1);
        request.onsuccess = () => resolve(request.result);
      });
      // A connection that does not listen: a version change (deleting is one) waits for it, and our open waits behind.
      const deletion = indexedDB.deleteDatabase("held");
      await new Promise((resolve) => (deletion.onblocked = resolve));
      const begun = performance.now();
      const answer = await globalThis.suite.open("held");
      const seconds = (performance.now() - begun) / 1000;
      older.close();
      return { answer, seconds };
    });
    // The browser lets us wait without a word: two attempts, then an answer.
    assert.equal(outcome.answer, "Lost");
    assert.ok(outcome.seconds > 5 && outcome.seconds < 10, `${outcome.seconds} s`);
  });

  test("200 drafts with 1,000 photos open fast, and a save is a few milliseconds", async (t) => {
    await page.evaluate(() => globalThis.suite.fill("many", 200, 40, 5));
    await load();
    const [open, list, one, n] = await page.evaluate(() => globalThis.suite.list("many"));
    const again = await page.evaluate(() => globalThis.suite.list("many"));
    const times = (await page.evaluate(() => globalThis.suite.save("many", 200))).sort((a, b) => a - b);
    const at = (share) => times[Math.floor(share * times.length)].toFixed(1);
    t.diagnostic(
      `open ${open.toFixed(0)} ms, list ${list.toFixed(0)} ms (again ${again[1].toFixed(0)}), ` +
        `one ${one.toFixed(1)} ms, save p50 ${at(0.5)} p95 ${at(0.95)} ms`,
    );
    assert.equal(n, 200);
    assert.ok(list < 1000, `listing took ${list} ms`);
  });
});
