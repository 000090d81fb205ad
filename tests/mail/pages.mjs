// SPDX-License-Identifier: Apache-2.0
// The pages around mail in a real browser: a mail that did not arrive on the page of its case, sending it again, telling
// otherwise; stopping reminders. No relay is there: the report of failure is piped in as a mail server would.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { counter, expect, launch } from "../browser.mjs";
import { bodyText, fill, look, press, visitor } from "../journeys/browsing.mjs";
import { makeFiles } from "../journeys/files.mjs";
import { applyQuickly } from "../journeys/plain.mjs";
import { startTown } from "../journeys/server.mjs";

const settings = {
  cases: "0", mail_host: "127.0.0.1", mail_port: "1", mail_security: "none", mail_from: "notices@xtown.example.jp", mail_quiet: "none",
};
const tests = counter();
const browser = await launch();
mkdirSync("build/journeys", { recursive: true });
let town = await startTown(settings);
const sql = (text) => town.sql(text);

async function again() {
  await town.halt();
  const ids = sql("SELECT message_id FROM notice_delivery ORDER BY id");
  town = await startTown(settings, town.folder);
  return ids.split("\n");
}

async function reportFailure(id) {
  const report = `Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n`
    + `Status: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <${id}>\n\n--b--\n`;
  const data = join(town.folder, "data"), left = () => readdirSync(join(data, "bounces", "new")).length;
  execFileSync(process.env.YAKUBA, ["notices", "bounce", "--data", data], { input: report });
  for (let i = 0; i < 100 && left(); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(!left(), "the report was not read");
}

async function opensCase(v, number) {
  await v.page.goto("/staff");
  await fill(v, { login: "kana.aoi", password: town.password });
  await press(v, "ログインする");
  await v.page.locator("input[name=q]").fill(number);
  await v.page.locator("input[name=q]").press("Enter");
  await v.page.waitForURL("**/staff/cases/*");
}

try {
  const files = await makeFiles(browser);
  const { number } = await applyQuickly(town, files, { family: "見本", given: "文子", email: "fumiko@example.org" });
  const [id] = await again();
  for (const script of [true, false]) {
    const kind = script ? "with script" : "without script";
    const v = await visitor(browser, { base: town.base, script });
    await opensCase(v, number);
    if (script) {
      await tests.check("a mail that has not left yet is said to be on its way", async () =>
        expect(/送信(待ち|中)/.test(await bodyText(v.page)), "no state"));
      await tests.check("the command takes a report", () => reportFailure(id));
      await v.page.reload();
      await tests.check("the case says that it did not arrive, silent under axe and at 320 px", async () => {
        const text = await bodyText(v.page);
        expect(text.includes("メールが届いていません") && text.includes("届きません（宛先がありません）"), text.slice(0, 2000));
        await look(v, "40-case-mail-failed", { dark: true });
      });
      await tests.check("it is sent again", async () => {
        await press(v, /もう一度送る/);
        expect(!(await v.page.getByRole("button", { name: /もう一度送る/ }).count()), "it can be sent a third time");
      });
    } else {
      await tests.check(`${kind}: it is told by telephone`, async () => {
        await look(v, "40-case-mail-failed");
        await press(v, "電話か手紙で知らせた");
        expect(!(await bodyText(v.page)).includes("メールが届いていません"), "still to be told");
      });
    }
    await v.context.close();
  }
  await town.halt();
  sql("UPDATE notice SET kind = 'reminder'");
  town = await startTown(settings, town.folder);
  for (const script of [true, false])
    await tests.check(`${script ? "with" : "without"} script: reminders are stopped by one press`, async () => {
      const v = await visitor(browser, { base: town.base, script });
      await v.page.goto(`/mail/${id.split("@")[0]}/stop`);
      await look(v, "41-mail-stop");
      await press(v, "メールを止める");
      expect((await bodyText(v.page)).includes("メールを止めました"), "not stopped");
      await look(v, "41-mail-stopped");
      await v.context.close();
    });
} catch (error) {
  await tests.check("the stories run to their end", () => { throw error; });
} finally {
  await browser.close();
  await town.stop();
}
tests.end();
