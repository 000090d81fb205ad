// SPDX-License-Identifier: Apache-2.0
// The same application in two new towns, one on SQLite, one on PostgreSQL ($YAKUBA_STORE): what both then say of the
// case, and the notice, must be the same. Refused: received and decided by the JSON interface in both. Granted: sent
// through the web form on SQLite, by the JSON interface on PostgreSQL, and worked on by staff on their pages.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { application } from "../api/sent.mjs";
import { counter, expect } from "../browser.mjs";
import { Plain } from "../journeys/plain.mjs";
import { startTown } from "../journeys/server.mjs";
import { server as store } from "../store.mjs";
import { applyByForm, formWith, hidden } from "./form.mjs";
import { looks, places, plain, same, text } from "./sheet.mjs";
import { approves, enters, opens, passesAllChecks, proposes, takes } from "./staff.mjs";

const tests = counter();
const folder = mkdtempSync(join(tmpdir(), "yakuba-paper-"));
const appeal = "この決定に不服があるときは、3か月以内に審査請求をすることができます。";

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
  const person = await enters(town, login);
  await person.get("/staff/tokens");
  const made = await person.post("/staff/tokens", [["name", "連携"], ["days", "30"], ...permissions.map((p) => ["permission", p])]);
  return { person, token: /<code>(yakuba_[0-9A-Z]+)<\/code>/.exec(made.text)?.[1] };
}

const head = (town) => staff(town, "reiji.kaoru", ["cases.see", "cases.work", "cases.decide"]);
const byInterface = async (town, change) => (await call(town, "POST", "/api/v1/cases", { body: application(change) })).json;

// All by the JSON interface.
async function refused(town, change) {
  const proposer = await head(town), approver = await staff(town, "shiki.makoto", ["cases.see", "cases.decide"]);
  const receipt = await byInterface(town, change);
  const queue = (await call(town, "GET", "/api/v1/queue?limit=500", { token: proposer.token })).json.cases;
  const path = `/api/v1/cases/${queue.find((r) => r.receipt_number === receipt.receipt_number).ref}`;
  const seen = await call(town, "GET", path, { token: proposer.token });
  const decision = { outcome: "reject", reason: "要件を満たさないため。", appeal };
  const proposed = await call(town, "POST", `${path}/decision`, { token: proposer.token, version: seen.headers.etag, body: decision });
  await call(town, "POST", `${path}/approve`, { token: approver.token, version: proposed.headers.etag, body: {} });
  return { receipt, ref: path.split("/").at(-1), reader: proposer };
}

function save(name, pdf) {
  const file = join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  execFileSync("qpdf", ["--check", file]);
  return file;
}

// What the town says of a decided case.
async function said(town, name, made) {
  const { receipt, ref, reader } = made;
  const status = (await call(town, "POST", "/api/v1/receipts/lookup", { body: { number: receipt.receipt_number, code: receipt.receipt_code } })).text;
  const known = (await call(town, "GET", `/api/v1/cases/${ref}`, { token: reader.token })).text;
  const page = (await reader.person.get(`/staff/cases/${ref}`)).text;
  const link = /href="(\/staff\/cases\/[^"]+\/papers\/[^"]+)"/.exec(page)?.[1];
  const file = save(name, (await reader.person.get(link)).bytes);
  return { made, file, places: places(made, file), status: plain(status, made), known: plain(known, made), text: text(file) };
}

// ---- granted ----

// A third child, the eldest, who studies elsewhere: the youngest counts as the third.
function three(a) {
  const year = new Date().getFullYear();
  a.children.unshift({
    child_family_name: "見本", child_given_name: "一", child_family_kana: "ミホン", child_given_kana: "ハジメ", child_birth: `${year - 20}-05-05`,
    child_relation: "child", child_living: "apart", child_address: "例示県見本市1丁目2番3号", child_apart_reason: "大学に通うため",
    older: { older_care: "yes", older_costs: "yes", older_status: "student", older_school: "見本大学", older_graduation: `${year + 3}-03-31` },
  });
}
const amounts = ["10,000", "30,000"];

// As people write it; it is kept as the JSON interface was given it.
const typed = {
  "applicant/applicant_family_kana": "みほん",
  "applicant/applicant_phone": "０００-００００　１２３４",
  "applicant/applicant_birth.era": "昭和", "applicant/applicant_birth.year": "６３", "applicant/applicant_birth.month": "4", "applicant/applicant_birth.day": "5",
  "account/bank_code": "９９９０",
};
const byForm = (town, change) => applyByForm(town, "jido-teate", application(change).answers, typed);

