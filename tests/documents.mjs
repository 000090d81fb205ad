// SPDX-License-Identifier: Apache-2.0
// What the documents say of the tree: links lead somewhere, every folder of src/ has a README of at most a screen, the
// files and functions of the request in ARCHITECTURE.md are there, the glossary has one line for a word, and each
// decision is in the index.
//     node tests/documents.mjs ROOT
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = process.argv[2], LONGEST_README = 60;
const read = (path) => readFileSync(join(root, path), "utf8");
const left = new Set(["build", "node_modules", ".git", "data", "migrations", "pages"]);
let failed = 0, seen = 0;
const complain = (words) => (console.log(words), failed++);

function walk(folder, found = { files: [], folders: [] }) {
  found.folders.push(folder);
  for (const e of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (left.has(e.name)) continue;
    const path = normalize(join(folder, e.name));
    if (e.isDirectory()) walk(path, found);
    else found.files.push(path);
  }
  return found;
}

function links(path) {
  const text = read(path).replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  for (const m of text.matchAll(/\]\(([^)\s]+)\)|<img[^>]+src="([^"]+)"/g)) {
    const to = m[1] ?? m[2];
    if (/^[a-z]+:/.test(to)) continue;
    seen++;
    const [file, part] = to.split("#"), target = file ? normalize(join(dirname(path), file)) : path;
    if (!existsSync(join(root, target))) complain(`${path}: ${to} leads nowhere`);
    else if (part && target.endsWith(".md") && !headings(target).has(part)) complain(`${path}: ${target} has no heading #${part}`);
  }
}

function headings(path) {
  return new Set([...read(path).matchAll(/^#+ (.*)$/gm)].map((m) => m[1].toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")));
}

// `path/file.c: function` or `path/file.c` below src/, in the way of one request.
function request() {
  const part = /## One request[\s\S]*?(?=\n## )/.exec(read("ARCHITECTURE.md"))?.[0] ?? "";
  const named = [...part.matchAll(/`([a-z_/-]+\.[ch](?:\.in)?|[a-z_/-]+\.html)(?:: ([a-z_, ]+))?`/g)];
  if (named.length < 10) complain(`ARCHITECTURE.md follows its request through ${named.length} files only`);
  for (const [, file, functions] of named) {
    const path = join("src", file);
    seen++;
    if (!existsSync(join(root, path))) complain(`ARCHITECTURE.md: ${path} is not there`);
    else for (const f of functions?.split(", ") ?? [])
      if (!new RegExp(`^[a-z].*\\b${f}\\(`, "m").test(read(path))) complain(`ARCHITECTURE.md: ${path} has no function ${f}`);
  }
}

const all = walk(".");
all.files.filter((f) => f.endsWith(".md")).forEach(links);
for (const folder of all.folders.filter((f) => f.startsWith("src"))) {
  const readme = join(folder, "README.md");
  seen++;
  if (folder.split("/").length > 3) continue; // folders inside a folder's thought
  if (!existsSync(join(root, readme))) complain(`${folder} has no README.md`);
  else if (read(readme).split("\n").length > LONGEST_README) complain(`${readme} is longer than a screen`);
}
request();
const words = [...read("docs/glossary.md").matchAll(/^\| ([^|]+) \|/gm)].flatMap((m) => m[1].split(",")).map((w) => w.trim());
for (const w of new Set(words)) if (words.filter((x) => x === w).length > 1) complain(`docs/glossary.md has two lines for ${w}`);
for (const f of readdirSync(join(root, "docs/decisions")))
  if (/^\d{4}-/.test(f) && !read("docs/decisions/README.md").includes(`(${f})`)) complain(`docs/decisions/README.md does not list ${f}`);
console.log(`${seen} links, folders and names looked at`);
process.exitCode = failed || seen < 100 ? 1 : 0;
