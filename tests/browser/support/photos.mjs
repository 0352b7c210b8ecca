// Makes real photographs: JPEG files of two to four megabytes, drawn and encoded by the browser itself.

/** Draws a page of text under uneven light with sensor noise and encodes it; gives the bytes of a JPEG. */
export async function makePhoto(context, seed, { width = 3000, height = 4000, quality = 0.9 } = {}) {
  const page = await context.newPage();
  try {
    const base64 = await page.evaluate(drawPhoto, { seed, width, height, quality });
    return Buffer.from(base64, "base64");
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
async function drawPhoto({ seed, width, height, quality }) {
  const canvas = new OffscreenCanvas(width, height);
  const draw = canvas.getContext("2d");
  const light = draw.createLinearGradient(0, 0, width, height);
  light.addColorStop(0, "#f4f1ea");
  light.addColorStop(1, "#d8d2c4");
  draw.fillStyle = light;
  draw.fillRect(0, 0, width, height);
  draw.fillStyle = "#222";
  draw.font = "64px sans-serif";
  for (let line = 0; line < 40; line += 1) {
    draw.fillText(`${seed}.${line} Ậm ờ, Nguyễn Thị Ngọc Ánh ở xã Yên Thuỷ nhỡ hẹn Đặng Quỳnh`, 200, 300 + line * 90);
  }
  const image = draw.getImageData(0, 0, width, height);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < image.data.length; i += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const noise = ((state >>> 24) & 15) - 8;
    image.data[i] += noise;
    image.data[i + 1] += noise;
    image.data[i + 2] += noise;
  }
  draw.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) {
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  }
  return btoa(text);
}
