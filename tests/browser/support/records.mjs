// Reads what the device and the district really hold, each by its own path, so that they can be compared.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import initSqlJs from "sql.js";

/** Operations in this page's IndexedDB: a map from id to the hash of its content, computed here. */
export async function operationsOnDevice(page) {
  const texts = await page.evaluate(readOperations);
  return new Map(texts.map((text) => [JSON.parse(text).id, contentHash(text)]));
}

/** Runs in the page: the canonical JSON of every stored operation. */
async function readOperations() {
  const request = indexedDB.open("ho-so");
  const database = await new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = database.transaction("operation").objectStore("operation").getAll();
  const rows = await new Promise((resolve) => (all.onsuccess = () => resolve(all.result)));
  database.close();
  return rows.map((row) => {
    const text = new TextDecoder().decode(row);
    return text.slice(text.indexOf('{"device"'));
  });
}

/** The hash of the content, written here a second time from the protocol's words. */
function contentHash(text) {
  const { device, dseq, salt, value, ...kept } = JSON.parse(text);
  const salted = Buffer.concat([Buffer.from(salt, "base64url"), Buffer.from(canonical(value))]);
  return sha256(canonical({ ...kept, value: sha256(salted) }));
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("base64url");
}

/** Rows of the stopped district's database: `{ operations: Map(id → content), blobs: Map(sha256 → size) }`. */
export async function recordsAtDistrict(data) {
  const SQL = await initSqlJs();
  const file = readFileSync(join(data, "district.sqlite"));
  // The library cannot open a write-ahead log; after a clean stop there is none, only two bytes that announce it.
  file[18] = 1;
  file[19] = 1;
  const database = new SQL.Database(file);
  const rows = (sql) => database.exec(sql)[0]?.values ?? [];
  const name = (bytes) => Buffer.from(bytes).toString("base64url");
  const operations = rows("SELECT id, content, kind, n FROM operation WHERE void IS NULL ORDER BY account, n");
  return {
    operations: new Map(operations.map(([id, content]) => [name(id), name(content)])),
    kinds: operations.map(([, , kind]) => kind),
    numbers: operations.map(([, , , n]) => n),
    blobs: new Map(rows("SELECT sha256, size FROM blob").map(([sha, size]) => [name(sha), size])),
  };
}

/** Operations in this page's IndexedDB as they were written: `{ id, device, dseq, field, kind, value, … }`. */
export async function logOnDevice(page) {
  const texts = await page.evaluate(readOperations);
  return texts.map((text) => JSON.parse(text));
}

/** How many rows a store of this page's IndexedDB holds. */
export function rowsOnDevice(page, store) {
  return page.evaluate(countRows, store);
}

/** Runs in the page. */
async function countRows(store) {
  const request = indexedDB.open("ho-so");
  const database = await new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const count = database.transaction(store).objectStore(store).count();
  const n = await new Promise((resolve) => (count.onsuccess = () => resolve(count.result)));
  database.close();
  return n;
}
