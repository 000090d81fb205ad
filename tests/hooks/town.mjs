// SPDX-License-Identifier: Apache-2.0
// A town that is killed and started again on the same folder. While it does not run, waiting jobs can be made due:
// hours pass in a moment. With YAKUBA_STORE (a PostgreSQL address) its store is a new database there.
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function psql(address, text) {
  return execFileSync("psql", ["--no-psqlrc", "--quiet", "--tuples-only", "--set", "ON_ERROR_STOP=1", "--command", text, address]).toString().trim();
}

function newDatabase(address) {
  const name = `hooks_${process.pid}`;
  psql(address, `CREATE DATABASE ${name}`);
  return address.replace(/^(\w+:\/\/[^/]*)\/[^?]*/, `$1/${name}`);
}

export class Town {
  constructor(allow) {
    this.allow = allow;
    this.folder = mkdtempSync(join(tmpdir(), "yakuba-hooks-"));
    this.said = "";
    this.log = createWriteStream(join(this.folder, "log"), { flags: "a" });
    if (process.env.YAKUBA_STORE) this.store = newDatabase(process.env.YAKUBA_STORE);
  }

  async start() {
    this.port ??= await freePort();
    this.operator ??= await freePort();
    this.base = `http://127.0.0.1:${this.port}`;
    const child = spawn(process.env.YAKUBA, [
      "demo", "--data", join(this.folder, "data"), "--listen", `127.0.0.1:${this.port}`, "--operator", `127.0.0.1:${this.operator}`,
      "--rate_per_minute", "100000", "--accept_fast_fsync", "yes", "--outgoing_allow", this.allow,
      ...(this.store ? ["--store", this.store] : [])]);
    this.child = child;
    this.ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdout.on("data", (d) => ((this.said += d), this.log.write(d)));
    child.stderr.on("data", (d) => this.log.write(d));
    for (let i = 0; ; i++) {
      if (child.exitCode !== null || child.signalCode !== null || i > 600) throw new Error(`the town did not start:\n${this.text()}`);
      try {
        if ((await fetch(`${this.base}/`)).ok) break;
      } catch { /* not yet */ }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.password ??= /password:? (\S+)/.exec(this.said)?.[1];
    return this;
  }

  text() {
    return readFileSync(join(this.folder, "log"), "utf8");
  }

  async kill() {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  // Only while it does not run.
  sql(text) {
    if (this.store) return psql(this.store, text);
    return execFileSync("sqlite3", [join(this.folder, "data", "town.db"), text]).toString().trim();
  }

  makeDue() {
    this.sql("UPDATE job SET due_at = 0 WHERE state IN ('again', 'later', 'running')");
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGTERM");
    await this.ended;
    this.log.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
