// SPDX-License-Identifier: Apache-2.0
// One story told by programs: applying, looking up, working the queue with tokens; every answer is held against the
// OpenAPI document, and at the end every part of the document must have been seen.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { counter, expect } from "../browser.mjs";
import { Plain } from "../journeys/plain.mjs";
import { startTown } from "../journeys/server.mjs";
import { Document, schemas } from "./document.mjs";
import { looksAtTokens } from "./look.mjs";
import { answers, application } from "./sent.mjs";
import { onServer, storeFor } from "./store.mjs";
import { suite } from "./suite.mjs";

const tests = counter();
const town = await startTown({ rate_per_minute: "0", ...storeFor("town") }, undefined, { on: undefined });
const visitor = new Plain(town);
const document = new Document((await visitor.get("/api/openapi.json")).text);
const appeal = "この決定に不服があるときは、3か月以内に審査請求をすることができます。";

function store(sql) {
  const { store: url } = storeFor("town");
  return execFileSync(url ? "psql" : "sqlite3", url ? ["-XqAt", url, "-c", sql] : ["-readonly", join(town.folder, "data", "town.db"), sql]).toString().trim();
}

async function call(method, path, { token, headers = {}, body, raw, at = town } = {}) {
  const answer = await new Plain(at).send(method, path, {
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...((body !== undefined || raw !== undefined) && { "Content-Type": "application/json" }), ...headers,
    },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  document.hold(method, path, answer);
  return { ...answer, json: /json/.test(answer.headers["content-type"]) && answer.text ? JSON.parse(answer.text) : undefined };
}
const is = (answer, status, code) =>
  expect(answer.status === status && (!code || answer.json.code === code), `${answer.status} ${answer.text.slice(0, 400)} instead of ${status} ${code ?? ""}`);
const apply = (body, key = randomUUID(), more = {}) => call("POST", "/api/v1/cases", { body, ...more, headers: { "Idempotency-Key": key, ...more.headers } });
const points = (answer, pointer) =>
  expect(answer.json.errors?.some((e) => e.pointer === pointer && e.detail), `no ${pointer} in ${JSON.stringify(answer.json.errors)}`);

async function signedIn(login) {
  const person = new Plain(town);
  await person.get("/staff/login");
  const to = (await person.post("/staff/login", { login, password: town.password })).to;
  expect(to === "/staff", `${login} is sent to ${to}`);
  return person;
}

async function makeToken(person, name, permissions, days = "30") {
  await person.get("/staff/tokens");
  return person.post("/staff/tokens", [["name", name], ["days", days], ...permissions.map((p) => ["permission", p])]);
}
const tokenIn = (answer) => /<code>(yakuba_[0-9A-Z]+)<\/code>/.exec(answer.text)?.[1];

// ---- the document ----

await tests.check("the document has every route below /api/, and no other", () => {
  const routes = execFileSync(process.env.YAKUBA, ["routes"]).toString().split("\n")
    .map((l) => l.split(/\s+/)).filter((c) => c[1]?.startsWith("/api/")).map((c) => `${c[0]} ${c[1]}`).sort();
  const documented = Object.entries(document.document.paths).flatMap(([p, o]) => Object.keys(o).map((m) => `${m.toUpperCase()} ${p}`)).sort();
  expect(routes.length > 8 && routes.join() === documented.join(), `${routes} / ${documented}`);
});
await tests.check("the document is kept by its tag", async () => {
  const first = await call("GET", "/api/openapi.json");
  is(await call("GET", "/api/openapi.json", { headers: { "If-None-Match": first.headers.etag } }), 304);
});

// ---- procedures ----

let schema;
await tests.check("procedures come as JSON, as CSV, and not at all when they are known", async () => {
  const list = await call("GET", "/api/v1/procedures");
  is(list, 200);
  expect(list.json.procedures.some((p) => p.id === "jido-teate"), "no 児童手当");
  is(await call("GET", "/api/v1/procedures", { headers: { "If-None-Match": list.headers.etag } }), 304);
  is(await call("GET", "/api/v1/procedures?format=xml"), 400, "bad-parameter");
  for (const how of [{ path: "?format=csv" }, { path: "", headers: { Accept: "text/csv" } }]) {
    const csv = await call("GET", `/api/v1/procedures${how.path}`, how);
    expect(csv.text.startsWith("\uFEFFid,title,") && csv.text.includes("\r\njido-teate,児童手当"), csv.text);
  }
});
await tests.check("a procedure brings the schema of its answers", async () => {
  const one = await call("GET", "/api/v1/procedures/jido-teate");
  is(await call("GET", "/api/v1/procedures/jido-teate", { headers: { "If-None-Match": one.headers.etag } }), 304);
  is(await call("GET", "/api/v1/procedures/no-such"), 404);
  const validate = schemas().compile(one.json.answers);
  schema = (value) => validate(value);
  expect(validate(answers()), JSON.stringify(validate.errors));
  for (const wrong of [
    (a) => (a.applicant.applicant_birth = "1988-13-05"), (a) => (a.children = []), (a) => (a.children[0].child_relation = "nobody"),
    (a) => delete a.account.bank_code, (a) => (a.account.bank_code = "999"), (a) => (a.papers.passbook = ["TOKEN"]), (a) => (a.unknown = "x"),
  ]) {
    const a = answers();
    wrong(a);
    expect(!schema(a), `taken: ${wrong}`);
    is(await apply({ procedure: "jido-teate", answers: a }), 422);
  }
});

// ---- applying ----

const key = randomUUID();
let receipt;
await tests.check("an application is received, and sent again it is the same", async () => {
  const body = application();
  document.sent("POST", "/api/v1/cases", body);
  const first = await apply(body, key), again = await apply(body, key);
  is(first, 201);
  is(again, 201);
  expect(first.text === again.text, `${first.text} / ${again.text}`);
  is(await apply(body, `"${key}"`), 201);
  receipt = first.json;
});
await tests.check("the same key with another body is told", async () =>
  is(await apply(application((a) => (a.confirm.remarks = "別の内容")), key), 409, "key-reused"));
await tests.check("without a key nothing is received", async () => {
  is(await call("POST", "/api/v1/cases", { body: application() }), 400, "no-key");
  is(await apply(application(), "a b"), 400, "no-key");
  is(await apply(application(), "x".repeat(201)), 400, "no-key");
});
await tests.check("twenty at once under one key are one case", async () => {
  const body = application((a) => (a.confirm.remarks = "同時に")), same = randomUUID();
  const all = await Promise.all(Array.from({ length: 20 }, () => apply(body, same)));
  for (const answer of all) is(answer, 201);
  expect(new Set(all.map((a) => a.text)).size === 1, "more than one receipt");
  expect(store(`SELECT count(*) FROM cases WHERE answers LIKE '%同時に%'`) === "1", "more than one case");
});
await tests.check("twenty at once under one key with two bodies: one body is received, the other is told", async () => {
  const same = randomUUID(), bodies = ["甲", "乙"].map((w) => application((a) => (a.confirm.remarks = w)));
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => apply(bodies[i % 2], same)));
  const received = all.filter((a) => a.status === 201);
  expect(received.length === 10 && all.every((a) => [201, 409].includes(a.status)), all.map((a) => a.status).join());
  expect(new Set(received.map((a) => a.text)).size === 1, "more than one receipt");
});
await tests.check("each mistake has its pointer", async () => {
  const wrong = await apply(application((a) => {
    a.children[1].child_birth = "2026-02-30";
    delete a.applicant.applicant_family_name;
    a.account.account_number = "12";
    a["a/b~c"] = 1;
    a.spouse.spouse_person = "花子";
  }));
  is(wrong, 422, "invalid-answers");
  for (const p of ["/answers/children/1/child_birth", "/answers/applicant/applicant_family_name", "/answers/account/account_number", "/answers/a~1b~0c", "/answers/spouse/spouse_person"])
    points(wrong, p);
  expect(wrong.json.errors.filter((e) => e.pointer === "/answers/children/1/child_birth").length === 1, "told twice");
  points(await apply({ procedure: "no-such", answers: {} }), "/procedure");
  points(await apply({ procedure: "jido-teate", answers: [] }), "/answers");
  points(await apply({ procedure: "jido-teate" }), "/answers");
  points(await apply({ ...application(), language: "xx" }), "/language");
  points(await apply({ ...application(), more: 1 }), "/more");
  points(await apply([]), "");
});
await tests.check("a form that ends elsewhere says where to go", async () => {
  const answer = await apply(application((a) => (a.eligibility = { claimant_kind: "father", occupation: "public_servant" })));
  points(answer, "/answers/eligibility");
  expect(answer.json.errors.length === 1 && answer.json.errors[0].detail.includes("勤務先"), answer.text);
});
await tests.check("files go through the jail, or are told", async () => {
  const passbook = (files) => apply(application((a) => (a.papers.passbook = files)));
  points(await passbook([{ name: "写真.jpg", content: "not base64!" }]), "/answers/papers/passbook/0/content");
  points(await passbook([{ name: "写真.jpg", content: Buffer.from("<!doctype html>").toString("base64") }]), "/answers/papers/passbook/0/content");
  points(await passbook([{ name: "写真.jpg" }]), "/answers/papers/passbook/0");
  points(await passbook("写真"), "/answers/papers/passbook");
  points(await passbook([]), "/answers/papers/passbook");
  const large = Buffer.alloc((10 << 20) + 1, 0xff).toString("base64");
  points(await passbook([{ name: "写真.jpg", content: large }]), "/answers/papers/passbook/0/content");
});
await tests.check("two members of one name are told, not chosen from", async () => {
  const raw = JSON.stringify(application()).replace('"reason":"birth"', '"reason":"birth","reason":"moved_in"');
  const answer = await call("POST", "/api/v1/cases", { raw, headers: { "Idempotency-Key": randomUUID() } });
  is(answer, 422);
  points(answer, "/answers/event/reason");
});
await tests.check("what is no JSON, no application/json or too much is refused", async () => {
  is(await call("POST", "/api/v1/cases", { raw: "{", headers: { "Idempotency-Key": key } }), 400, "not-json");
  is(await call("POST", "/api/v1/cases", { raw: "a=1", headers: { "Content-Type": "application/x-www-form-urlencoded" } }), 415);
  is(await apply({ procedure: "jido-teate", answers: { x: "y".repeat(24 << 20) } }), 413);
  const many = (one, n) => call("POST", "/api/v1/cases", { raw: `{"procedure":"jido-teate","answers":{"children":[${`${one},`.repeat(n)}${one}]}}`, headers: { "Idempotency-Key": randomUUID() } });
  is(await many("1", 2e6), 413);
  is(await many("1", 1e5), 422);
  is(await many('{"x":[]}', 5e4), 422);
  const files = await apply(application((a) => (a.papers.passbook = Array(1e5).fill(0))));
  expect(files.status === 422 && files.json.errors.length === 200, `${files.status} ${files.json.errors?.length}`);
});

