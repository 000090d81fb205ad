// SPDX-License-Identifier: Apache-2.0
// Where a town of a test keeps its store: in its folder or, when YAKUBA_STORE names a PostgreSQL server, in a database
// of its own there.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export const server = process.env.YAKUBA_STORE || undefined;
delete process.env.YAKUBA_STORE; // it would be the store of every town
let made = 0;

const psql = (address, text) => execFileSync("psql", ["-XqAt", "--set", "ON_ERROR_STOP=1", address, "-c", text]).toString().trim();

function newDatabase(on) {
  const name = `test_${process.pid}_${++made}`;
  psql(on, `CREATE DATABASE ${name}`);
  return on.replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
}

// On another engine than the set's: { on: address of a server }, or { on: undefined } for a file.
export function newStore(folder, { on } = { on: server }) {
  const data = join(folder, "data"), file = join(data, "town.db"), address = on && newDatabase(on);
  return {
    address: address ?? file, // for commands that look at a store
    onServer: Boolean(address),
    settings: address ? { store: address } : {},
    // Rows as lines, columns with | between. What lies in a file can be changed only while no town is served from it.
    sql: (text) => (address ? psql(address, text) : execFileSync("sqlite3", ["-cmd", ".timeout 5000", file, text]).toString().trim()),
  };
}
