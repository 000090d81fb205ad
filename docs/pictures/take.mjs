// SPDX-License-Identifier: Apache-2.0
// One resident on a phone (without script: nothing moves while it is filled in), one clerk at a desk, and a notice: the pictures of the READMEs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "../../tests/browser.mjs";
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
  const v = await visitor(browser, { base: town.base, phone: true, script: false }), files = await makeFiles(browser);
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
}

// A section head decides what a clerk proposed; the first page of the notice.
async function notice() {
  const v = await visitor(browser, { base: town.base });
  await v.page.goto("/staff");
  await fill(v, { login: "shiki.makoto", password: town.password });
  await press(v, "ログインする");
  await v.page.goto("/staff?view=approval");
  await v.page.locator("th.procedure a").first().click();
  await v.page.waitForURL("**/staff/cases/*");
  await v.page.locator('form[action$="/approve"] button').first().click();
  const paper = v.page.locator('a[href*="/papers/"]').first();
  await paper.waitFor();
  const answer = await v.context.request.get(town.base + (await paper.getAttribute("href")), { headers: { cookie: await cookies(v) } });
  const folder = mkdtempSync(join(tmpdir(), "yakuba-notice-"));
  writeFileSync(join(folder, "notice.pdf"), await answer.body());
  execFileSync("pdftoppm", ["-png", "-singlefile", "-r", "72", join(folder, "notice.pdf"), join(here, "notice")]);
  rmSync(folder, { recursive: true });
}

// The cookies are for TLS or this machine: Chromium's pages send them, its bare requests do not.
async function cookies(v) {
  return (await v.context.cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
}

try {
  await home();
  await staff(await apply());
  await notice();
} finally {
  await browser.close();
  await town.stop();
}
