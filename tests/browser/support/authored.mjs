// A copy of the authored catalogue that an official may change and publish.
// Not here: its check; the command of the district does that.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const AUTHORED = new URL("../../../public/catalogue/", import.meta.url).pathname;

/** The copy: `change` rewrites one of its files, `remove` takes it away. */
export class Authored {
  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), "ho-so-authored-"));
    cpSync(AUTHORED, this.directory, { recursive: true });
  }

  change(file, rewrite) {
    const path = join(this.directory, file);
    const before = readFileSync(path, "utf8");
    const after = rewrite(before);
    if (after === before) throw new Error(`${file} does not say what this change expects`);
    writeFileSync(path, after);
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
