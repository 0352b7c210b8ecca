// What must hold for the look of every page, measured on the page as it stands.
// Not here: whether it is beautiful; the pictures under `output/` are for that.

/** The page at rest: one page shown, nothing being read, fonts and pictures there. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const main = document.querySelector("main#main");
    const pictures = [...document.images].every((image) => image.complete && image.naturalWidth > 0);
    const busy = document.querySelector(".page__waiting, span.photo__picture:empty");
    return main?.querySelector("h1") && !busy && pictures && document.fonts.status === "loaded";
  });
}

/** Flaws of the layout at the present size, as readable lines; the page ends scrolled to its top. */
export function layoutFlaws(page) {
  return page.evaluate(() => {
    const flaws = [];
    const name = (e) => `${e.tagName.toLowerCase()}.${[...e.classList].join(".")} «${e.textContent.trim().slice(0, 40)}»`;
    const isSeen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden, .skip, [hidden]");
    const hasOwnText = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
    const root = document.scrollingElement;

    const n = document.querySelectorAll("h1").length;
    if (n !== 1) flaws.push(`${n} headings of the first level`);
    if (root.scrollWidth > root.clientWidth) flaws.push(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}`);

    for (const e of document.querySelectorAll("body *")) {
      if (!isSeen(e) || !hasOwnText(e)) continue;
      const box = e.getBoundingClientRect();
      if (box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1)) flaws.push(`beyond the edge: ${name(e)}`);
      const style = getComputedStyle(e);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      // A sentence of the status line may be cut; it stands in full one press away. That enough is left is checked below.
      if (e.closest(".status__line")) continue;
      if (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1) flaws.push(`cut off sideways: ${name(e)}`);
      if (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1) flaws.push(`cut off below: ${name(e)}`);
    }

    // What the status line says last must be readable in it: whole, or as much of it as half the line holds.
    const line = document.querySelector(".status__line");
    if (line.scrollHeight > line.clientHeight + 1) flaws.push("the status line is higher than one line");
    const said = [...line.querySelectorAll(".status__sent span, .status__saved span")].filter(isSeen).find(hasOwnText);
    if (said.scrollWidth > said.clientWidth + 1 && said.clientWidth < line.clientWidth * 0.5) {
      flaws.push(`of «${said.textContent}» only ${said.clientWidth} px of ${said.scrollWidth} are seen`);
    }

    const targets = [...document.querySelectorAll("main a, main button, main label, main summary, main input:not(.visually-hidden)")].filter(isSeen);
    for (const [i, one] of targets.entries()) {
      for (const other of targets.slice(i + 1)) {
        if (one.contains(other) || other.contains(one) || one.control === other || other.control === one) continue;
        // The search box has its own button inside.
        if (one.type === "search" && other.type === "button") continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width > 2 && height > 2) flaws.push(`${name(one)} lies over ${name(other)}`);
      }
    }

    root.scrollTop = root.scrollHeight;
    const places = document.querySelector(".places");
    if (getComputedStyle(places).position === "fixed") {
      const top = places.getBoundingClientRect().top;
      const covered = [...document.querySelectorAll("main *")].filter((e) => isSeen(e) && hasOwnText(e) && e.getBoundingClientRect().bottom > top);
      for (const e of covered) flaws.push(`under the places at the end of the page: ${name(e)}`);
    }
    root.scrollTop = 0;
    return flaws;
  });
}

/** Walks through the page with Tab; flaws of what the focus looks like and where it stands. */
export async function focusFlaws(page) {
  await page.evaluate(() => {
    document.querySelector(".skip").focus();
    document.scrollingElement.scrollTop = 0;
    globalThis.focused = new Set();
  });
  const flaws = [];
  for (let i = 0; i < 200; i += 1) {
    if (i > 0) await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body || globalThis.focused.has(e)) return "end";
      globalThis.focused.add(e);
      const name = `${e.tagName.toLowerCase()}#${e.id} «${(e.textContent || e.ariaLabel || "").trim().slice(0, 40)}»`;
      const shown = e.classList.contains("visually-hidden") ? e.closest("label") : e;
      // The ring of a small control may be around its label. Of the first place the focus came from a script.
      const hasRing = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      const ringed = [e, e.closest("label")].filter(Boolean).some((of) => hasRing(getComputedStyle(of)));
      if (!ringed && globalThis.focused.size > 1) return `no ring around ${name}`;
      const box = shown.getBoundingClientRect();
      const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y]));
      const isThere = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (shown.contains(top) || top.contains(shown) || top.closest("label")?.control === e);
      });
      return isThere ? "" : `the focus is hidden on ${name}`;
    });
    if (found === "end") break;
    if (found) flaws.push(found);
  }
  return { flaws, n_stops: await page.evaluate(() => globalThis.focused.size) };
}

/** With forced colours backgrounds are gone: whatever is pressed or filled in still needs an edge. */
export async function forcedColourFlaws(page) {
  await page.emulateMedia({ forcedColors: "active" });
  const flaws = await page.evaluate(() =>
    [...document.querySelectorAll(".button, input:not([type=radio], [type=checkbox], .visually-hidden), select, textarea, .events__button")]
      .filter((e) => e.checkVisibility())
      .filter((e) => {
        const { borderBlockEndStyle, borderBlockEndWidth } = getComputedStyle(e);
        return borderBlockEndStyle === "none" || parseFloat(borderBlockEndWidth) < 1;
      })
      .map((e) => `no edge with forced colours: ${e.tagName.toLowerCase()}.${e.className} «${e.textContent.trim().slice(0, 40)}»`),
  );
  await page.emulateMedia({ forcedColors: "none" });
  return flaws;
}
