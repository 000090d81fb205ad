// SPDX-License-Identifier: Apache-2.0
// 罹災証明書: a resident applies with photos from a phone, staff look at the house, decide, and hand over; the resident
// asks for another survey and gets another result. A second one chooses 自己判定.
import { execFileSync } from "node:child_process";
import { expect } from "../browser.mjs";
import { answer, bodyText, errors, fill, look, press, visitor } from "./browsing.mjs";

const pathOf = (v) => new URL(v.page.url()).pathname;

const person = (family, given, familyKana, givenKana, born) => ({
  applicant_family_name: family, applicant_given_name: given, applicant_family_kana: familyKana, applicant_given_kana: givenKana,
  applicant_birth: born, applicant_phone: "000-0000-2345", applicant_postal_code: "0000001",
  applicant_address: "都市X中央1丁目9番9号 避難所", head_relation: "self",
});
const flooded = { disaster_name: "r8-11-rain", disaster_day: { era: "令和", year: "8", month: "11", day: "18" } };
const house = { house_use: "home", house_same: "no", house_address: "都市X見本町2丁目3番4号", house_owner: "own", house_structure: "wooden", house_storeys: "2", house_people: "3" };
const heavy = { damage_parts: "roof", damage_text: "瓦が落ち、1階の壁にひびが入りました", repaired: "no", self_assessment: "no" };
const light = { damage_parts: "wall", damage_text: "外の壁に細いひびが入りました", repaired: "no", self_assessment: "yes" };

async function begins(v) {
  await v.page.goto("/procedures/risai-shomei");
  await v.page.getByRole("link", { name: "オンラインで申請する" }).click();
  await v.page.waitForURL("**/apply/*");
  await press(v, "入力を始める");
}

// From the phone, with photos. Gives { number, code }.
async function applies(check, looked, v, files, who, how) {
  const told = {};
  await check("the first pages are answered without any document", async () => {
    await begins(v);
    await answer(v, flooded);
    expect(/身分証や印鑑はなくしていても申請できます/.test(await bodyText(v.page)), "not told that no document is needed");
    await answer(v, who.applicant);
    await answer(v, house);
  });
  await looked("60-risai-damage");
  await check("photos are taken", async () => {
    if (how.self_assessment === "yes") {
      await answer(v, { ...how, self_agree: "partial" });
      expect((await errors(v.page)).some((e) => /自己判定には写真が必要です/.test(e)), (await errors(v.page)).join());
      await fill(v, { photos: [files.photo] });
      await press(v, "次へ進む");
    } else {
      await fill(v, { ...how, photos: [files.photo, files.png] });
      await press(v, "次へ進む");
    }
    expect(/\/visit$/.test(pathOf(v)), `${pathOf(v)} ${(await errors(v.page)).join()}`);
  });
  await looked("61-risai-visit");
  await check("it is sent", async () => {
    await answer(v, how.self_assessment === "yes" ? { copies: "1" } : { visit_inside: "no", copies: "2" });
    await press(v, "次へ進む");
    expect(/\/check$/.test(pathOf(v)), `${pathOf(v)} ${(await errors(v.page)).join()}`);
    await look(v, "62-risai-check");
    await press(v, /罹災証明書/);
    expect(pathOf(v) === "/receipts/new", v.page.url());
    told.number = (await v.page.locator(".receipt-number").innerText()).trim();
  });
  return told;
}

async function enters(browser, town, login, how) {
  const v = await visitor(browser, { base: town.base, ...how });
  await v.page.goto("/staff");
  await fill(v, { login, password: town.password });
  await press(v, "ログインする");
  return v;
}

async function opens(v, number) {
  await v.page.goto(`/staff?q=${encodeURIComponent(number)}`);
  await v.page.waitForURL("**/staff/cases/*");
}

async function toSurvey(v, number) {
  await opens(v, number);
  await v.page.getByRole("link", { name: "調査を開く" }).click();
  await v.page.waitForURL("**/staff/surveys/*");
}

