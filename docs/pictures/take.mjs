// SPDX-License-Identifier: Apache-2.0
// One resident on a phone, one clerk at a desk, and a notice: the pictures of the READMEs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, launch } from "../../tests/browser.mjs";
import * as say from "../../tests/journeys/answers.mjs";
import { answer, fill, press, visitor } from "../../tests/journeys/browsing.mjs";
import { makeFiles } from "../../tests/journeys/files.mjs";
import { toTheFirstQuestion } from "../../tests/journeys/resident.mjs";
import { startTown } from "../../tests/journeys/server.mjs";

const here = new URL(".", import.meta.url).pathname;
const take = (page, name) => page.screenshot({ path: join(here, `${name}.png`), animations: "disabled", caret: "hide" });
const town = await startTown({ cases: "60" });
const browser = await launch();

async function home() {
  const v = await visitor(browser, { base: town.base });
  await v.page.setViewportSize({ width: 1100, height: 760 });
  await v.page.goto("/");
  await take(v.page, "home");
}

// The form as it is filled in, and the receipt. Gives the receipt's number.
async function apply() {
  const v = await visitor(browser, { base: town.base, phone: true }), files = await makeFiles(browser);
  await toTheFirstQuestion(v);
  await answer(v, say.claimant);
  await fill(v, say.hanako);
  await v.page.evaluate(() => scrollTo(0, 0));
  await take(v.page, "form");
  await press(v, "次へ進む");
  await answer(v, say.noSpouse);
  await answer(v, say.child(1, "見本", "はな", "ミホン", "ハナ", ["令和", "2", "5", "5"]));
  await answer(v, say.born("令和", "8", "11", "12"));
  await answer(v, say.account("ミホン　ハナコ"));
  await answer(v, { passbook: [files.photo] });
  await press(v, "次へ進む"); // the words to confirm
  await press(v, /児童手当/);
  const number = (await v.page.locator(".receipt-number").innerText()).trim();
  await v.page.locator(".receipt").scrollIntoViewIfNeeded();
  await take(v.page, "receipt");
  return number;
}

async function staff(number) {
  const v = await visitor(browser, { base: town.base });
  await v.page.goto("/staff");
  await fill(v, { login: "kana.aoi", password: town.password });
  await press(v, "ログインする");
  await take(v.page, "queue");
  await v.page.goto(`/staff?q=${number}`);
  await v.page.waitForURL("**/staff/cases/*");
  await take(v.page, "case");
  return v;
}

// The first page of the notice of a case that is decided.
async function notice(v) {
  await v.page.goto("/staff?tab=done");
  const cases = await v.page.locator("th.procedure a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  for (const path of cases) {
    await v.page.goto(path);
    const paper = v.page.locator('a[href*="/papers/"]').first();
    if (!(await paper.count())) continue;
    const bytes = await (await v.context.request.get(town.base + (await paper.getAttribute("href")), { headers: { cookie: await cookies(v) } })).body();
    const folder = mkdtempSync(join(tmpdir(), "yakuba-notice-"));
    writeFileSync(join(folder, "notice.pdf"), bytes);
    execFileSync("pdftoppm", ["-png", "-singlefile", "-r", "72", join(folder, "notice.pdf"), join(here, "notice")]);
    rmSync(folder, { recursive: true });
    return;
  }
  expect(false, `no decided case of ${cases.length} has a notice`);
}

// The cookies are for TLS or this machine: Chromium's pages send them, its bare requests do not.
async function cookies(v) {
  return (await v.context.cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
}

try {
  await home();
  await notice(await staff(await apply()));
} finally {
  await browser.close();
  await town.stop();
}