// ---- looking up ----

const look = (number, code) => call("POST", "/api/v1/receipts/lookup", { body: { number, code } });
await tests.check("number and code show where the case stands", async () => {
  document.sent("POST", "/api/v1/receipts/lookup", { number: "1", code: "2" });
  const answer = await look(receipt.receipt_number, receipt.receipt_code);
  is(answer, 200);
  expect(answer.json.state === "received" && answer.json.procedure === "jido-teate", answer.text);
  is(await look(receipt.receipt_number.replace(/(....)(?=.)/g, "$1-"), receipt.receipt_code.toLowerCase()), 200);
  is(await look(receipt.receipt_number, "0".repeat(16)), 404);
  is(await look("\u0000", "\u0000"), 422);
  is(await look("", ""), 422);
});

// ---- tokens ----

const clerk = await signedIn("kana.aoi"), head = await signedIn("reiji.kaoru"), approver = await signedIn("shiki.makoto"), other = await signedIn("hyouhon.michiru");
let mine, heads, approvers, others, seeing;
await tests.check("a token is made for what its member of staff may do, and shown once", async () => {
  const made = await makeToken(clerk, "連携の試し", ["cases.see", "cases.work"]);
  mine = tokenIn(made);
  expect(mine && !tokenIn(await clerk.get("/staff/tokens")), "not shown, or shown again");
  heads = tokenIn(await makeToken(head, "課長の道具", ["cases.see", "cases.work", "cases.decide"]));
  approvers = tokenIn(await makeToken(approver, "決裁の道具", ["cases.see", "cases.decide"]));
  others = tokenIn(await makeToken(other, "よその課", ["cases.see", "cases.work", "cases.decide"]));
  seeing = tokenIn(await makeToken(clerk, "見るだけ", ["cases.see"]));
  expect(heads && approvers && others && seeing, "not made");
  const hashes = store("SELECT token_hash FROM api_token");
  expect(!hashes.includes(mine.slice(7)), "the store has the token itself");
});
await tests.check("more than its member of staff may do is refused", async () => {
  for (const [permissions, days, name] of [[["cases.decide"], "30", "x"], [["admin"], "30", "x"], [["cases.see", "nothing"], "30", "x"], [[], "30", "x"], [["cases.see"], "367", "x"], [["cases.see"], "0", "x"], [["cases.see"], "30", ""]]) {
    const answer = await makeToken(clerk, name, permissions, days);
    expect(answer.status === 422 && !tokenIn(answer), `${permissions} ${days} gave ${answer.status}`);
  }
});
await tests.check("a token that is none, is revoked, or is a cookie opens nothing", async () => {
  is(await call("GET", "/api/v1/queue"), 401);
  is(await call("GET", "/api/v1/queue", { token: "yakuba_0000" }), 401);
  is(await call("GET", "/api/v1/queue", { headers: { Authorization: `Basic ${mine}` } }), 401);
  document.hold("GET", "/api/v1/queue", await clerk.get("/api/v1/queue"));
  expect((await clerk.get("/api/v1/queue")).status === 401, "a cookie has authority");
  const shortLived = tokenIn(await makeToken(clerk, "すぐ取り消す", ["cases.see"]));
  is(await call("GET", "/api/v1/queue", { token: shortLived }), 200);
  const revoke = /すぐ取り消す.*?action="([^"]+revoke)"/s.exec((await clerk.get("/staff/tokens")).text)[1];
  expect((await head.post(revoke)).status === 303, "revoking another's");
  is(await call("GET", "/api/v1/queue", { token: shortLived }), 200);
  await clerk.get("/staff/tokens");
  expect((await clerk.post(revoke)).status === 303, "revoking");
  is(await call("GET", "/api/v1/queue", { token: shortLived }), 401);
});

