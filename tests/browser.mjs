// SPDX-License-Identifier: Apache-2.0
// For tests in a real browser: Debian's Chromium, axe, and a count that ends with the line ./test reads.
//     const tests = counter();
//     await tests.check("the queue opens by keyboard", async () => { … throw if not … });
//     tests.end();
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const here = createRequire(new URL("../assets/package.json", import.meta.url));
const { chromium } = here("playwright-core");
const axe = readFileSync(here.resolve("axe-core/axe.min.js"), "utf8");

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Chromium's own sandbox cannot start as root or without user namespaces.
    args: ["--no-sandbox"],
  });

// What axe finds on the page, as sentences; empty when it is silent.
export async function axeFindings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} — ${n.failureSummary.split("\n").slice(1).join("; ").trim()}`));
}

export function expect(ok, words) {
  if (!ok) throw new Error(words);
}

export function counter() {
  let passed = 0, failed = 0, skipped = 0;
  return {
    async check(name, run) {
      try {
        await run();
        passed++;
      } catch (error) {
        failed++;
        console.log(`FAILED ${name}: ${error.message}`);
      }
    },
    skip(name, why) {
      skipped++;
      console.log(`skipped ${name}: ${why}`);
    },
    end() {
      console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
      process.exit(failed ? 1 : 0);
    },
  };
}
