// Copies the built site with a changed catalogue, as another release would bring it.
// Not here: the compiler of the catalogue; only its rule how a file is named after its content.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** A copy of the site in which `change` was applied to every edition of a procedure; remove it with `removeSite`. */
export function siteWith(procedure, change) {
  const site = mkdtempSync(join(tmpdir(), "ho-so-site-"));
  cpSync(process.env.HO_SO_SITE, site, { recursive: true });
  const catalogue = join(site, "catalogue");
  let index = readFileSync(join(catalogue, "index.json"), "utf8");
  const entry = JSON.parse(index).procedures.find(({ id }) => id === procedure);
  // The pack in Vietnamese and the one with both languages.
  for (const old of [entry.file, entry.file_en].map((path) => basename(path))) {
    const pack = JSON.parse(readFileSync(join(catalogue, old), "utf8"));
    pack.procedures.find(({ id }) => id === procedure).editions.forEach(change);
    const bytes = Buffer.from(JSON.stringify(pack));
    const name = old.replace(/[0-9a-f]{16}/, nameOf(bytes));
    for (const file of [old, `${old}.br`]) rmSync(join(catalogue, file), { force: true });
    writeFileSync(join(catalogue, name), bytes);
    index = index.replaceAll(old, name);
  }
  writeFileSync(join(catalogue, "index.json"), index);
  rmSync(join(catalogue, "index.json.br"), { force: true });
  return site;
}

export function removeSite(site) {
  rmSync(site, { recursive: true, force: true });
}

/** Sixteen hex digits of SHA-256 over the length and the content. */
function nameOf(bytes) {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return createHash("sha256").update(length).update(bytes).digest("hex").slice(0, 16);
}
