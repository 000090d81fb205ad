// SPDX-License-Identifier: Apache-2.0
// A town is made and stopped, three dead letters are laid into its store, and it is served.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { axeFindings, counter, expect, launch } from "../browser.mjs";
import { newStore } from "../store.mjs";

const folder = mkdtempSync(join(tmpdir(), "yakuba-jobs-page-")), data = join(folder, "data"), store = newStore(folder);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const port = await freePort(), operator = await freePort(), base = `http://127.0.0.1:${operator}`;
let child;

async function start(command) {
  child = spawn(process.env.YAKUBA, [command, "--data", data, "--listen", `127.0.0.1:${port}`,
    "--operator", `127.0.0.1:${operator}`, "--accept_fast_fsync", "yes",
    ...Object.entries(store.settings).flatMap(([name, value]) => [`--${name}`, value])], { stdio: ["ignore", "ignore", "ignore"] });
  for (let i = 0; ; i++) {
    if (child.exitCode !== null || i > 600) throw new Error(`${command} did not start`);
    try {
      if ((await fetch(`${base}/readyz`)).ok) return;
    } catch { /* not yet */ }
    await sleep(100);
  }
}

async function stop() {
  child.kill("SIGTERM");
  await new Promise((resolve) => (child.exitCode !== null ? resolve() : child.once("exit", resolve)));
}

const { sql } = store;
const layDead = (id, kind) => sql(`INSERT INTO job VALUES ((SELECT town_id FROM town), ${id}, '${kind}', 'dead', 5, 1750000000000000, NULL, NULL,
  0, '{}', 12, 1750000000000000, 0, 'node', 'FAILED: 中継サーバー<mail.example.jp>につながりませんでした', 1750000000000000)`);

const tests = counter();
const browser = await launch();
try {
  await start("demo");
  await stop();
  for (const id of [900001, 900002]) layDead(id, "cases.drop-web-keys");
  layDead(900003, "kind.of-another-node");
  await start("serve");
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, javaScriptEnabled: false, baseURL: base });
  const page = await context.newPage(), complaints = [];
  page.on("console", (m) => m.type() === "error" && complaints.push(m.text()));

  await tests.check("the scheduled jobs of the first start have run", async () => {
    for (let i = 0; sql("SELECT COUNT(*) FROM job WHERE state = 'done'") < 5; i++) {
      expect(i < 100, sql("SELECT kind, state, error FROM job"));
      await sleep(100);
    }
  });
  await tests.check("the page shows kinds and dead letters", async () => {
    await page.goto("/jobs");
    const text = await page.locator("main").innerText();
    for (const words of ["apply.sweep-drafts", "files.sweep-orphans", "kind.of-another-node", "900003", "都市X", "中継サーバー<mail.example.jp>につながりませんでした"])
      expect(text.includes(words), words);
  });
  await tests.check("axe is silent, and nothing is wider than 320 px", async () => {
    const seeing = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const copy = await seeing.newPage();
    await copy.goto(`${base}/jobs`);
    for (const colorScheme of ["light", "dark"]) {
      await copy.emulateMedia({ colorScheme });
      const found = await axeFindings(copy);
      expect(found.length === 0, found.join("\n"));
    }
    if (process.env.PICTURES) await copy.screenshot({ path: join(process.env.PICTURES, "jobs.png"), fullPage: true });
    await copy.setViewportSize({ width: 320, height: 640 });
    const over = await copy.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over <= 0, `${over} px too wide`);
    if (process.env.PICTURES) await copy.screenshot({ path: join(process.env.PICTURES, "jobs-320.png"), fullPage: true });
    await seeing.close();
  });
  await tests.check("a kind is paused and resumed", async () => {
    await page.getByRole("button", { name: "apply.sweep-draftsを停止する" }).click();
    expect((await page.locator("[role=status]").innerText()).includes("停止しました"), "no notice");
    expect(sql("SELECT kind FROM job_pause") === "apply.sweep-drafts", "not paused");
    await page.getByRole("button", { name: "apply.sweep-draftsを再開する" }).click();
    expect(sql("SELECT COUNT(*) FROM job_pause") === "0", "not resumed");
  });
  await tests.check("a dead letter is dropped in two steps, another is tried anew and done", async () => {
    await page.locator("summary").first().click(); // the newest of all: of the unknown kind
    await page.getByRole("button", { name: "900003をやり直さずに破棄する" }).click();
    expect(sql("SELECT state FROM job WHERE id = 900003") === "dropped", "not dropped");
    await page.getByRole("button", { name: "900001をやり直す", exact: true }).click();
    for (let i = 0; sql("SELECT COUNT(*) FROM job WHERE id = 900001") !== "0"; i++) {
      expect(i < 50, "not done");
      await sleep(100);
    }
  });
  await tests.check("all of a kind are tried anew", async () => {
    await page.goto("/jobs?kind=cases.drop-web-keys");
    await page.getByRole("button", { name: "この種類をすべてやり直す" }).click();
    for (let i = 0; sql("SELECT COUNT(*) FROM job WHERE id = 900002") !== "0"; i++) {
      expect(i < 50, "not done");
      await sleep(100);
    }
    await page.goto("/jobs");
    expect((await page.locator("main").innerText()).includes("失敗したジョブはありません。"), "still a letter");
    expect(complaints.length === 0, complaints.join("\n"));
  });
  await tests.check("the figures are told", async () => {
    const text = await (await fetch(`${base}/metrics`)).text();
    expect(/yakuba_jobs\{kind="apply.sweep-drafts",state="ready"\} \d+\n/.test(text), "no count");
    expect(/yakuba_job_runs_total\{kind="cases.drop-web-keys",result="done"\} [2-9]/.test(text), "no runs");
    expect(text.endsWith("# EOF\n"), "no end");
  });
  await stop();
} finally {
  child?.kill("SIGKILL");
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
tests.end();
