// Starts the real browser with a profile of its own, so that storage survives a kill.

import { chromium } from "playwright-core";
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PHONE = { width: 360, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };

/** A browser profile on disk: `open`, `kill` (SIGKILL of the browser), `close`, `remove`. */
export class Profile {
  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), "ho-so-profile-"));
    this.context = null;
    this.errors = [];
  }

  /** Opens the browser and gives its page; console errors are collected in `errors`. */
  async open(options = {}) {
    this.context = await chromium.launchPersistentContext(this.directory, {
      executablePath: process.env.CHROME ?? "/usr/bin/chromium",
      headless: true,
      viewport: PHONE,
      locale: "vi-VN",
      timezoneId: "Asia/Ho_Chi_Minh",
      acceptDownloads: true,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
      ...options,
    });
    const page = this.context.pages()[0] ?? (await this.context.newPage());
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => this.errors.push(String(error)));
    return page;
  }

  /** Ends the browser the hard way, as a phone does when memory runs out. */
  async kill() {
    const lock = join(this.directory, "SingletonLock");
    const pid = browserPid(lock);
    const closed = new Promise((resolve) => this.context.once("close", resolve));
    process.kill(pid, "SIGKILL");
    await closed;
    for (const name of ["SingletonLock", "SingletonCookie", "SingletonSocket"]) {
      rmSync(join(this.directory, name), { force: true });
    }
    this.context = null;
  }

  async close() {
    await this.context?.close();
    this.context = null;
  }

  async remove() {
    await this.close();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs a journey; when it fails, leaves a picture and the address of every open page under `output/`. */
export async function walk(profile, name, journey) {
  try {
    return await journey();
  } catch (error) {
    const directory = new URL("../output/", import.meta.url).pathname;
    mkdirSync(directory, { recursive: true });
    for (const [i, page] of (profile.context?.pages() ?? []).entries()) {
      const path = join(directory, `failed-${name}-${i}.png`);
      await page.screenshot({ path, fullPage: true }).catch(() => {});
      error.message += `\n${page.url()} looked like ${path}`;
    }
    error.message += `\nerrors on the page: ${profile.errors.join("; ") || "none"}`;
    throw error;
  }
}

/** Chromium's lock is a link named `host-pid`. */
function browserPid(lock) {
  const target = readlinkSync(lock);
  return Number(target.slice(target.lastIndexOf("-") + 1));
}

/** Violations axe finds on the page as it stands, as readable lines. */
export async function axeViolations(page) {
  const source = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  // Evaluated by the debugger, hence outside the page's content security policy.
  await page.evaluate(source);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return violations.map((v) => `${v.id}: ${v.help} at ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}