// ---- the queue ----

let rows;
await tests.check("the queue comes in pages that miss nothing and repeat nothing", async () => {
  rows = [];
  for (let path = "/api/v1/queue?limit=7"; path; ) {
    const page = await call("GET", path, { token: mine });
    is(page, 200);
    expect(page.json.cases.length <= 7, "too many");
    rows.push(...page.json.cases);
    path = page.json.next && /<([^>]+)>; rel="next"/.exec(page.headers.link)[1];
    expect(!path || path.includes(encodeURIComponent(page.json.next)), path);
  }
  expect(rows.length > 20 && new Set(rows.map((r) => r.ref)).size === rows.length, `${rows.length} rows`);
  expect(rows.some((r) => r.receipt_number === receipt.receipt_number), "the new case is not there");
  const due = rows.map((r) => r.due_on);
  expect(due.every(Boolean), "no deadline");
});
await tests.check("each view of the desk is there", async () => {
  for (const view of ["all", "received", "review", "correction", "approval", "mine", "today", "over", "soon", "visit"])
    is(await call("GET", `/api/v1/queue?view=${view}`, { token: mine }), 200);
  const received = (await call("GET", "/api/v1/queue?view=received&limit=500", { token: mine })).json.cases;
  expect(received.length && received.every((r) => r.state === "received"), "other states");
});
await tests.check("a cursor is good for its own list alone", async () => {
  const { next } = (await call("GET", "/api/v1/queue?limit=2", { token: mine })).json;
  is(await call("GET", `/api/v1/queue?cursor=${next}`, { token: mine }), 200);
  for (const path of [`?cursor=${next}&view=received`, `?cursor=${next.slice(0, -2)}AA`, "?cursor=x", "?limit=0", "?limit=501", "?view=none", "?format=xml", "?view=%zz"])
    is(await call("GET", `/api/v1/queue${path}`, { token: mine }), 400);
  is(await call("GET", `/api/v1/queue?cursor=${next}`, { token: heads }), 400);
});
await tests.check("the queue is a table too, whose cells are no formulas", async () => {
  is(await apply(application((a) => Object.assign(a.applicant, { applicant_family_name: "=見本", applicant_given_name: '"太郎", 二' }))), 201);
  const csv = (await call("GET", "/api/v1/queue?format=csv&limit=500", { token: mine })).text;
  const saved = await clerk.get("/staff/queue.csv");
  is(saved, 200);
  for (const text of [csv, saved.text]) {
    expect(text.startsWith("\uFEFF") && text.endsWith("\r\n"), "no mark, or no line end");
    expect(text.split("\r\n").length === rows.length + 3, `${text.split("\r\n").length} lines for ${rows.length + 1} rows`);
    expect(text.includes(`"'=見本 ""太郎"", 二"`), "the cell is not guarded");
  }
  expect(/attachment; .*\.csv/.test(saved.headers["content-disposition"]), saved.headers["content-disposition"]);
  expect((await clerk.get("/staff/queue.csv?view=none")).status === 404, "an unknown view");
  expect((await new Plain(town).get("/staff/queue.csv")).to?.startsWith("/staff/login"), "without signing in");
});

