// SPDX-License-Identifier: Apache-2.0
// 住民票の写し: asked for without script, decided by two, issued and handed over after a recorded identity check, and the
// certificate checked: by the program without a server, by a page without a network, by its numbers without script.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "../browser.mjs";
import * as say from "./answers.mjs";
import { bodyText, fill, look, press, visitor } from "./browsing.mjs";
import { fieldsOf, Plain } from "./plain.mjs";

const request = { asker: "self", scope: "whole", show_relation: "yes", show_domicile: "no", copies: "2", purpose: "work" };

async function asks(town) {
  const p = new Plain(town);
  await p.get("/apply/juminhyo-utsushi");
  const draft = (await p.post("/apply/juminhyo-utsushi")).to.replace(/\/[^/]*$/, "");
  const { applicant_pension, ...applicant } = say.hanako;
  applicant.applicant_address = "中央1丁目2番3号 見本ハイツ102";
  for (const [page, answers] of Object.entries({ request, applicant, handing: { delivery: "counter" } })) {
    await p.get(`${draft}/${page}`);
    const a = await p.post(`${draft}/${page}`, fieldsOf(page, answers));
    expect(a.status === 303, `${page}: ${a.status} ${/<ul class="plain">.*?<\/ul>/s.exec(a.text)?.[0]}`);
  }
  await p.get(`${draft}/check`);
  const sent = await p.post(`${draft}/check`);
  expect(sent.status === 303, `not sent: ${sent.status}`);
  p.number = /receipt-number">([^<]+)</.exec((await p.get("/receipts/new")).text)[1].trim();
  return p;
}

async function enters(browser, town, login, script) {
  const v = await visitor(browser, { base: town.base, script });
  await v.page.goto("/staff");
  await fill(v, { login, password: town.password });
  await press(v, "ログインする");
  return v;
}

async function opens(v, number) {
  await v.page.goto("/staff");
  await v.page.locator("input[name=q]").fill(number);
  await v.page.locator("input[name=q]").press("Enter");
  await v.page.waitForURL("**/staff/cases/*");
}

async function decides(clerk, head, number) {
  await opens(clerk, number);
  for (let i = 0; i < 20 && (await clerk.page.getByRole("button", { name: "問題なし" }).count()); i++) await press(clerk, "問題なし");
  await clerk.page.getByRole("link", { name: /決裁へ進める/ }).click();
  await clerk.page.waitForURL("**/decision*");
  await fill(clerk, { outcome: "issue" });
  await press(clerk, /決裁に出す/);
  await opens(head, number);
  await press(head, /この案で決裁する/);
}

function verify(town, file, keys) {
  const { status, stdout } = spawnSync(process.env.YAKUBA, ["paper", "verify", file, "--key", keys], { encoding: "utf8" });
  return { status, said: stdout };
}

export async function issuesRecords(tests, browser, town, script) {
  const kind = script ? "with script" : "without script";
  const check = (name, run) => tests.check(`住民票, ${kind}: ${name}`, run);
  const file = join(town.folder, `certificate-${script}.pdf`), keys = join(town.folder, "keys.json");
  let resident, payload;
  const [clerk, head] = [await enters(browser, town, "mihon.nozomi", script), await enters(browser, town, "katei.akira", script)];

  await check("it is asked for and decided", async () => {
    resident = await asks(town);
    await decides(clerk, head, resident.number);
    await opens(clerk, resident.number);
    await clerk.page.getByRole("link", { name: "本人確認と証明書" }).click();
    await clerk.page.waitForURL("**/certificates");
    expect(!(await clerk.page.getByRole("button", { name: "証明書を発行する" }).count()), "issued without an identity check");
    await look(clerk, "60-certificates-before");
  });
  await check("it is issued after a recorded identity check, once, and handed over", async () => {
    await press(clerk, "本人確認を記録する");
    expect((await bodyText(clerk.page)).includes("見た書類の名前を書いてください"), "recorded nothing");
    await fill(clerk, { documents: "運転免許証" });
    await press(clerk, "本人確認を記録する");
    await press(clerk, "証明書を発行する");
    const links = clerk.page.getByRole("link", { name: /通目/ });
    expect((await links.count()) === 2, `${await links.count()} copies`);
    const [download] = await Promise.all([clerk.page.waitForEvent("download"), links.first().click()]);
    await download.saveAs(file);
    await press(clerk, "窓口で渡した");
    expect((await bodyText(clerk.page)).includes("窓口で渡した"), "not handed over");
    await look(clerk, "61-certificates", { dark: true });
  });
  await check("the resident's page has no certificate", async () => {
    const page = (await resident.get("/receipts")).text;
    expect(!page.includes("通目") && !page.includes("/certificates"), "a certificate is offered");
  });
  await check("the paper says the register's words and is verified with the published keys alone", async () => {
    writeFileSync(keys, (await resident.get("/keys/certificates.json")).text);
    const text = execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8" });
    expect(text.includes("見本") && text.includes("花子") && text.includes("世帯全員"), text);
    const good = verify(town, file, keys);
    expect(good.status === 0 && good.said.includes("GENUINE"), good.said);
    payload = /YakubaCertificate<([0-9A-F]+)>|YakubaCertificate\(([^)]*)\)/.exec(readFileSync(file, "latin1"));
    payload = payload[2] ?? Buffer.from(payload[1], "hex").swap16().toString("utf16le").slice(1);
    const other = JSON.parse(readFileSync(keys, "utf8"));
    writeFileSync(keys, JSON.stringify({ ...other, town: "131016" }));
    expect(verify(town, file, keys).said.includes("OTHER TOWN"), "another town is not told apart");
  });
  await check("the page verifies the QR, with the network off too", async () => {
    if (!script) {
      const p = new Plain(town);
      await p.get("/verify");
      const a = await p.post("/verify", { payload });
      expect(a.status === 200 && a.text.includes("本物です"), `${a.status} ${payload}`);
      return;
    }
    const v = await visitor(browser, { base: town.base, script: true, phone: true });
    await v.page.goto(`/verify#${payload}`);
    await v.page.locator("[data-verdict=signed][data-told]").waitFor();
    expect(!v.page.url().includes("#"), "the payload stays in the address");
    await look(v, "62-verify", { dark: true });
    await v.context.setOffline(true);
    const sent = v.requests.length;
    await v.page.evaluate((text) => { location.hash = text; }, payload.replace("juminhyo", "risai"));
    await v.page.locator("[data-verdict=changed][data-told]").waitFor();
    await v.page.evaluate((text) => { location.hash = text; }, payload);
    await v.page.locator("[data-verdict=signed][data-told]").waitFor();
    // The browser looks for the tab's picture again when the address changes; that is all.
    const asked = v.requests.slice(sent).map((r) => r.url).filter((url) => !url.includes("/assets/emblem"));
    expect(asked.length === 0, `asked of the network: ${asked}`);
    await v.context.setOffline(false);
    await press(v, "確かめる");
    expect((await bodyText(v.page)).includes("本物です"), "the town does not know it");
    await look(v, "63-verify-answer");
  });
  await check("after it was revoked the town says so, and the program says that it cannot know", async () => {
    await opens(head, resident.number);
    await head.page.getByRole("link", { name: "本人確認と証明書" }).click();
    await head.page.waitForURL("**/certificates");
    await head.page.locator("input[name=why]").first().fill("記載の誤り");
    await press(head, /^取り消す/);
    const p = new Plain(town);
    await p.get("/verify");
    expect((await p.post("/verify", { payload })).text.includes("取り消されています"), "still good");
  });
}