async function granted(town, apply, change) {
  const receipt = await apply(town, change), clerk = await enters(town, "kana.aoi"), approver = await enters(town, "shiki.makoto");
  const path = await opens(clerk, receipt.receipt_number);
  await takes(clerk, path);
  const checked = await passesAllChecks(clerk, path);
  const proposal = await proposes(clerk, path, "grant");
  await approves(approver, path);
  return { receipt, ref: path.split("/").at(-1), reader: await head(town), checked, proposal };
}

// The resident comes back with number, code and birth date: the page of the status as it reads, and the notice from there.
async function atHome(town, name, made) {
  const resident = new Plain(town), { receipt_number: number, receipt_code: code } = made.receipt;
  await resident.get("/r");
  await resident.post("/r", { number, code });
  const closed = await resident.get("/receipts");
  await resident.post("/receipts/open", { case: hidden(formWith(closed.text, 'action="/receipts/open"'), "case"), "birth.era": "昭和", "birth.year": "63", "birth.month": "4", "birth.day": "5" });
  const open = (await resident.get("/receipts")).text, main = /<main[\s>].*<\/main>/s.exec(open)[0];
  const ticket = await resident.post("/receipts/papers", { paper: hidden(formWith(open, 'action="/receipts/papers"'), "paper") });
  return { page: plain(main.replaceAll(/<[^>]*>/g, "\n").replaceAll(/\s*\n\s*/g, "\n"), made), file: save(`${name}-at-home`, (await resident.get(ticket.to)).bytes) };
}

// The staff's view of both cases in the same order: the paths at which they differ.
function differences(a, b, path = "") {
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return a === b ? [] : [`${path}: ${JSON.stringify(a)} ${JSON.stringify(b)}`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differences(a[key], b[key], `${path}/${key}`));
}

async function grantedAlike([sqliteTown, postgresTown]) {
  const on = {};
  await tests.check("the application is sent through the form on SQLite and by the JSON interface on PostgreSQL, and granted", async () => {
    for (const [name, town, apply] of [["form", sqliteTown, byForm], ["interface", postgresTown, byInterface]]) {
      const made = await granted(town, apply, three);
      on[name] = { ...(await said(town, name, made)), home: await atHome(town, name, made) };
    }
  });
  const { form, interface: api } = on;
  if (!form || !api) return;
  await tests.check("the notice has the person, the children and the amounts", () => {
    for (const words of ["見本", "太郎", "二葉", "三郎", ...amounts, "審査請求"]) expect(form.text.includes(words), `no ${words} in ${form.text}`);
  });
  await tests.check("the same was left to check, and the same months and amounts were confirmed", () => {
    expect(form.made.checked.length > 5, `only ${form.made.checked} to check`);
    same(form.made.checked.join("\n"), api.made.checked.join("\n"));
    for (const words of amounts) expect(form.made.proposal.includes(`${words}円`), `no ${words} proposed`);
    same(JSON.stringify(JSON.parse(form.known).decision), JSON.stringify(JSON.parse(api.known).decision));
  });
  await tests.check("both notices of the grant have the same words in the same places", () => same(form.places, api.places));
  await tests.check("both notices of the grant look the same, but for their keys", () => same(looks(form.file), looks(api.file)));
  await tests.check("the resident gets the very notice that staff see", () => {
    for (const one of [form, api]) expect(execFileSync("cmp", [one.file, one.home.file]) !== undefined, "another paper");
  });
  await tests.check("the page of the status reads the same", () => {
    expect(form.home.page.includes("決定しました"), form.home.page);
    same(form.home.page, api.home.page);
  });
  await tests.check("programs are told the same of the granted case", () => same(form.status, api.status));
  await tests.check("staff see the same of the granted case but for the way it came", () => {
    expect(JSON.parse(form.known).answers.children.length === 3, form.known);
    same(differences(JSON.parse(form.known), JSON.parse(api.known)).join("\n"), ['/channel: "web" "api"'].join("\n"));
  });
}

const towns = [];
try {
  const on = {};
  await tests.check("the same application is refused on both engines", async () => {
    for (const [name, settings] of [["sqlite", {}], ["postgres", { store }]]) {
      towns.push(await startTown(settings, undefined, { on: undefined }));
      on[name] = await said(towns.at(-1), name, await refused(towns.at(-1)));
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
    await grantedAlike(towns);
    await tests.check("a notice with another name neither reads nor looks the same", async () => {
      const other = await said(towns[0], "other", await refused(towns[0], (a) => (a.applicant.applicant_given_name = "次郎")));
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