// ---- a case ----

const row = rows.find((r) => r.receipt_number === receipt.receipt_number), path = `/api/v1/cases/${row.ref}`;
let tag;
await tests.check("a case comes whole, but for what is sealed", async () => {
  const answer = await call("GET", path, { token: mine });
  is(answer, 200);
  tag = answer.headers.etag;
  expect(tag === `"${answer.json.version}"`, tag);
  expect(answer.json.sealed.includes("/answers/account/account_number"), JSON.stringify(answer.json.sealed));
  expect(!answer.text.includes("0123456") && !answer.text.includes('"v1.'), "a sealed answer is there");
  expect(answer.json.answers.children[1].child_given_name === "三郎" && answer.json.attachments[0].name === "通帳.png", "answers differ");
  is(await call("GET", path, { token: mine, headers: { "If-None-Match": tag } }), 304);
  is(await call("GET", path, { token: others }), 404);
  is(await call("GET", "/api/v1/cases/00000000000000000000000000", { token: mine }), 404);
  is(await call("GET", path), 401);
});

const act = (below, body, { token = mine, version = tag, headers = {} } = {}) =>
  call("POST", path + below, { token, body, headers: { ...(version && { "If-Match": version }), ...headers } });
const bodies = { "/notes": { note: "電話で確かめた。" }, "/decision": { outcome: "reject", reason: "要件を満たさないため。", appeal }, "/approve": {} };