async function passesAllChecks(v) {
  for (let i = 0; i < 40 && (await v.page.getByRole("button", { name: "問題なし" }).count()); i++) await press(v, "問題なし");
}

async function proposes(v, number) {
  await opens(v, number);
  await passesAllChecks(v);
  await v.page.getByRole("link", { name: /決裁へ進める/ }).click();
  await v.page.waitForURL("**/decision*");
}

async function decides(browser, town, how, number) {
  const head = await enters(browser, town, "kasou.itsuki", how);
  await opens(head, number);
  await press(head, /この案で決裁する/);
  expect(/完了/.test(await head.page.locator(".state").first().innerText()), await bodyText(head.page));
  await head.context.close();
}

async function points(v, values) {
  for (const [part, n] of Object.entries(values)) await v.page.locator(`[name="points.${part}"]`).fill(String(n));
}

async function surveyed(check, looked, browser, town, how, told, files) {
  const clerk = await enters(browser, town, "kunren.jun", how);
  await check("the house is in the list of those to look at", async () => {
    await clerk.page.goto("/staff/surveys?place=" + encodeURIComponent("見本町"));
    expect((await bodyText(clerk.page)).includes("見本町2丁目3番4号"), "not in the list");
    await look(clerk, "63-surveys", { dark: true });
  });
  await check("two take it at once: the slower one is told, and by whom", async () => {
    const head = await enters(browser, town, "kasou.itsuki", how);
    await toSurvey(clerk, told.number);
    await toSurvey(head, told.number);
    await press(clerk, "この調査を自分が担当する");
    const late = head.page.waitForResponse((r) => r.request().method() === "POST");
    await press(head, "この調査を自分が担当する");
    expect((await late).status() === 409, `status ${(await late).status()}`);
    expect(/先に変更がありました。いまの担当は訓練 じゅん/.test(await bodyText(head.page)), (await bodyText(head.page)).slice(0, 600));
    await look(head, "64-survey-conflict");
    await head.context.close();
  });
  await check("nothing is proposed before the survey", async () => {
    await proposes(clerk, told.number);
    await fill(clerk, { outcome: "total" });
    await press(clerk, /この案を決裁に出す/);
    expect((await errors(clerk.page)).some((e) => /調査の記録がまだありません/.test(e)), (await errors(clerk.page)).join());
  });
  await check("a day is planned, and a day that is none is refused", async () => {
    await toSurvey(clerk, told.number);
    await fill(clerk, { planned: "31日" });
    await press(clerk, "予定日を決める");
    expect((await errors(clerk.page)).length === 1, "taken");
    const soon = new Date(Date.now() + 9 * 3600000 + 2 * 86400000);
    await fill(clerk, { planned: `R${soon.getUTCFullYear() - 2018}.${soon.getUTCMonth() + 1}.${soon.getUTCDate()}` });
    await press(clerk, "予定日を決める");
    expect((await bodyText(clerk.page)).includes(`${soon.getUTCMonth() + 1}月${soon.getUTCDate()}日`), "not planned");
  });
  await check("the sheet for the field has the parts", async () => {
    await clerk.page.getByRole("link", { name: "調査票を印刷する" }).click();
    await clerk.page.waitForURL("**/sheet");
    expect(/壁（外壁）/.test(await bodyText(clerk.page)), "no parts");
    await look(clerk, "65-survey-sheet");
    await clerk.page.goBack();
  });
  await looked(clerk, "66-survey", { dark: true });
  await check("points that cannot be are refused, and what was typed stays", async () => {
    await points(clerk, { roof: 16, wall: "", foundation: -3 });
    await press(clerk, "調査を記録する");
    const said = await errors(clerk.page);
    expect(said.length === 3, said.join());
    expect((await clerk.page.locator('[name="points.roof"]').inputValue()) === "16", "lost");
    await look(clerk, "67-survey-errors");
  });
  await check("22 points are 半壊; a photo is kept", async () => {
    await points(clerk, { roof: 5, wall: 15, foundation: 2 });
    await fill(clerk, { photos: [files.png] });
    await press(clerk, "調査を記録する");
    const text = await bodyText(clerk.page);
    expect(/第1次調査（外観）　22点　半壊/.test(text), text.slice(0, 1500));
    expect(/調査　保険証\.png/.test(text), "the photo is not kept");
  });
  await looked(clerk, "68-survey-recorded");
  await check("another class than the survey's cannot be proposed", async () => {
    await proposes(clerk, told.number);
    expect(await clerk.page.locator('[name="outcome"][value="half"]').isChecked(), "the survey's class is not chosen");
    await fill(clerk, { outcome: "total" });
    await press(clerk, /この案を決裁に出す/);
    expect((await errors(clerk.page)).some((e) => /調査の結果と違います/.test(e)), (await errors(clerk.page)).join());
    await fill(clerk, { outcome: "half" });
    await press(clerk, /この案を決裁に出す/);
    await decides(browser, town, how, told.number);
  });
  await certifies(check, looked, clerk, told, ["半壊", "見本町2丁目3番4号", "令和8年11月18日の"]);
  await check("it is handed over after the person was recognised, and not before", async () => {
    await press(clerk, "確かめて渡した");
    expect(/本人を確かめた方法を入力してください/.test(await bodyText(clerk.page)), "handed over to nobody");
    await fill(clerk, { documents: "調査のときに本人に会った" });
    await press(clerk, "確かめて渡した");
    expect(/渡しました/.test(await bodyText(clerk.page)), (await bodyText(clerk.page)).slice(0, 800));
  });
  return clerk;
}

