// SPDX-License-Identifier: Apache-2.0
// Builds what the program serves: bundles styles and scripts, names every file by its content,
// writes gzip and brotli beside it, and manifest.json for tools/embed.
//     node build.mjs OUT-DIRECTORY [DEPFILE]
// Works offline after `npm ci`.  The same sources give the same bytes.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const [out, depfile] = process.argv.slice(2);
if (!out) {
  console.error("usage: node build.mjs OUT-DIRECTORY [DEPFILE]");
  process.exit(2);
}

const LIMITS = { "public.css": 20480, "staff.css": 20480, ".js": 6144 };
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

// Of the tokens only those that our styles name, directly or through another token.
function usedTokens() {
  const styles = readdirSync(join(here, "components"))
    .map((name) => readFileSync(join(here, "components", name), "utf8"))
    .join("\n");
  return new Set(styles.match(/--[a-z0-9-]+/g));
}

function reduceTokens(text, used) {
  const declarations = new Map();
  for (const [, name, value] of text.matchAll(/(--[a-z0-9-]+):\s*([^;]+);/g)) declarations.set(name, value);
  const kept = new Set();
  const keep = (name) => {
    if (kept.has(name) || !declarations.has(name)) return;
    kept.add(name);
    for (const inner of declarations.get(name).match(/--[a-z0-9-]+/g) ?? []) keep(inner);
  };
  used.forEach(keep);
  const lines = [...declarations].filter(([name]) => kept.has(name)).map(([name, value]) => `${name}: ${value};`);
  return `:root { ${lines.join("\n")} }`;
}

const tokens = {
  name: "design-tokens",
  setup(b) {
    b.onLoad({ filter: /design-tokens[\\/]dist[\\/]tokens\.css$/ }, (args) => ({
      contents: reduceTokens(readFileSync(args.path, "utf8"), usedTokens()),
      loader: "css",
    }));
  },
};

const read = new Set([fileURLToPath(import.meta.url), join(here, "package-lock.json")]);

async function bundle(file) {
  const result = await build({
    entryPoints: [join(here, file)],
    bundle: true,
    write: false,
    metafile: true,
    absWorkingDir: here,
    minify: true,
    legalComments: "none",
    charset: "utf8",
    format: "iife",
    target: extname(file) === ".js" ? "es2020" : ["chrome100", "firefox100", "safari15.4"],
    plugins: [tokens],
    logLevel: "warning",
  });
  for (const input of Object.keys(result.metafile.inputs)) read.add(resolve(here, input));
  return Buffer.from(result.outputFiles[0].contents);
}

function write(logical, bytes, entries) {
  const type = extname(logical);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const file = `${logical.slice(0, -type.length)}-${hash}${type}`;
  const gz = gzipSync(bytes, { level: 9 });
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const limit = LIMITS[logical] ?? LIMITS[type];
  if (limit && gz.length > limit) throw new Error(`${logical}: ${gz.length} bytes compressed, the limit is ${limit}`);
  writeFileSync(join(out, file), bytes);
  writeFileSync(join(out, file + ".gz"), gz);
  writeFileSync(join(out, file + ".br"), br);
  entries.push({ name: logical, path: `/assets/${file}`, type: TYPES[type], file, size: bytes.length, gzip: gz.length, brotli: br.length });
}

// What an earlier build left under other names goes.
const old = join(out, "manifest.json");
if (existsSync(old))
  for (const { file } of JSON.parse(readFileSync(old, "utf8")))
    for (const ending of ["", ".gz", ".br"]) rmSync(join(out, file + ending), { force: true });
mkdirSync(out, { recursive: true });
const entries = [];
for (const style of ["public.css", "staff.css"]) write(style, await bundle(style), entries);
const scripts = readdirSync(join(here, "js")).filter((name) => name.endsWith(".js")).sort();
for (const script of scripts) write(script, await bundle(join("js", script)), entries);
for (const picture of ["icons.svg", "emblem.svg"]) {
  read.add(join(here, picture));
  write(picture, readFileSync(join(here, picture)), entries);
}

const manifest = JSON.stringify(entries, null, 1) + "\n";
writeFileSync(old, manifest);
if (depfile) writeFileSync(depfile, `${old}: ${[...read].map((f) => f.replaceAll(" ", "\\ ")).join(" ")}\n`);
for (const e of entries) console.log(`${e.path}  ${e.size} B, gzip ${e.gzip}, brotli ${e.brotli}`);