await tests.check("acts are refused without a token, a permission, a version, a body", async () => {
  const nobody = tokenIn(await makeToken(approver, "決裁だけ", ["cases.decide"]));
  is(await call("GET", "/api/v1/queue", { token: nobody }), 403);
  is(await call("GET", path, { token: nobody }), 403);
  for (const [below, body] of Object.entries(bodies)) {
    document.sent("POST", path + below, body);
    const token = below === "/approve" ? approvers : mine;
    is(await call("POST", path + below, { body }), 401);
    is(await act(below, body, { token: seeing }), 403);
    is(await act(below, body, { token, version: null }), 428);
    is(await act(below, body, { token, version: "*" }), 428);
    is(await act(below, body, { token, version: '"99"' }), 412);
    is(await act(below, body, { token, version: `W/${tag}` }), 412);
    is(await call("POST", path + below, { token, raw: "{]", headers: { "If-Match": tag } }), 400, "not-json");
    is(await act(below, { ...body, more: 1 }, { token }), 422);
    is(await act(below, body, { token, headers: { "Content-Type": "text/plain" } }), 415);
    is(await act(below, { more: "x".repeat(70000) }, { token }), 413);
    is(await call("POST", `/api/v1/cases/00000000000000000000000000${below}`, { token, body, headers: { "If-Match": tag } }), 404);
    is(await call("POST", path + below, { token: others, body, headers: { "If-Match": tag } }), 404);
  }
});
await tests.check("a note is added, once for a version", async () => {
  const done = await act("/notes", bodies["/notes"]);
  is(done, 200);
  expect(done.json.case.history.at(-1).note === "電話で確かめた。" && done.json.case.history.at(-1).actor.includes("連携の試し"), "not in the history");
  is(await act("/notes", bodies["/notes"]), 412, "stale");
  points(await act("/notes", { note: " " }, { version: done.headers.etag }), "/note");
  points(await act("/notes", { note: "字".repeat(2001) }, { version: done.headers.etag }), "/note");
  tag = done.headers.etag;
});
await tests.check("a 補正 shows in the status", async () => {
  const page = `/staff/cases/${row.ref}/correction`;
  await clerk.get(page);
  const version = tag.slice(1, -1);
  const form = (await clerk.get(page)).text;
  const [, why] = /name="(why[^"]*applicant_address[^"]*)"/.exec(form) ?? [];
  const due = /name="due"[^>]*value="([^"]+)"/.exec(form)?.[1] ?? "2026-12-10";
  const sent = await clerk.post(page, [["version", version], ["field", "applicant/applicant_address"], [why ?? "why", "番地を確かめてください。"], ["message", "住所を確かめてください。"], ["due", due]]);
  expect(sent.status === 303, `${sent.status} ${/error[^<]*<[^>]*>[^<]*/.exec(sent.text)?.[0]}`);
  const status = await look(receipt.receipt_number, receipt.receipt_code);
  expect(status.json.state === "correction" && status.json.correction.message === "住所を確かめてください。" && status.json.due_on === null, status.text);
  const now = await call("GET", path, { token: mine });
  expect(now.json.stopped_on && now.json.history.length > 2, "not stopped");
  is(await act("/decision", bodies["/decision"], { version: now.headers.etag }), 409);
  is(await act("/approve", {}, { version: now.headers.etag, token: approvers }), 409);
  await clerk.get(`/staff/cases/${row.ref}`);
  expect((await clerk.post(`/staff/cases/${row.ref}/correction/close`, { version: now.json.version })).status === 303, "closing");
  tag = (await call("GET", path, { token: mine })).headers.etag;
});
await tests.check("a decision is proposed by one and approved by another", async () => {
  points(await act("/decision", { outcome: "no-such" }), "/outcome");
  points(await act("/decision", { outcome: "reject", appeal }), "/reason");
  const proposed = await act("/decision", bodies["/decision"], { token: heads });
  is(proposed, 200);
  expect(proposed.json.case.state === "approval" && proposed.json.case.decision.state === "proposed", proposed.text.slice(0, 300));
  is(await act("/approve", {}, { token: heads, version: proposed.headers.etag }), 403, "own-proposal");
  is(await act("/approve", {}, { token: approvers }), 412);
  const approved = await act("/approve", {}, { token: approvers, version: proposed.headers.etag });
  is(approved, 200);
  expect(approved.json.case.state === "done" && approved.json.case.outcome === "reject", approved.text.slice(0, 300));
  expect(approved.json.message === "" && approved.json.case.papers.length === 1, `${approved.json.message} ${approved.json.case.papers.length} papers`);
  is(await act("/approve", {}, { token: approvers, version: approved.headers.etag }), 409);
  const status = await look(receipt.receipt_number, receipt.receipt_code);
  expect(status.json.state === "done", status.text);
});
await tests.check("what a program did is kept with its token", () => {
  const made = store("SELECT count(*) FROM audit WHERE action = 'api.token-made'");
  expect(Number(made) >= 6, `${made} made`);
  for (const action of ["api.queue-seen", "api.case-seen", "noted", "proposed", "approved"])
    expect(/^\{"token":"[0-9A-Z]{26}"\}$/.test(store(`SELECT detail FROM audit WHERE action = '${action}' AND detail LIKE '%token%' LIMIT 1`)), `${action} has no token`);
});

