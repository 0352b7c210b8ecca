// Two ways to use the page: a finger, and a keyboard alone. Every journey can be walked with either.

/** Touches and clicks. */
export const finger = {
  name: "finger",
  async press(locator) {
    await locator.click();
  },
  async choose(locator) {
    await locator.check();
  },
  async pick(locator, label) {
    await locator.selectOption({ label });
  },
  async type(locator, text) {
    await locator.fill(text);
  },
};

/** Tab, arrows, Enter, Space and letters; never the mouse, never focus by script. */
export const keyboard = {
  name: "keyboard",
  async press(locator) {
    await tabTo(locator);
    await locator.page().keyboard.press("Enter");
  },
  async choose(locator) {
    const page = locator.page();
    const group = await locator.getAttribute("name");
    if ((await locator.getAttribute("type")) === "radio") {
      await tabUntil(page, (name) => document.activeElement?.getAttribute("name") === name, group);
      if (await locator.evaluate((e) => e === document.activeElement)) {
        await page.keyboard.press("Space");
      }
      for (let i = 0; i < 20 && !(await locator.isChecked()); i += 1) {
        await page.keyboard.press("ArrowDown");
      }
      if (!(await locator.isChecked())) throw new Error(`arrows do not reach ${locator}`);
    } else {
      await tabTo(locator);
      await page.keyboard.press("Space");
    }
  },
  async pick(locator, label) {
    await tabTo(locator);
    // A closed list chooses what its letters spell.
    await locator.page().keyboard.type(label);
    const chosen = await locator.evaluate((e) => e.selectedOptions[0]?.label);
    if (chosen !== label) throw new Error(`letters choose «${chosen}», not «${label}»`);
  },
  async type(locator, text) {
    await tabTo(locator);
    const page = locator.page();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
  },
};

async function tabTo(locator) {
  await locator.waitFor();
  const target = await locator.elementHandle();
  await tabUntil(locator.page(), (element) => element === document.activeElement, target);
}

async function tabUntil(page, isThere, argument) {
  const limit = 200;
  for (let i = 0; i < limit; i += 1) {
    if (await page.evaluate(isThere, argument)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${limit} presses of Tab did not reach the control`);
}

/** Types Vietnamese as an input method does: composition events with text that changes under the cursor. */
export async function compose(page, locator, text) {
  await locator.click();
  await locator.fill("");
  const session = await page.context().newCDPSession(page);
  for (const word of text.split(/(?<= )/)) {
    for (let n = 1; n <= word.length; n += 1) {
      const part = word.slice(0, n);
      await session.send("Input.imeSetComposition", { text: part, selectionStart: n, selectionEnd: n });
    }
    await session.send("Input.insertText", { text: word });
  }
  await session.detach();
}
