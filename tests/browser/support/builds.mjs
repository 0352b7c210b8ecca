// Further builds of the site, made from the one under test, and the link between browser and district.

import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The style sheet tells builds apart: it is named in the page, and every build of ours renames it. */
const STYLES = /app\.[0-9a-f]{16}\.css/;

/** A copy of the site with another name of the build and of one asset; `mark` is one hexadecimal digit. */
export class Build {
  constructor(site, mark) {
    this.directory = mkdtempSync(join(tmpdir(), "ho-so-site-"));
    cpSync(site, this.directory, { recursive: true });
    const assets = join(this.directory, "assets");
    const old = readdirSync(assets).find((name) => STYLES.test(name) && name.endsWith(".css"));
    this.styles = `app.${mark.repeat(16)}.css`;
    for (const file of readdirSync(this.directory, { recursive: true })) {
      // The packed forms would still say the old thing; the district answers with the plain ones.
      if (file.endsWith(".br")) rmSync(join(this.directory, file));
    }
    renameSync(join(assets, old), join(assets, this.styles));
    this.rewrite("index.html", (text) => text.replaceAll(old, this.styles));
    this.rewrite("sw.js", (text) => {
      const named = text.replace(/const BUILD = '[0-9a-f]+'/, `const BUILD = '${mark.repeat(16)}'`);
      return named.replaceAll(old, this.styles);
    });
  }

  rewrite(name, change) {
    const path = join(this.directory, name);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`${name} does not name its build as this copy expects`);
    writeFileSync(path, after);
  }

  /** Takes one asset away, as an upload that stopped half-way. */
  lose(pattern) {
    const assets = join(this.directory, "assets");
    const name = readdirSync(assets).find((name) => pattern.test(name));
    if (!name) throw new Error(`no asset matches ${pattern}`);
    rmSync(join(assets, name));
    return name;
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The build a page belongs to: its style sheet, and the caches that stand behind it. */
export function buildOf(page) {
  return page.evaluate(async () => {
    const styles = document.querySelector("link[rel=stylesheet]").href.split("/").pop();
    return { styles, caches: (await caches.keys()).filter((name) => name.startsWith("ho-so-")) };
  });
}

/** A link to a district that cuts chosen answers in their middle: `cut` says which, by path. */
export class Link {
  constructor(district) {
    this.district = district;
    this.cut = () => false;
    this.n_cut = 0;
    this.sockets = new Set();
  }

  async open() {
    this.server = createServer((request, response) => this.pass(request, response));
    this.server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://localhost:${this.server.address().port}`;
    return this;
  }

  pass(request, response) {
    const { method, url, headers } = request;
    const onward = ask({ host: "127.0.0.1", port: this.district.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      if (!this.cut(url)) return answer.pipe(response);
      this.n_cut += 1;
      answer.once("data", (chunk) => response.write(chunk.subarray(0, chunk.length / 2), () => response.destroy()));
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  }

  close() {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
