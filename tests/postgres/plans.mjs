// SPDX-License-Identifier: Apache-2.0
// What PostgreSQL does with every statement, as the program runs it (pg_pool.c: a plan for all values, nested loops
// over indexes), against queries.pg.plan beside each queries.sql.  Reads the statements from what queryc wrote.
// Each table holds ROWS rows of five towns, analyzed, so that an index is taken because it is the right one.
// A Seq Scan of a table that its migration calls large fails, whatever is written down.
//     node tests/postgres/plans.mjs BUILD [--update]        YAKUBA_STORE: the database; makes a schema and drops it
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROWS = 20000;
const [build, mode] = process.argv.slice(2);
const sources = readdirSync(join(build, "src"), { recursive: true })
  .filter((f) => f.endsWith("_sql.c")).sort()
  .map((f) => readFileSync(join(build, "src", f), "utf8"))
  .map((text) => ({ text, folder: /migrations of (\S+);/.exec(text)[1] }));

const literal = '((?:\\s*"(?:[^"\\\\]|\\\\.)*")+)';
const said = (c) => [...c.matchAll(/"(?:[^"\\]|\\.)*"/g)].map((m) => JSON.parse(m[0])).join("");
const settings = /common_settings\[\] =((?:\s*"[^"]*")+)/.exec(readFileSync("src/platform/db/pg_pool.c", "utf8"))[1];

const migrations = sources.flatMap(({ text, folder }) =>
  [...text.matchAll(new RegExp(`\\.module = "[^"]*", \\.number = (\\d+).*?\\.postgres =${literal}`, "gs"))]
    .map((m) => ({ folder, number: Number(m[1]), sql: said(m[2]) })));
migrations.sort((a, b) => (b.folder === "platform/db") - (a.folder === "platform/db") || a.number - b.number);
const large = new Set();
for (const { folder } of sources) {
  const at = join("src", folder, "migrations");
  for (const f of existsSync(at) ? readdirSync(at).filter((n) => n.endsWith(".sql")) : [])
    for (const m of readFileSync(join(at, f), "utf8").matchAll(/^-- large\n(?:--.*\n)*CREATE TABLE (\w+)/gm)) large.add(m[1]);
}

// Every table with its columns, those added later too.
function columnsOf(ddl) {
  const tables = {};
  for (const line of ddl.split("\n")) {
    const made = /^CREATE TABLE (\w+) \((.*)\)\s*;$/.exec(line), added = /^ALTER TABLE (\w+) ADD (?:COLUMN )?(.*);$/.exec(line);
    const [, table, body] = made ?? added ?? [];
    for (const m of body ? body.matchAll(/(?:^|, )(\w+) (t_\w+)/g) : []) (tables[table] ??= []).push([m[1], m[2]]);
  }
  return tables;
}

const few = new Set(["channel", "state", "kind", "role", "language", "transport", "outcome", "procedure_id"]);

// Keys are all different, flags are two, days and references repeat.
function fill(table, columns) {
  const value = ([name, type]) =>
    name === "town_id" ? "i % 5" : name === "id" ? "i"
    : type === "t_bool" ? "i % 2" : few.has(name) ? "'text ' || i % 4" : type === "t_text" || type === "t_json" ? "'text ' || i * 7919 % 20000"
    : type === "t_blob" ? "decode(md5(i::text), 'hex')" : "i * 7919 % 5000";
  return `INSERT INTO ${table} (${columns.map((c) => c[0]).join(", ")}) SELECT ${columns.map(value).join(", ")}
    FROM generate_series(1, ${ROWS}) AS i ON CONFLICT DO NOTHING;\n`;
}

const types = { i: "bigint", t: "text", b: "bytea" };
const schema = `plans_${process.pid}`;
let script = `\\set ON_ERROR_STOP on\nSET client_min_messages = warning;\nCREATE SCHEMA ${schema};\nSET search_path = ${schema};\n`;
const ddl = migrations.map((m) => m.sql).join("");
const tables = columnsOf(ddl);
script += ddl + Object.entries(tables).map(([table, columns]) => fill(table, columns)).join("");
script += `VACUUM ANALYZE ${Object.keys(tables).join(", ")};\n${said(settings)}\n`; // else autovacuum may come in between
for (const { text, folder } of sources) {
  script += `\\echo == ${folder}\n`;
  for (const m of text.matchAll(new RegExp(`\\.name = "([^"]*)",\\s*\\.sqlite =${literal},\\s*\\.postgres =${literal},\\s*\\.types = "([itb]*)"`, "g"))) {
    const inputs = [...m[4]].map((t) => types[t]);
    script += `\\echo ${m[1].replace(/^[^.]*\./, "")}\nPREPARE q ${inputs.length ? `(${inputs.join(", ")})` : ""} AS ${said(m[3])};\n`;
    script += `EXPLAIN (COSTS OFF) EXECUTE q${inputs.length ? `(${inputs.map(() => "NULL").join(", ")})` : ""};\nDEALLOCATE q;\n`;
  }
}
script += `DROP SCHEMA ${schema} CASCADE;\n`;
const out = execFileSync("psql", ["--no-psqlrc", "-qAtX", process.env.YAKUBA_STORE], { input: script, encoding: "utf8" });

let passed = 0, failed = 0;
for (const part of out.split(/^== /m).slice(1)) {
  const end = part.indexOf("\n"), folder = part.slice(0, end);
  const now = "Plans of PostgreSQL 15, written by tests/postgres/plans.mjs --update; do not edit.\n" + part.slice(end + 1);
  const path = join("src", folder, "queries.pg.plan");
  if (!existsSync(join("src", folder, "queries.sql"))) continue;
  const scans = [...now.matchAll(/Seq Scan on (\w+)/g)].filter((m) => large.has(m[1]));
  if (mode === "--update") writeFileSync(path, now);
  const then = existsSync(path) ? readFileSync(path, "utf8") : "";
  const lines = now.split("\n"), at = lines.findIndex((l, i) => l !== then.split("\n")[i]);
  if (scans.length) console.log(`${folder}: a large table is read whole: ${scans[0][0]}`);
  if (then !== now) console.log(`${path}:${at + 1}: the plan is now "${lines[at] ?? "(nothing)"}"; look at it, then --update`);
  if (scans.length || then !== now) failed++;
  else passed++;
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed ? 1 : 0;
