// SPDX-License-Identifier: Apache-2.0
// A shared installation: each host sees its own town alone, and a store that is down takes nobody else with it.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counter, expect } from "../browser.mjs";
import { application } from "../api/sent.mjs";

const yakuba = process.env.YAKUBA;
const folder = mkdtempSync(join(tmpdir(), "yakuba-stores-"));
const at = (...names) => join(folder, ...names);
const tests = counter();
const database = process.env.YAKUBA_STORE;
const control = process.env.YAKUBA_CLUSTER?.split(" "); // of a server that is ours to stop
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("YAKUBA_")));
const data = at("data"), list = at("stores"), own = "the towns' own words";
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const towns = {
  a: { code: "131016", name: "甲見本区", host: "a.example.jp", store: "a" },
  b: { code: "131024", name: "乙見本区", host: "b.example.jp", store: "b" },
  ...(database && { c: { code: "131032", name: "丙見本区", host: "c.example.jp", store: "far" }, d: { code: "131041", name: "丁見本区", host: "d.example.jp", store: "far" } }),
};
const names = Object.keys(towns), stores = [...new Set(names.map((n) => towns[n].store))];

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
const [port, operator] = [await freePort(), await freePort()];

function run(...words) {
  const { status, stdout, stderr } = spawnSync(yakuba, words, { encoding: "utf8", env: environment, timeout: 120000 });
  return { status, out: stdout, err: stderr };
}
const settings = ["--data", data, "--stores", list, "--accept_fast_fsync", "yes"];

class Visitor {
  constructor(host, to = port) {
    Object.assign(this, { host, to, cookies: new Map(), csrf: "" });
  }
  send(method, path, { body, type = "application/x-www-form-urlencoded", headers = {} } = {}) {
    const cookie = [...this.cookies].map(([n, v]) => `${n}=${v}`).join("; ");
    const all = { Host: this.host, ...(cookie && { Cookie: cookie }), ...(body && { "Content-Type": type, "Content-Length": Buffer.byteLength(body), Origin: `http://${this.host}` }), ...headers };
    return new Promise((resolve, reject) => {
      const r = request({ host: "127.0.0.1", port: this.to, method, path, headers: all }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (d) => (text += d)).on("end", () => {
          for (const line of answer.headers["set-cookie"] ?? []) this.cookies.set(...line.split(";")[0].split(/=(.*)/s).slice(0, 2));
          this.csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? this.csrf;
          resolve({ status: answer.statusCode, to: answer.headers.location, text, retry: answer.headers["retry-after"] });
        });
      });
      r.on("error", reject);
      r.end(body);
    });
  }
  get(path) {
    return this.send("GET", path);
  }
  post(path, fields) {
    return this.send("POST", path, { body: new URLSearchParams({ csrf: this.csrf, ...fields }).toString() });
  }
  json(path, value, headers) {
    return this.send("POST", path, { body: JSON.stringify(value), type: "application/json", headers });
  }
}

const page = async (name) => new Visitor(towns[name].host).get("/");
async function until(what, words, tries = 200) {
  for (let i = 0; i < tries; i++) {
    try {
      if (await what()) return;
    } catch { /* not yet */ }
    await pause(100);
  }
  throw new Error(words);
}
const comes = (name, status) => until(async () => (await page(name)).status === status, `${towns[name].host} does not answer ${status}\n${server?.complained.slice(-2000)}`);
const figures = async () => (await new Visitor("127.0.0.1", operator).get("/metrics")).text;

let server;
function serve() {
  const child = spawn(yakuba, ["serve", ...settings, "--listen", `127.0.0.1:${port}`, "--operator", `127.0.0.1:${operator}`, "--rate_per_minute", "0"], { env: environment });
  server = { child, complained: "" };
  child.stdout.resume();
  child.stderr.on("data", (d) => (server.complained += d));
  const mine = server;
  mine.ended = new Promise((resolve) => child.once("exit", (code) => resolve((mine.code = code))));
}
async function stop() {
  server.child.kill("SIGTERM");
  return server.ended;
}

function sql(name, text) {
  const { store } = towns[name];
  return store === "far" ? execFileSync("psql", ["-XqAt", database, "-c", text]).toString().trim() : execFileSync("sqlite3", [join(data, store === "a" ? "" : store, "town.db"), text]).toString().trim();
}

