// SPDX-License-Identifier: Apache-2.0
// Sums meson's testlog.json into "passed failed skipped": a program's own last line counts its tests; a
// program without such a line counts as one.  One that ends badly has failed, whatever it counted.
//     node tests/count.mjs testlog.json
import { readFileSync } from "node:fs";

const sum = [0, 0, 0];
for (const line of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  const { stdout = "", result } = JSON.parse(line);
  const own = [...stdout.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].pop();
  const counts = own ? own.slice(1).map(Number) : [0, 0, 0];
  const bad = !["OK", "SKIP", "EXPECTEDFAIL"].includes(result);
  if (bad && counts[1] === 0) counts[1] = 1;
  if (!own && !bad) counts[result === "SKIP" ? 2 : 0] = 1;
  counts.forEach((n, i) => (sum[i] += n));
}
console.log(sum.join(" "));
