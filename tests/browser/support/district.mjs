// Starts, stops and kills the real district on a real socket, with its own data directory.
// Not here: any stand-in for it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BINARY = need("HO_SO_DISTRICT");
const SITE = need("HO_SO_SITE");

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`expected the environment variable ${name}; run \`cargo xtask test\``);
  return value;
}

/** A port that was free a moment ago; the same one is used again after a restart, as browsers bind storage to the origin. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** One district: `start`, `stop` (SIGTERM, graceful), `kill` (SIGKILL), `remove` (with its data). */
export class District {
  constructor(port, site = SITE) {
    this.port = port;
    this.site = site;
    this.data = mkdtempSync(join(tmpdir(), "ho-so-district-"));
    this.origin = `http://localhost:${port}`;
    this.child = null;
    this.log = "";
  }

  static async create(site = SITE) {
    return new District(await freePort(), site);
  }

  async start() {
    const args = ["serve", "--port", String(this.port), "--data", this.data, "--site", this.site];
    const child = spawn(BINARY, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    const keep = (chunk) => (this.log += chunk);
    child.stderr.on("data", keep);
    await new Promise((resolve, reject) => {
      child.stdout.on("data", (chunk) => {
        keep(chunk);
        if (this.log.includes("listening on")) resolve();
      });
      child.once("exit", (code) => reject(new Error(`district ended with ${code}: ${this.log}`)));
    });
    child.removeAllListeners("exit");
    this.log = "";
    return this;
  }

  stop() {
    return this.end("SIGTERM");
  }

  kill() {
    return this.end("SIGKILL");
  }

  end(signal) {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill(signal);
    });
  }

  /** Runs the command of an official against this district's data; gives what it said, or throws with what was wrong. */
  async command(...args) {
    const child = spawn(BINARY, [...args, "--data", this.data], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    const code = await new Promise((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(`district ${args.join(" ")} ended with ${code}: ${said}`);
    return said;
  }

  async remove() {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }
}