mkdirSync(data, { mode: 0o700 });
writeFileSync(list, `# where our towns live\na = .\nb = b\n${database ? `far = far ${database}\n` : ""}`, { mode: 0o600 });

await tests.check("a store must be named, and a town of several needs a host", async () => {
  const unnamed = run("init", "--town", "131016", "--name", "甲", "--admin", "見本 一", "--host", "a.example.jp", ...settings);
  expect(unnamed.status === 1 && unnamed.err.includes("--store NAME"), unnamed.out + unnamed.err);
  const hostless = run("init", "--town", "131016", "--name", "甲", "--admin", "見本 一", ...settings, "--store", "a");
  expect(hostless.status === 1 && hostless.out.includes("--host"), hostless.out + hostless.err);
  const wrong = run("init", "--town", "131016", "--name", "甲", "--admin", "見本 一", "--host", "a.example.jp", ...settings, "--store", "z");
  expect(wrong.status === 2 && wrong.err.includes("none of the names"), wrong.out + wrong.err);
});
await tests.check("init puts each town into its store", async () => {
  for (const name of names) {
    const t = towns[name];
    const y = run("init", "--town", t.code, "--name", t.name, "--admin", "見本 一", "--login", `admin.${name}`, "--host", t.host, ...settings, "--store", t.store);
    expect(y.status === 0, y.out + y.err);
    t.password = /one-time password {2}(\S+)/.exec(y.out)[1];
    sql(name, `UPDATE section SET code = 'kosodate' WHERE town_id = ${Number(t.code)}`); // the section that works 児童手当
  }
  expect(existsSync(join(data, "town.db")) && existsSync(join(data, "b", "town.db")) && !existsSync(join(data, "b", "vault.key")), "the files");
  const again = run("init", "--town", "131016", "--name", "甲", "--admin", "見本 一", "--host", "x.example.jp", ...settings, "--store", "a");
  expect(again.status === 1 && again.out.includes("lives in"), again.out);
  const twice = run("init", "--town", "131016", "--name", "甲", "--admin", "見本 一", "--host", "x.example.jp", ...settings, "--store", "b");
  expect(twice.status === 1 && twice.out.includes('131016 lives in the store "a" already'), twice.out);
  const named = run("init", "--town", "131041", "--name", "丁", "--admin", "見本 一", "--host", "B.example.jp", ...settings, "--store", "a");
  expect(named.status === 1 && named.out.includes('B.example.jp lives in the store "b" already'), named.out);
  if (database) {
    const far = run("init", "--town", towns.c.code, "--name", "丙", "--admin", "見本 一", "--host", "x.example.jp", ...settings, "--store", "b");
    expect(far.status === 1 && far.out.includes('lives in the store "far" already'), far.out);
  }
});

serve();
await tests.check("each host has its town's pages", async () => {
  for (const name of names) {
    await comes(name, 200);
    const { text } = await page(name);
    for (const other of names) expect(text.includes(towns[other].name) === (other === name), `${towns[other].name} on the page of ${name}`);
  }
  expect((await new Visitor("nobody.example.jp").get("/")).status === 421, "a host of nobody is answered");
});

await tests.check("a receipt opens at its own town alone", async () => {
  for (const name of names) {
    const sent = await new Visitor(towns[name].host).json("/api/v1/cases", application(), { "Idempotency-Key": "the-same-everywhere" });
    expect(sent.status === 201, `${name}: ${sent.status} ${sent.text.slice(0, 300)}`);
    towns[name].receipt = JSON.parse(sent.text);
  }
  for (const name of names)
    for (const other of names) {
      const { receipt_number: number, receipt_code: code } = towns[name].receipt;
      const { status } = await new Visitor(towns[other].host).json("/api/v1/receipts/lookup", { number, code });
      expect(name === other ? status === 200 : status === 404, `${name}'s receipt at ${other}: ${status}`);
    }
  for (const name of names) expect(sql(name, `SELECT count(*) FROM cases WHERE town_id = ${Number(towns[name].code)}`) === "1", `cases of ${name}`);
  expect(sql("a", "SELECT count(*) FROM cases") === "1" && sql("b", "SELECT count(*) FROM cases") === "1", "a case lies in another store");
});

