// SPDX-License-Identifier: Apache-2.0
// The same application in two new towns, one on SQLite, one on PostgreSQL ($YAKUBA_STORE): received by the JSON
// interface, refused by two members of staff. What both then say of the case, and the notice, must be the same.
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counter, expect } from "../browser.mjs";
import { Plain } from "../journeys/plain.mjs";
import { startTown } from "../journeys/server.mjs";
import { application } from "../api/sent.mjs";

const tests = counter();
const folder = mkdtempSync(join(tmpdir(), "yakuba-paper-"));
const appeal = "この決定に不服があるときは、3か月以内に審査請求をすることができます。";
import { server as store } from "../store.mjs";

async function call(town, method, path, { token, version, body } = {}) {
  const answer = await new Plain(town).send(method, path, {
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }), ...(version && { "If-Match": version }),
      ...(body && { "Content-Type": "application/json", "Idempotency-Key": randomUUID() }),
    },
    body: body && JSON.stringify(body),
  });
  expect(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text.slice(0, 400)}`);
  return { ...answer, json: JSON.parse(answer.text) };
}

async function staff(town, login, permissions) {
  const person = new Plain(town);
  await person.get("/staff/login");
  await person.post("/staff/login", { login, password: town.password });
  await person.get("/staff/tokens");
  const made = await person.post("/staff/tokens", [["name", "連携"], ["days", "30"], ...permissions.map((p) => ["permission", p])]);
  return { person, token: /<code>(yakuba_[0-9A-Z]+)<\/code>/.exec(made.text)?.[1] };
}

async function decided(town, change) {
  const head = await staff(town, "reiji.kaoru", ["cases.see", "cases.work", "cases.decide"]);
  const approver = await staff(town, "shiki.makoto", ["cases.see", "cases.decide"]);
  const receipt = (await call(town, "POST", "/api/v1/cases", { body: application(change) })).json;
  const queue = (await call(town, "GET", "/api/v1/queue?limit=500", { token: head.token })).json.cases;
  const path = `/api/v1/cases/${queue.find((r) => r.receipt_number === receipt.receipt_number).ref}`;
  const seen = await call(town, "GET", path, { token: head.token });
  const decision = { outcome: "reject", reason: "要件を満たさないため。", appeal };
  const proposed = await call(town, "POST", `${path}/decision`, { token: head.token, version: seen.headers.etag, body: decision });
  await call(town, "POST", `${path}/approve`, { token: approver.token, version: proposed.headers.etag, body: {} });
  return { receipt, path, head };
}

// What is of this town, this case and this minute alone.
const plain = (text, { receipt, path }) =>
  [receipt.receipt_number, receipt.receipt_number.replaceAll("-", ""), path.split("/").at(-1)]
    .reduce((all, own) => all.replaceAll(own, "(own)"), text)
    .replaceAll(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, "(ref)")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, "(moment)");

async function printed(town, name, change) {
  const made = await decided(town, change), { receipt, path, head } = made;
  const status = (await call(town, "POST", "/api/v1/receipts/lookup", { body: { number: receipt.receipt_number, code: receipt.receipt_code } })).text;
  const known = (await call(town, "GET", path, { token: head.token })).text;
  const page = (await head.person.get(path.replace("/api/v1", "/staff"))).text;
  const link = /href="(\/staff\/cases\/[^"]+\/papers\/[^"]+)"/.exec(page)?.[1];
  const pdf = (await head.person.get(link)).bytes, file = join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  execFileSync("qpdf", ["--check", file]);
  return { file, places: places(made, file), status: plain(status, made), known: plain(known, made), text: execFileSync("pdftotext", [file, "-"]).toString() };
}

const same = (a, b) => {
  const left = a.split("\n"), at = left.findIndex((line, i) => line !== b.split("\n")[i]);
  expect(a === b, `SQLite: ${left[at]?.slice(0, 3000)}\nPostgreSQL: ${b.split("\n")[at]?.slice(0, 3000)}`);
};

// Every word and its place. The last line has the keys of paper and case, which are different in every town.
const words = (file) =>
  [...execFileSync("pdftotext", ["-bbox", file, "-"]).toString().matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>(.*?)<\/word>/g)]
    .map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text }));
const places = (made, file) => words(file).map((w) => (w.y > 800 ? plain(w.text, made) : `${w.x} ${w.y} ${w.text}`)).join("\n");

// The sheet as it looks, but for the square code and the last line: above the code, and right of it.
function looks(file) {
  const beside = words(file).find((w) => w.text.startsWith("この通知についての")), points = (n) => String(Math.round((n * 100) / 72));
  return [[0, 0, 595, beside.y - 20], [beside.x - 3, beside.y - 20, 595, 800]].map(([x, y, right, bottom]) =>
    createHash("sha256").update(execFileSync("pdftoppm", ["-r", "100", "-f", "1", "-l", "1", "-x", points(x), "-y", points(y), "-W", points(right - x), "-H", points(bottom - y), file],
      { maxBuffer: 1 << 26 })).digest("hex")).join("\n");
}

const towns = [];
try {
  const on = {};
  await tests.check("the same application is decided on both engines", async () => {
    for (const [name, settings] of [["sqlite", {}], ["postgres", { store }]]) {
      towns.push(await startTown(settings, undefined, { on: undefined }));
      on[name] = await printed(towns.at(-1), name);
    }
  });
  const { sqlite, postgres } = on;
  if (sqlite && postgres) {
    await tests.check("the notice has the person, the reason and the way to appeal", () => {
      for (const words of ["見本", "太郎", "要件を満たさないため", "審査請求"]) expect(sqlite.text.includes(words), `no ${words} in ${sqlite.text}`);
    });
    await tests.check("both say the same of the case to the resident", () => same(sqlite.status, postgres.status));
    await tests.check("both say the same of the case to staff", () => same(sqlite.known, postgres.known));
    await tests.check("both notices have the same words in the same places", () => same(sqlite.places, postgres.places));
    await tests.check("both notices look the same, but for their keys", () => same(looks(sqlite.file), looks(postgres.file)));
    await tests.check("a notice with another name neither reads nor looks the same", async () => {
      const other = await printed(towns[0], "other", (a) => (a.applicant.applicant_given_name = "次郎"));
      expect(other.places !== postgres.places && looks(other.file) !== looks(postgres.file), "nobody would notice");
    });
  }
  await tests.check("the audit trail of both holds, by the town's public key alone", async () => {
    await new Promise((resolve) => setTimeout(resolve, 2500)); // sealed once a second
    for (const [town, address] of [[towns[0], join(towns[0].folder, "data", "town.db")], [towns[1], store]]) {
      await town.halt();
      const key = execFileSync(process.env.YAKUBA, ["audit", "key", join(town.folder, "data", "vault.key"), "1"]).toString().trim();
      const report = JSON.parse(execFileSync(process.env.YAKUBA, ["audit", "verify", address, "--key", key, "--json"]).toString());
      expect(report.ok && report.sealed > 10 && report.heads > 0, JSON.stringify(report));
    }
  });
} finally {
  for (const town of towns) await town.stop();
  rmSync(folder, { recursive: true, force: true });
}
tests.end();