// The certificate as PDF: what it says, and that it is whole.
async function certifies(check, looked, clerk, told, words) {
  await check(`the certificate says ${words.join(", ")}`, async () => {
    await toSurvey(clerk, told.number);
    await press(clerk, "罹災証明書を発行する");
    const link = clerk.page.locator("#certificates-title").locator("xpath=../..").locator("strong a").first();
    const coming = clerk.page.waitForEvent("download");
    await link.click();
    const path = await (await coming).path();
    execFileSync("qpdf", ["--check", path]);
    const text = execFileSync("pdftotext", [path, "-"]).toString().replace(/\s/g, "");
    for (const word of ["罹災証明書", "世帯主氏名", "罹災原因", "被災住家の所在地", ...words]) expect(text.includes(word), `the certificate lacks ${word}: ${text}`);
    told.papers = await clerk.page.locator(".panel strong a[href*='/certificates/']").allInnerTexts();
  });
  await looked(clerk, "69-certificate");
}

async function askedAgain(check, looked, v, browser, town, how, told, clerk) {
  await check("the resident reads 半壊 and asks for another survey, with a reason", async () => {
    await v.page.goto("/receipts");
    expect(/半壊\s*いまの結果/.test(await bodyText(v.page)), (await bodyText(v.page)).slice(0, 800));
    await look(v, "70-status-decided", { dark: true });
    await v.page.getByRole("link", { name: "もう一度の調査を申し込む" }).click();
    await v.page.waitForURL("**/again");
    await press(v, "もう一度の調査を申し込む");
    expect((await errors(v.page)).length === 1, "taken without a reason");
    await look(v, "71-again-error");
    await fill(v, { reason: "2階の壁と天井を見てもらっていません" });
    await press(v, "もう一度の調査を申し込む");
    const text = await bodyText(v.page);
    expect(pathOf(v) === "/receipts" && /審査しています/.test(text) && /半壊/.test(text), text.slice(0, 800));
    expect((await v.page.getByRole("link", { name: /取り下げる/ }).count()) === 0, "what was decided can be withdrawn");
  });
  await check("the first result does not settle the second: another survey is needed", async () => {
    await toSurvey(clerk, told.number);
    const text = await bodyText(clerk.page);
    expect(/2回目/.test(text) && /2階の壁と天井を見て/.test(text), text.slice(0, 600));
    await proposes(clerk, told.number);
    await fill(clerk, { outcome: "half" });
    await press(clerk, /この案を決裁に出す/);
    expect((await errors(clerk.page)).some((e) => /調査の記録がまだありません/.test(e)), (await errors(clerk.page)).join());
  });
  await check("the second survey, inside, finds 33 points: 中規模半壊; a correction keeps what was there", async () => {
    await toSurvey(clerk, told.number);
    const inside = { roof: 6, pillar: 3, floor: 3, "outer-wall": 4, "inner-wall": 5, ceiling: 3, fitting: 4, foundation: 2, equipment: 2 };
    await points(clerk, inside);
    await press(clerk, "調査を記録する");
    expect(/第2次調査（内部立入り）　32点　中規模半壊/.test(await bodyText(clerk.page)), (await bodyText(clerk.page)).slice(0, 1500));
    await points(clerk, { ...inside, roof: 7 });
    await fill(clerk, { note: "屋根の面積を数え直した" });
    await press(clerk, "調査を記録する");
    const text = await bodyText(clerk.page);
    expect(/33点　中規模半壊/.test(text) && /32点　中規模半壊/.test(text) && /22点　半壊/.test(text), "a record is lost");
    await look(clerk, "72-survey-second");
    await proposes(clerk, told.number);
    await press(clerk, /この案を決裁に出す/);
    await decides(browser, town, how, told.number);
  });
  await check("the newer result stands, the older is shown as replaced", async () => {
    await v.page.goto("/receipts");
    const text = await bodyText(v.page);
    expect(/半壊\s*新しい結果に替わりました/.test(text) && /中規模半壊\s*いまの結果/.test(text), text.slice(0, 800));
  });
  await looked(v, "73-status-second");
  const before = told.papers;
  await certifies(check, looked, clerk, told, ["中規模半壊"]);
  await check("the certificates of the first survey are marked replaced, and kept", async () => {
    const text = await bodyText(clerk.page);
    for (const number of before) expect(text.includes(number) && !told.papers.includes(number), `${number} is still good, or gone`);
    expect(/新しい証明書に替わりました/.test(text), "not marked");
  });
}

