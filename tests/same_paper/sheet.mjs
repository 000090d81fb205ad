// SPDX-License-Identifier: Apache-2.0
// A notice as it reads and as it looks, without what is of one case alone.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect } from "../browser.mjs";

// What is of this town, this case and this minute alone.
export const plain = (text, { receipt, ref }) =>
  [receipt.receipt_number, receipt.receipt_number.replaceAll("-", ""), receipt.receipt_number.replaceAll("-", "").match(/.{4}/g).join("-"), ref]
    .reduce((all, own) => all.replaceAll(own, "(own)"), text)
    .replaceAll(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, "(ref)")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, "(moment)");

export const same = (a, b) => {
  const left = a.split("\n"), at = left.findIndex((line, i) => line !== b.split("\n")[i]);
  expect(a === b, `SQLite: ${left[at]?.slice(0, 3000)}\nPostgreSQL: ${b.split("\n")[at]?.slice(0, 3000)}`);
};

// Every word and its place. The last line has the keys of paper and case, which are different in every town.
const words = (file) =>
  [...execFileSync("pdftotext", ["-bbox", file, "-"]).toString().matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>(.*?)<\/word>/g)]
    .map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text }));
export const places = (made, file) => words(file).map((w) => (w.y > 800 ? plain(w.text, made) : `${w.x} ${w.y} ${w.text}`)).join("\n");

// The sheet as it looks, but for the square code and the last line: above the code, and right of it.
export function looks(file) {
  const beside = words(file).find((w) => w.text.startsWith("この通知についての")), points = (n) => String(Math.round((n * 100) / 72));
  return [[0, 0, 595, beside.y - 20], [beside.x - 3, beside.y - 20, 595, 800]].map(([x, y, right, bottom]) =>
    createHash("sha256").update(execFileSync("pdftoppm", ["-r", "100", "-f", "1", "-l", "1", "-x", points(x), "-y", points(y), "-W", points(right - x), "-H", points(bottom - y), file],
      { maxBuffer: 1 << 26 })).digest("hex")).join("\n");
}

export const text = (file) => execFileSync("pdftotext", [file, "-"]).toString();
