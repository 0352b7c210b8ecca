// Copies the built site with a changed catalogue, as another release would bring it.
// Not here: the compiler of the catalogue; only its rule how a file is named after its content.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A copy of the site in which `change` was applied to every edition of a procedure; remove it with `removeSite`. */
export function siteWith(procedure, change) {
  const site = mkdtempSync(join(tmpdir(), "ho-so-site-"));
  cpSync(process.env.HO_SO_SITE, site, { recursive: true });
  const catalogue = join(site, "catalogue");
  const isOld = (name) => name.startsWith(`${procedure}.`);
  const old = readdirSync(catalogue).find((name) => isOld(name) && name.endsWith(".json"));
  const content = JSON.parse(readFileSync(join(catalogue, old), "utf8"));
  content.editions.forEach(change);
  const bytes = Buffer.from(JSON.stringify(content));
  const name = `${procedure}.${nameOf(bytes)}.json`;
  readdirSync(catalogue).filter(isOld).forEach((file) => rmSync(join(catalogue, file)));
  writeFileSync(join(catalogue, name), bytes);
  const index = readFileSync(join(catalogue, "index.json"), "utf8");
  writeFileSync(join(catalogue, "index.json"), index.replace(old, name));
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
