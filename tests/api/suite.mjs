// SPDX-License-Identifier: Apache-2.0
// The JSON suite of nst/JSONTestSuite through real addresses: what must be accepted (y_) is never called broken, what
// must be refused (n_) always is, nothing ends in a fault of ours.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "../browser.mjs";
import { Plain } from "../journeys/plain.mjs";

export async function suite(tests, town) {
  const folder = join(process.env.YAKUBA_DATA ?? "", "torture/JSONTestSuite/test_parsing");
  if (!process.env.YAKUBA_DATA || !existsSync(folder)) return tests.skip("the JSON suite", "YAKUBA_DATA is not set");
  const files = readdirSync(folder).filter((f) => f.endsWith(".json"));
  const counts = { y: 0, n: 0, i: 0 };
  for (const path of ["/api/v1/cases", "/api/v1/receipts/lookup"])
    await tests.check(`the JSON suite at ${path}`, async () => {
      const wrong = [];
      for (const file of files) {
        const body = readFileSync(join(folder, file));
        const answer = await new Plain(town).send("POST", path, {
          body: body.length ? body : undefined, headers: { "Content-Type": "application/json", "Idempotency-Key": `suite-${file}` } });
        const broken = answer.status === 400 || answer.status === 413;
        const good = answer.status < 500 && answer.status !== 201 &&
          { y: answer.status === 422, n: broken, i: broken || answer.status === 422 }[file[0]];
        if (!good) wrong.push(`${file}: ${answer.status}`);
        counts[file[0]]++;
      }
      expect(wrong.length === 0, `${wrong.length}: ${wrong.slice(0, 10).join("; ")}`);
    });
  console.log(`JSON suite: ${counts.y / 2} y, ${counts.n / 2} n, ${counts.i / 2} i, at two addresses`);
}
