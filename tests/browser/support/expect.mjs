// Waits for what a person would wait for, and says what stood there instead.

import assert from "node:assert/strict";

const PATIENCE_MS = 20_000;

/** Polls until `check` no longer throws. */
export async function eventually(check, { within_ms = PATIENCE_MS } = {}) {
  const deadline = Date.now() + within_ms;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Expectations on a locator's text. */
export function expect(locator) {
  return {
    toContain: (pattern, options) =>
      eventually(async () => {
        const text = (await locator.first().innerText({ timeout: 5_000 })).replace(/\s+/g, " ");
        if (pattern instanceof RegExp) assert.match(text, pattern);
        else assert.ok(text.includes(pattern), `expected «${pattern}» in «${text}»`);
      }, options),
    toBeVisible: (options) => eventually(async () => assert.ok(await locator.first().isVisible()), options),
    toCount: (n, options) => eventually(async () => assert.equal(await locator.count(), n), options),
  };
}