export async function risai(tests, browser, town, files, { script }) {
  const how = { script, phone: true };
  const kind = script ? "罹災, with script" : "罹災, without script";
  const check = (name, run) => tests.check(`${kind}: ${name}`, run);
  const looked = (v, name, options) => check(`${name} is silent under axe and fits 320 px`, () => look(v, name, options));
  const v = await visitor(browser, { ...how, base: town.base });
  const told = await applies(check, (n, o) => looked(v, n, o), v, files, { applicant: person("罹災", script ? "一子" : "二子", "リサイ", "イチコ", { era: "昭和", year: "60", month: "3", day: "4" }) }, heavy);
  if (!told.number) return;
  const clerk = await surveyed(check, looked, browser, town, how, told, files);
  await askedAgain(check, looked, v, browser, town, how, told, clerk);

  const w = await visitor(browser, { ...how, base: town.base });
  const self = await applies(check, (n, o) => looked(w, n, o), w, files, { applicant: person("自己", script ? "判子" : "定子", "ジコ", "ハンコ", { era: "平成", year: "3", month: "3", day: "4" }) }, light);
  if (!self.number) return;
  await check("自己判定: staff look at the photos, and no visit is made", async () => {
    await toSurvey(clerk, self.number);
    await look(clerk, "74-survey-self");
    await press(clerk, /写真を確かめた/);
    expect(/自己判定（写真）　準半壊に至らない（一部損壊）/.test(await bodyText(clerk.page)), (await bodyText(clerk.page)).slice(0, 800));
    await proposes(clerk, self.number);
    expect(await clerk.page.locator('[name="outcome"][value="partial"]').isChecked(), "not 準半壊に至らない");
    await press(clerk, /この案を決裁に出す/);
    await decides(browser, town, how, self.number);
    await w.page.goto("/receipts");
    expect(/準半壊に至らない（一部損壊）\s*いまの結果/.test(await bodyText(w.page)), (await bodyText(w.page)).slice(0, 600));
  });
  for (const one of [v, w, clerk]) await one.context.close();
}