// ---- for everybody ----

await tests.check("no other site is let in", async () => {
  for (const method of ["OPTIONS", "POST"]) {
    const answer = await new Plain(town).send(method, "/api/v1/cases", { headers: { Origin: "https://elsewhere.example", "Access-Control-Request-Method": "POST", "Sec-Fetch-Site": "cross-site" } });
    expect(answer.status >= 400 && !Object.keys(answer.headers).some((h) => h.startsWith("access-control-")), `${method} ${answer.status}`);
  }
  const answer = await clerk.send("POST", path + "/notes", { body: "{}", headers: { "Content-Type": "application/json", "If-Match": tag, Origin: "https://elsewhere.example" } });
  expect(answer.status === 401, `a cookie from elsewhere: ${answer.status}`);
});
await tests.check("an address that is none is a problem too", async () => {
  const answer = await visitor.get("/api/v1/none");
  expect(answer.status === 404 && answer.headers["content-type"] === "application/problem+json" && JSON.parse(answer.text).code === "not-found", answer.text);
  const method = await visitor.send("DELETE", "/api/v1/cases");
  expect(method.status === 405 && method.headers.allow === "POST", `${method.status} ${method.headers.allow}`);
});

// Each operation once with what the dispatcher refuses: an address that cannot be read, another town's name, too many.
const few = await startTown({ rate_per_minute: "2", ...storeFor("few") }, undefined, { on: undefined });
for (const [template, operations] of Object.entries(document.document.paths))
  for (const method of Object.keys(operations).map((m) => m.toUpperCase()))
    await tests.check(`${method} ${template} is refused as documented`, async () => {
      const at = template.replace("{ref}", row.ref).replace("{id}", "jido-teate"), body = method === "POST" ? {} : undefined;
      const token = at.endsWith("approve") ? approvers : mine;
      is(await call(method, `${at}?x=%zz`, { body, token }), 400);
      is(await call(method, at, { body, headers: { Host: "elsewhere.example" } }), 421);
      if (method === "POST" && !document.statuses.has(`${method} ${template} 413 application/problem+json`))
        is(await call(method, at, { token, raw: `{"x":"${"y".repeat(70000)}"}` }), 413);
      if (method === "POST" && !document.statuses.has(`${method} ${template} 415 application/problem+json`))
        is(await call(method, at, { token, raw: "x", headers: { "Content-Type": "text/plain" } }), 415);
      for (let i = 0, status = 0; status !== 429; i++) {
        expect(i < 200, "never too many");
        status = (await call(method, at, { body, at: few })).status;
      }
    });

