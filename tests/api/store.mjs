// SPDX-License-Identifier: Apache-2.0
// Where a town of the test keeps its store: in its folder, or, when YAKUBA_STORE names a PostgreSQL server, in a
// database of its own there.
import { execFileSync } from "node:child_process";

import { server } from "../store.mjs";
export const onServer = Boolean(server);
const made = new Map();

export function storeFor(town) {
  if (!server) return {};
  if (!made.has(town)) {
    const name = `api_${town}_${process.pid}`;
    execFileSync("psql", ["-XqAt", server, "-c", `CREATE DATABASE ${name}`]);
    made.set(town, server.replace(/\/[^/?]*(?=\?|$)/, `/${name}`));
  }
  return { store: made.get(town) };
}
