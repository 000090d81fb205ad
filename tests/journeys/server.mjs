// SPDX-License-Identifier: Apache-2.0
// The demonstration town in a folder of its own, on free ports; stopped and removed at the end.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, createWriteStream } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newStore } from "../store.mjs";

const stores = new Map(); // of the folders

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// With a folder, the town that lives there already. `how` is newStore's: an engine that is not the set's.
export async function startTown(settings = {}, folder = mkdtempSync(join(tmpdir(), "yakuba-journeys-")), how = undefined) {
  if (!stores.has(folder)) stores.set(folder, newStore(folder, how));
  const store = stores.get(folder);
  const [port, operator] = [await freePort(), await freePort()];
  const logPath = join(folder, "log");
  const log = createWriteStream(logPath);
  const child = spawn(process.env.YAKUBA, [
    "demo", "--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`, "--operator", `127.0.0.1:${operator}`,
    ...Object.entries({ rate_per_minute: "100000", accept_fast_fsync: "yes", ...store.settings, ...settings }).flatMap(([name, value]) => [`--${name}`, value]),
  ]);
  process.on("exit", () => child.kill("SIGTERM")); // a story that breaks off leaves nothing running
  let said = "";
  child.stdout.on("data", (d) => ((said += d), log.write(d)));
  child.stderr.on("data", (d) => log.write(d));
  const base = `http://127.0.0.1:${port}`;
  for (let i = 0; ; i++) {
    if (child.exitCode !== null || i > 600) throw new Error(`the town did not start: ${readFileSync(logPath, "utf8")}`);
    try {
      if ((await fetch(`${base}/`)).ok) break;
    } catch { /* not yet */ }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    base, port, operator, folder, store, sql: store.sql,
    password: /password:? (\S+)/.exec(said)?.[1],
    log: () => readFileSync(logPath, "utf8"),
    async halt() { // its folder stays
      child.kill("SIGTERM");
      await new Promise((resolve) => (child.exitCode !== null ? resolve() : child.once("exit", resolve)));
      log.end();
    },
    async stop() {
      await this.halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
