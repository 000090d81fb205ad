// SPDX-License-Identifier: Apache-2.0
// Shows the samples as pictures, to lay them beside the design:
//     node samples/shoot.mjs OUT-DIRECTORY [NAME …]      (after node build.mjs BUILD)
// Needs chromium; --sheets DIR names the built assets (default ../build/assets).
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const [out, ...names] = process.argv.slice(2);
const sheets = resolve(process.env.ASSETS ?? join(here, "../../build/assets"));
const manifest = JSON.parse(readFileSync(join(sheets, "manifest.json")));
const address = (name) => manifest.find((entry) => entry.name === name)?.path ?? "/missing/" + name;

export function assemble(name) {
  let text = readFileSync(join(here, name + ".html"), "utf8");
  const title = /<!--#title (.*?) -->\n?/.exec(text)?.[1];
  const staff = /<!--#staff ?(\w*) -->/.exec(text);
  for (let i = 0; i < 2; i++)
    text = text.replace(/<!--#([a-z-]+)-->/g, (_, part) => readFileSync(join(here, "parts", part + ".html"), "utf8"));
  text = text.replace(/<!--#.*?-->\n?/g, "").replaceAll("ICONS", address("icons.svg"));
  const scripts = (staff ? ["staff.js"] : ["public.js", "page.js", "receipt.js"]).map((s) => `<script src="${address(s)}" defer></script>`).join("");
  return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}｜都市X</title><link rel="icon" type="image/svg+xml" href="${address("emblem.svg")}"><link rel="stylesheet" href="${address(staff ? "staff.css" : "public.css")}">${scripts}</head><body${staff ? ` class="staff" data-page="${staff[1]}"` : ""}>${text}</body></html>`;
}

export const sampleNames = readdirSync(here).filter((f) => f.endsWith(".html")).map((f) => f.slice(0, -5));

export async function serveSamples() {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const entry = manifest.find((e) => e.path === path);
    response.setHeader("content-security-policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'");
    if (entry) response.setHeader("content-type", entry.type).end(readFileSync(join(sheets, entry.file)));
    else if (sampleNames.includes(path.slice(1))) response.setHeader("content-type", "text/html; charset=utf-8").end(assemble(path.slice(1)));
    else response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(out, { recursive: true });
  const server = await serveSamples();
  const browser = await launch();
  const base = `http://127.0.0.1:${server.address().port}/`;
  for (const name of names.length ? names : sampleNames) {
    const staff = name.startsWith("staff");
    const looks = [["phone", 390, 844, {}], ["desktop", staff ? 1366 : 1280, staff ? 768 : 900, {}]];
    if (process.env.MORE) looks.push(["narrow", 320, 640, {}], ["dark", 390, 844, { colorScheme: "dark" }], ["forced", 390, 844, { forcedColors: "active", colorScheme: "dark" }]);
    for (const [label, width, height, options] of looks) {
      const page = await browser.newPage({ viewport: { width, height }, locale: "ja-JP", ...options });
      page.on("console", (m) => m.type() === "error" && console.log(name, m.text()));
      await page.goto(base + name);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) console.log(`${name} ${label}: ${over} px too wide`);
      await page.screenshot({ path: join(out, `${name}-${label}.png`), fullPage: !(staff && label === "desktop") });
      await page.close();
    }
  }
  await browser.close();
  server.close();
}