async function enters(visitor, login, password) {
  await visitor.get("/staff/login");
  return visitor.post("/staff/login", { login, password });
}
await tests.check("staff of one town cannot sign in at another, nor use its session there", async () => {
  for (const name of names) {
    const t = towns[name];
    for (const other of names.filter((o) => o !== name)) {
      const y = await enters(new Visitor(towns[other].host), `admin.${name}`, t.password);
      expect(y.status !== 303, `admin.${name} signed in at ${other}`);
    }
    t.staff = new Visitor(t.host);
    const y = await enters(t.staff, `admin.${name}`, t.password);
    expect(y.status === 303, `admin.${name}: ${y.status}`);
    await t.staff.get("/staff/password");
    const changed = await t.staff.post("/staff/password", { now: t.password, new: own, again: own });
    expect(changed.status === 303, `${changed.status}`);
    const queue = await t.staff.get("/staff/admin/town");
    expect(queue.status === 200 && queue.text.includes(t.name), `${queue.status}`);
  }
  const stolen = new Visitor(towns.b.host);
  stolen.cookies = new Map(towns.a.staff.cookies);
  const y = await stolen.get("/staff/admin/town");
  expect(y.status !== 200, "a session of one town opened another's pages");
});
await tests.check("what an administrator changes is on the next page of their town alone", async () => {
  const { text } = await towns.b.staff.get("/staff/admin/town");
  const fields = Object.fromEntries([...text.matchAll(/id="(\w+)" name="\w+" value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
  const y = await towns.b.staff.post("/staff/admin/town", { ...fields, version: /name="version" value="(\d+)"/.exec(text)[1], telephone: "000-0000-0777" });
  expect(y.status === 303, y.text.slice(0, 500));
  expect((await page("b")).text.includes("000-0000-0777"), "not on the next page");
  expect(!(await page("a")).text.includes("000-0000-0777"), "on another town's page");
});

await tests.check("every store has its queue, its runs and its seals", async () => {
  const text = await figures();
  for (const store of stores) {
    expect(text.includes(`yakuba_store_up{store="${store}"} 1`), text.slice(0, 2000));
    expect(new RegExp(`yakuba_jobs\\{store="${store}",kind="cases.drop-web-keys",state="later"\\}`).test(text), `no jobs of ${store}`);
  }
  expect((text.match(/^# TYPE yakuba_jobs /gm) ?? []).length === 1, "a family is told twice");
  // What is due each hour is done at the first start: once for each town of the store.
  for (const store of stores)
    for (const kind of ["cases.drop-web-keys", "accounts.sweep-sessions"])
      await until(async () => {
        const runs = new RegExp(`yakuba_job_runs_total\\{store="${store}",kind="${kind}",result="done"\\} (\\d+)`).exec(await figures());
        return Number(runs[1]) >= names.filter((name) => towns[name].store === store).length;
      }, `${store} has not run ${kind} for each of its towns`);
  for (const name of names) {
    await until(async () => sql(name, `SELECT count(*) FROM audit_link WHERE town_id = ${Number(towns[name].code)}`) !== "0", `nothing of ${name} was sealed`);
  }
  for (const store of stores) {
    const jobs = await new Visitor(`${store}.localhost:${operator}`, operator).get("/jobs.json");
    expect(jobs.status === 200 && jobs.text.includes("cases.drop-web-keys"), `${store}: ${jobs.status}`);
  }
  expect((await new Visitor(`elsewhere.localhost:${operator}`, operator).get("/jobs.json")).status === 503, "a store that is none");
});

await tests.check("a file that leaves its place takes its town alone out, and it comes back by itself", async () => {
  for (let i = 0; i < 2; i++) {
    renameSync(join(data, "b"), join(data, "away"));
    await comes("b", 503);
    const down = await page("b");
    expect(down.text.includes(towns.b.name) && down.text.includes("ただいま") && down.retry, down.text.slice(0, 500));
    for (const name of names.filter((n) => n !== "b")) expect((await page(name)).status === 200, `${name} went too`);
    const { receipt_number: number, receipt_code: code } = towns.a.receipt;
    expect((await new Visitor(towns.a.host).json("/api/v1/receipts/lookup", { number, code })).status === 200, "a's receipt");
    expect((await new Visitor(towns.b.host).json("/api/v1/receipts/lookup", towns.b.receipt)).status === 503, "the API of b");
    expect((await figures()).includes('yakuba_store_up{store="b"} 0'), "the figures do not say so");
    expect((await new Visitor("127.0.0.1", operator).get("/readyz")).status === 200, "the whole program is called down");
    expect(!existsSync(join(data, "b")), "a folder was made in its place");
    renameSync(join(data, "away"), join(data, "b"));
    await comes("b", 200);
  }
  const { receipt_number: number, receipt_code: code } = towns.b.receipt;
  expect((await new Visitor(towns.b.host).json("/api/v1/receipts/lookup", { number, code })).status === 200, "b's receipt is lost");
  expect((await towns.b.staff.get("/staff/admin/town")).status === 200, "b's session is lost");
  const sent = await new Visitor(towns.b.host).json("/api/v1/cases", application(), { "Idempotency-Key": "after-it-came-back" });
  expect(sent.status === 201, `${sent.status}`);
});

if (control)
  await tests.check("a database server that goes takes its towns alone out, and they come back", async () => {
    execFileSync(control[0], [...control.slice(1), "--mode=immediate", "--wait", "stop"]);
    await comes("c", 503);
    await comes("d", 503);
    const from = Date.now();
    for (let i = 0; i < 20; i++) expect((await page(i % 2 ? "a" : "b")).status === 200, "another town went too");
    expect(Date.now() - from < 5000, `20 pages of others took ${Date.now() - from} ms`);
    execFileSync(control[0], [...control.slice(1), "--wait", "start"], { stdio: "ignore" });
    await comes("c", 200);
    await comes("d", 200);
    const { receipt_number: number, receipt_code: code } = towns.d.receipt;
    expect((await new Visitor(towns.d.host).json("/api/v1/receipts/lookup", { number, code })).status === 200, "d's receipt is lost");
  });
else tests.skip("a database server that goes takes its towns alone out", "no server that is ours to stop, or root");

await tests.check("doctor looks at every store", async () => {
  const y = run("doctor", ...settings);
  for (const name of names) expect(y.out.includes(`${towns[name].name} (${towns[name].code})`), y.out);
  expect(!database?.includes("@") || !y.out.includes(database), "the address is printed");
});
await tests.check("the program ends in order, and starts while a store is missing", async () => {
  expect((await stop()) === 0, `exit ${server.code}\n${server.complained.slice(-2000)}`);
  renameSync(join(data, "b"), join(data, "away"));
  serve();
  await comes("a", 200);
  await comes("b", 503);
  expect((await new Visitor("nobody.example.jp").get("/")).status === 503, "nobody can know whose name that is");
  renameSync(join(data, "away"), join(data, "b"));
  await comes("b", 200);
  expect((await new Visitor("nobody.example.jp").get("/")).status === 421, "a host of nobody");
  expect((await stop()) === 0, `exit ${server.code}`);
});
await tests.check("a town moves: a backup of one store is served alone, and its town is not served twice", async () => {
  const saved = run("backup", at("saved"), ...settings, "--store", "b");
  expect(saved.status === 0, saved.out + saved.err);
  const back = run("restore", at("saved"), "--data", at("alone"), "--accept_fast_fsync", "yes");
  expect(back.status === 0, back.out + back.err);
  expect(run("restore", at("saved"), ...settings, "--store", "b").status === 1, "a store was restored over");
  renameSync(at("alone"), join(data, "twice"));
  writeFileSync(list, readFileSync(list, "utf8") + "twice = twice\n");
  serve();
  await comes("b", 200);
  await until(() => server.complained.includes('the town 131024 lives in the store \\"b\\" too'), server.complained);
  expect((await figures()).includes('yakuba_store_up{store="twice"} 0'), "the second is open");
  writeFileSync(list, readFileSync(list, "utf8").replace(/^b = .*$/m, "# b moved"));
  expect((await stop()) === 0, `exit ${server.code}`);
  serve();
  await comes("b", 200);
  const { receipt_number: number, receipt_code: code } = towns.b.receipt;
  expect((await new Visitor(towns.b.host).json("/api/v1/receipts/lookup", { number, code })).status === 200, "its receipt does not open where it moved to");
  expect((await stop()) === 0, `exit ${server.code}`);
});

if (server.code === undefined) server.child.kill("SIGKILL");
rmSync(folder, { recursive: true, force: true });
tests.end();
