// Reads QR codes back from what a page or a print-out shows, with a decoder that shares nothing with the app.

import { execFileSync } from "node:child_process";
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** The text of the code in a picture. */
export function readCode(png) {
  const { data, width, height } = PNG.sync.read(png);
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  if (!found) throw new Error(`no code is found in ${width} × ${height} pixels`);
  return Buffer.from(found.binaryData).toString("utf8");
}

/** The texts of all codes drawn in a part of the page, in order; each alone on a white sheet, eight dots a module. */
export async function codesIn(locator) {
  const texts = [];
  const sheet = await locator.page().context().newPage();
  for (const picture of await locator.locator("svg.code__picture").all()) {
    const drawing = await picture.evaluate((svg) => svg.outerHTML);
    const side = 8 * (await picture.evaluate((svg) => svg.viewBox.baseVal.width));
    await sheet.setViewportSize({ width: side, height: side });
    await sheet.setContent(`<style>* { margin: 0; display: block }</style>${drawing}`);
    texts.push(readCode(await sheet.screenshot()));
  }
  await sheet.close();
  return texts;
}

/** How many pages a PDF has. */
export function pagesOf(pdf) {
  return pdf.toString("latin1").match(/\/Type\s*\/Page(?!s)/g)?.length ?? 0;
}

/** Its text, where the machine has the tool; otherwise nothing. */
export function textOf(path) {
  try {
    return execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}
