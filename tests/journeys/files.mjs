// SPDX-License-Identifier: Apache-2.0
// Files to send: made here, by the browser itself.
import { deflateSync, crc32 } from "node:zlib";

// A photograph as a phone would take it, with letters to read.
async function drawn(browser, words, kind) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  await page.setContent(`<body style="margin:0;background:#dde;font:64px sans-serif"><p style="padding:80px">${words}</p>`);
  const bytes = kind === "pdf" ? await page.pdf({ width: "420px", height: "300px" }) : await page.screenshot({ type: kind });
  await context.close();
  return bytes;
}

export async function makeFiles(browser) {
  const file = (name, mimeType, buffer) => ({ name, mimeType, buffer });
  const jpeg = await drawn(browser, "見本銀行<br>ミホン　ハナコ<br>0123456", "jpeg");
  const pdf = await drawn(browser, "在学証明書", "pdf");
  return {
    photo: file("通帳.jpg", "image/jpeg", jpeg),
    png: file("保険証.png", "image/png", await drawn(browser, "資格情報のお知らせ", "png")),
    pdf: file("証明書.pdf", "application/pdf", pdf),
    // A page for browsers that calls itself a photograph.
    polyglot: file("写真.jpg", "image/jpeg", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, 60]), Buffer.from("<script>alert(1)</script><html><body onload=alert(1)>".padEnd(58)), Buffer.from("<h1>not a picture</h1>")])),
    page: file("写真.jpg", "image/jpeg", Buffer.from("<!doctype html><script>alert(1)</script>")),
    bomb: file("大きい.png", "image/png", hugePng()),
  };
}

// 65,535 × 65,535 pixels promised in a few bytes.
function hugePng() {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]), length = Buffer.alloc(4), sum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(65535, 0);
  head.writeUInt32BE(65535, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.alloc(1 << 16))), chunk("IEND", Buffer.alloc(0))]);
}
