// SPDX-License-Identifier: Apache-2.0
// An operator's day, with the program itself: init, config, TLS, log-in with the printed password, log rotation, doctor,
// backup beside the serving program, restore; with a store on PostgreSQL what docs/operator.md says instead, and two nodes.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { counter, expect } from "../browser.mjs";
import { newStore } from "../store.mjs";

const yakuba = process.env.YAKUBA;
const folder = mkdtempSync(join(tmpdir(), "yakuba-operator-"));
const at = (...names) => join(folder, ...names);
const tests = counter();
const store = newStore(folder), { onServer } = store;
const named = ({ settings }) => Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("YAKUBA_")));
const servers = new Set();

function run(...words) {
  const { status, stdout, stderr } = spawnSync(yakuba, words, { encoding: "utf8", env: environment, timeout: 120000 });
  return { status, out: stdout, err: stderr };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A visitor over TLS who does not mind whose certificate it is, as after comparing the fingerprint.
class Visitor {
  constructor(port, scheme = "https") {
    this.port = port;
    this.scheme = scheme;
    this.cookies = new Map();
    this.csrf = "";
  }
  send(method, path, fields) {
    const body = fields && new URLSearchParams({ csrf: this.csrf, ...fields }).toString();
    const cookie = [...this.cookies].map(([n, v]) => `${n}=${v}`).join("; ");
    const headers = { ...(cookie && { Cookie: cookie }), ...(body && { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": body.length, Origin: `${this.scheme}://127.0.0.1:${this.port}` }) };
    return new Promise((resolve, reject) => {
      const r = (this.scheme === "https" ? request : plainRequest)({ host: "127.0.0.1", port: this.port, method, path, headers, rejectUnauthorized: false }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (d) => (text += d)).on("end", () => {
          for (const line of answer.headers["set-cookie"] ?? []) this.cookies.set(...line.split(";")[0].split(/=(.*)/s).slice(0, 2));
          this.csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? this.csrf;
          resolve({ status: answer.statusCode, to: answer.headers.location, text });
        });
      });
      r.on("error", reject);
      r.end(body);
    });
  }
  async enters(login, password) {
    await this.send("GET", "/staff/login");
    return this.send("POST", "/staff/login", { login, password });
  }
}

async function serve(...words) {
  const child = spawn(yakuba, ["serve", ...words], { env: environment });
  const server = { child, said: "", complained: "" };
  servers.add(child);
  child.stdout.on("data", (d) => (server.said += d));
  child.stderr.on("data", (d) => (server.complained += d));
  server.ended = new Promise((resolve) => child.once("exit", (code) => (servers.delete(child), resolve(code))));
  server.stop = () => (child.kill("SIGTERM"), server.ended);
  return server;
}

async function until(what, words) {
  for (let i = 0; i < 200; i++) {
    try {
      if (await what()) return;
    } catch { /* not yet */ }
    await pause(100);
  }
  throw new Error(words);
}

const data = at("data"), conf = at("yakuba.conf"), own = "the operator's own words";
const init = ["init", "--town", "131016", "--name", "見本区", "--admin", "見本 一", "--data", data, "--accept_fast_fsync", "yes", ...named(store)];
let password = "";

await tests.check("init refuses what is no town, and says everything that is wrong", async () => {
  const y = run("init", "--town", "131017", "--admin", "", "--login", "Admin", "--data", data);
  expect(y.status === 1, `exit ${y.status}`);
  for (const words of ["--town: this is no 全国地方公共団体コード", "--name: the town's name is needed", "--admin: the first", "--login: 3 to 64"])
    expect(y.out.includes(words), `${words} is not in\n${y.out}`);
  expect(!existsSync(data), "a folder was made");
});
await tests.check("init makes a town and shows a password once", async () => {
  const y = run(...init);
  expect(y.status === 0, y.out + y.err);
  password = /one-time password {2}(\S+)/.exec(y.out)[1];
  expect(password.length >= 20, password);
  for (const name of readdirSync(data)) if (statSync(join(data, name)).isFile()) expect(!readFileSync(join(data, name)).includes(password), `${name} has the password`);
});
await tests.check("init never touches a town that is there", async () => {
  const key = readFileSync(join(data, "vault.key"));
  const y = run(...init);
  expect(y.status === 1 && y.out.includes("見本区 (131016) lives in"), y.out + y.err);
  expect(readFileSync(join(data, "vault.key")).equals(key), "another key");
});

const [port, operatorPort] = [await freePort(), await freePort()];
writeFileSync(conf, `# ours\ndata = ${data}\nlisten = 0.0.0.0:${port}\noperator = 127.0.0.1:${operatorPort}\nrate_per_minute = 0\naccept_fast_fsync = yes\nlog_file = ${at("yakuba.log")}\n${onServer ? `store = ${store.address}\n` : ""}`);

await tests.check("config check and config show say what holds", async () => {
  expect(run("config", "check", conf).status === 0, run("config", "check", conf).out);
  writeFileSync(at("wrong.conf"), "prot = 1\ntls = maybe\n");
  const y = run("config", "check", at("wrong.conf"));
  expect(y.status === 1 && y.out.includes(":1: there is no key") && y.out.includes(":2: tls: "), y.out);
  const shown = JSON.parse(run("config", "show", "--config", conf, "--seed", "7", "--json").out);
  expect(shown.listen.value === `0.0.0.0:${port}` && shown.listen.origin === `${conf}:3`, JSON.stringify(shown.listen));
  expect(shown.seed.origin === "--seed" && shown.workers.origin === "default", JSON.stringify(shown.seed));
});
await tests.check("an open address without TLS is refused in words", async () => {
  const y = run("serve", "--config", conf, "--tls", "off");
  expect(y.status === 2 && y.err.includes("__Host- cookies") && y.err.includes("trust_forwarded"), y.err);
});

function savesFile() {
  const y = run("backup", at("kept"), "--config", conf);
  expect(y.status === 0 && existsSync(at("kept", "backup.json")), y.out + y.err);
  expect((statSync(at("kept", "town.db")).mode & 0o77) === 0, "others may read the copy");
}

function savesServer() {
  const y = run("backup", at("kept"), "--config", conf);
  expect(y.status === 1 && y.err.includes("pg_dump"), y.out + y.err);
  mkdirSync(at("kept"), { recursive: true });
  execFileSync("pg_dump", ["--format=custom", "--file", at("kept", "town.dump"), store.address]);
  cpSync(join(data, "files"), at("kept", "files"), { recursive: true });
  cpSync(join(data, "vault.key"), at("kept", "vault.key"));
}

let server = await serve("--config", conf);
let visitor = new Visitor(port);
try {
  await tests.check("TLS is served with the certificate whose fingerprint was printed", async () => {
    await until(async () => (await visitor.send("GET", "/")).status === 200, server.complained);
    const printed = /SHA-256 ([0-9A-F:]{95})/.exec(server.said)?.[1];
    const seen = await new Promise((resolve, reject) => {
      const s = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => (resolve(s.getPeerCertificate()), s.end()));
      s.on("error", reject);
    });
    expect(printed && seen.fingerprint256 === printed, `${printed} was printed, ${seen.fingerprint256} is shown`);
    expect((statSync(join(data, "tls", "key.pem")).mode & 0o77) === 0, "others may read the key");
  });
  await tests.check("curl -k is answered over TLS, and plain http is not", async () => {
    const y = execFileSync("curl", ["-sk", "-D-", `https://127.0.0.1:${port}/procedures`], { encoding: "utf8" });
    expect(/^HTTP\/1.1 200/.test(y) && /strict-transport-security/i.test(y) && y.includes("見本区"), y.slice(0, 300));
    expect(spawnSync("curl", ["-s", `http://127.0.0.1:${port}/`]).status !== 0, "http was answered");
  });
  await tests.check("the printed password opens one page, and the own one the rest", async () => {
    const first = await visitor.enters("admin", password);
    expect(first.status === 303, `${first.status} ${first.text.slice(0, 300)}`);
    const page = await visitor.send("GET", first.to);
    expect(page.to === "/staff/password" || first.to === "/staff/password", `${first.to} ${page.to}`);
    await visitor.send("GET", "/staff/password");
    const chosen = await visitor.send("POST", "/staff/password", { now: password, new: own, again: own });
    expect(chosen.status === 303, chosen.text.slice(0, 500));
    const again = new Visitor(port);
    expect((await again.enters("admin", password)).status === 422, "the printed password opens still");
    expect((await again.enters("admin", own)).status === 303, "the own password does not open");
  });
  await tests.check("a log that was moved away goes on in a new file", async () => {
    renameSync(at("yakuba.log"), at("yakuba.log.1"));
    server.child.kill("SIGHUP");
    await until(() => existsSync(at("yakuba.log")), "no new log");
    await visitor.send("GET", "/");
    await until(() => readFileSync(at("yakuba.log"), "utf8").includes('"event":"request"'), "nothing is in the new log");
    expect(!readFileSync(at("yakuba.log.1"), "utf8").includes(own), "the log has a password");
  });
  await tests.check("doctor looks beside the serving program", async () => {
    const y = run("doctor", "--config", conf, "--json"), found = JSON.parse(y.out);
    const level = (name) => found.checks.filter((c) => c.name === name).map((c) => c.level).join();
    expect(y.status === 0 && level("store") === "OK" && level("vault key") === "OK" && level("certificate") === "OK", y.out);
    expect(onServer ? found.checks.find((c) => c.name === "store").found.includes("PostgreSQL")
      : found.checks.find((c) => c.name === "program").found.startsWith("is running"), y.out);
    expect(found.checks.every((c) => c.level === "OK" || c.to_do), "a complaint without what to do");
  });
  await tests.check("a backup is made while the program writes", async () => {
    let busy = true;
    const writing = (async () => {
      for (let i = 0; busy; i++) await new Visitor(port).enters(`nobody${i}`, "a wrong password");
    })();
    for (let i = 0; i < 3; i++) {
      if (onServer) savesServer();
      else savesFile();
      await pause(100);
    }
    busy = false;
    await writing;
    expect((await visitor.send("GET", "/")).status === 200, "the program stopped");
  });
  // On a server a second program is another node: twoNodes.
  if (!onServer) await tests.check("a second program on the same folder is refused", async () => {
    const y = run("serve", "--config", conf, "--listen", "127.0.0.1:0", "--operator", "127.0.0.1:0");
    expect(y.status === 1 && /in use by another process/.test(y.err), y.err);
  });
} finally {
  await server.stop();
}

const backStore = newStore(at("of-back"));
const back = ["--data", at("back"), "--accept_fast_fsync", "yes", ...named(backStore)];
async function restoresFile() {
  const damage = async (name, change, words, ...more) =>
    tests.check(`restore refuses ${name}`, async () => {
      cpSync(at("kept"), at("bad"), { recursive: true });
      change(at("bad"));
      const y = run("restore", at("bad"), ...back, ...more);
      expect(y.status === 1 && y.err.includes(words), y.out + y.err);
      expect(!existsSync(at("back", "town.db")), "something was restored");
      rmSync(at("bad"), { recursive: true });
    });
  await damage("a store that was changed", (bad) => {
    const bytes = readFileSync(join(bad, "town.db"));
    bytes[5000] ^= 1;
    writeFileSync(join(bad, "town.db"), bytes);
  }, "is not what was backed up");
  await damage("a backup without its list", (bad) => rmSync(join(bad, "backup.json")), "holds no complete backup");
  await damage("the key of another town", (bad) => writeFileSync(join(bad, "vault.key"), `yakuba-key-v1 ${"ab".repeat(32)}\n`, { mode: 0o600 }), "is not what was backed up");
  await tests.check("restore refuses a folder with a town", async () => {
    const y = run("restore", at("kept"), "--data", data);
    expect(y.status === 1 && y.err.includes("a town or its key lies in"), y.err);
  });
  await tests.check("restore steps over the numbers that were given since", async () => {
    const allotted = (db) => Number(execFileSync("sqlite3", ["-readonly", db, "SELECT min(allotted) FROM db_id_block"], { encoding: "utf8" }));
    const before = allotted(at("kept", "town.db"));
    const y = run("restore", at("kept"), ...back);
    expect(y.status === 0, y.out + y.err);
    expect(allotted(at("back", "town.db")) >= before + 1000000, `${before} became ${allotted(at("back", "town.db"))}`);
  });
}

// As docs/operator.md says, with the program stopped.
async function restoresServer() {
  await tests.check("restore steps over the numbers that were given since", async () => {
    const allotted = ({ sql }) => Number(sql("SELECT min(allotted) FROM db_id_block"));
    mkdirSync(at("back"), { mode: 0o700 });
    cpSync(at("kept", "files"), at("back", "files"), { recursive: true });
    cpSync(at("kept", "vault.key"), at("back", "vault.key"));
    execFileSync("pg_restore", ["--no-owner", "--exit-on-error", "--dbname", backStore.address, at("kept", "town.dump")]);
    const before = allotted(backStore);
    backStore.sql("UPDATE db_id_block SET allotted = allotted + 1000000; DELETE FROM session;");
    expect(before > 0 && allotted(backStore) === before + 1000000, `${before} became ${allotted(backStore)}`);
  });
}

await (onServer ? restoresServer() : restoresFile());
server = await serve("--config", conf, ...back, "--tls", "self-signed", "--listen", `127.0.0.1:${port}`);
try {
  await tests.check("a restored town lets in who had a password, and no old session", async () => {
    await until(async () => (await new Visitor(port).send("GET", "/")).status === 200, server.complained);
    const old = await visitor.send("GET", "/staff/password");
    expect(old.status === 303 && old.to.startsWith("/staff/login"), `${old.status} ${old.to}`);
    expect((await new Visitor(port).enters("admin", own)).status === 303, "the password is not known");
  });
} finally {
  await server.stop();
}
await tests.check("a lost password is replaced while the program is stopped, for somebody who is there", async () => {
  const y = run("password", "admin", ...back), nobody = run("password", "nobody", ...back);
  expect(y.status === 0 && /one-time password of admin {2}\S{20,}/.test(y.out), y.out + y.err);
  expect(nobody.status === 1 && nobody.out.includes("nobody signs in under this name"), nobody.out);
});
await tests.check("doctor says FAILED when others may read the key", async () => {
  chmodSync(at("back", "vault.key"), 0o644);
  chmodSync(at("back"), 0o755);
  const y = run("doctor", ...back);
  expect(y.status === 1 && /FAILED +vault key/.test(y.out) && /WARNING +data folder/.test(y.out) && y.out.includes("-> "), y.out);
});

// Two nodes on one database: what is changed through the one is on the other's pages within a moment.
async function twoNodes() {
  const nodes = [], shared = newStore(at("of-nodes")).address;
  try {
    const made = run("init", "--town", "131016", "--name", "見本区", "--admin", "見本 一", "--data", at("node1"), "--store", shared);
    expect(made.status === 0, made.out + made.err);
    cpSync(at("node1", "vault.key"), at("node2", "vault.key"));
    chmodSync(at("node2", "vault.key"), 0o600);
    for (const name of ["node1", "node2"]) {
      const ports = [await freePort(), await freePort()];
      nodes.push({ port: ports[0], ...(await serve("--data", at(name), "--store", shared, "--listen", `127.0.0.1:${ports[0]}`, "--operator", `127.0.0.1:${ports[1]}`)) });
    }
    const [one, two] = nodes.map((n) => new Visitor(n.port, "http"));
    for (const v of [one, two]) await until(async () => (await v.send("GET", "/")).status === 200, nodes.map((n) => n.complained).join("\n"));
    const printed = /one-time password {2}(\S+)/.exec(made.out)[1];
    await one.enters("admin", printed);
    await one.send("GET", "/staff/password");
    await one.send("POST", "/staff/password", { now: printed, new: own, again: own });
    const page = (await one.send("GET", "/staff/admin/town")).text;
    const fields = Object.fromEntries([...page.matchAll(/id="(\w+)" name="\w+" value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
    const sent = await one.send("POST", "/staff/admin/town", { ...fields, version: /name="version" value="(\d+)"/.exec(page)[1], telephone: "000-0000-0777" });
    const from = Date.now();
    expect(sent.status === 303, sent.text.slice(0, 500));
    expect((await one.send("GET", "/")).text.includes("000-0000-0777"), "not on the next page of the same node");
    await until(async () => (await two.send("GET", "/")).text.includes("000-0000-0777"), "not on the other node");
    expect(Date.now() - from < 2000, `${Date.now() - from} ms until the other node showed it`);
    expect(run("doctor", "--data", at("node1"), "--store", shared).out.includes("PostgreSQL"), "doctor does not look at the server");
    expect(run("backup", at("server"), "--data", at("node1"), "--store", shared).err.includes("pg_dump"), "a server was backed up");
  } finally {
    for (const n of nodes) await n.stop();
  }
}
if (onServer) await tests.check("two nodes show a change within a moment", twoNodes);

for (const child of servers) child.kill("SIGKILL");
rmSync(folder, { recursive: true, force: true });
tests.end();