await tests.check("a token made by command opens the queue, and can be no more than its member of staff", async () => {
  const command = (...more) => {
    try {
      return { code: 0, text: execFileSync(process.env.YAKUBA, ["token", "--data", join(few.folder, "data"), ...Object.entries(storeFor("few")).flatMap(([k, v]) => [`--${k}`, v]), "--staff", "kana.aoi", ...more], { stdio: ["ignore", "pipe", "ignore"] }).toString() };
    } catch (error) {
      return { code: error.status, text: error.stdout.toString() };
    }
  };
  if (!onServer) expect(command("--name", "x").code === 1, "made while the store was served");
  await few.halt();
  expect(command().code === 2 && command("--name", "x", "--permissions", "cases.decide").code === 1 && command("--name", "x", "--days", "400").code === 2, "not refused");
  const made = command("--name", "夜の集計", "--permissions", "cases.see", "--days", "1"), token = made.text.trim();
  expect(made.code === 0 && /^yakuba_[0-9A-Z]{32}$/.test(token), made.text);
  const again = await startTown({ rate_per_minute: "0", ...storeFor("few") }, few.folder);
  try {
    is(await call("GET", "/api/v1/queue", { token, at: again }), 200);
    is(await call("POST", `/api/v1/cases/${row.ref}/notes`, { token, body: { note: "x" }, headers: { "If-Match": '"1"' }, at: again }), 403);
  } finally {
    await again.stop();
  }
});

await suite(tests, town);
await looksAtTokens(tests, town);

await tests.check("every part of the document was seen", () => {
  const missing = document.unseen();
  expect(missing.length === 0, missing.join("; "));
});
await tests.check("the log has no secret and no error", () => {
  const log = town.log();
  for (const secret of [mine, receipt.receipt_code, "0123456"]) expect(!log.includes(secret), `${secret} is in the log`);
  expect(!log.includes("request.failed") && !log.includes("request.unanswered"), "a request failed");
});
await town.stop();
tests.end();
