// SPDX-License-Identifier: Apache-2.0
// The staff side of the story, and what the resident gets of it: check, ask again, propose, decide, notice.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "../browser.mjs";
import { bodyText, errors, fill, look, press, visitor } from "./browsing.mjs";
import { applyQuickly } from "./plain.mjs";

// Days as the town has them now.
function inTokyo(days = 0) {
  const at = new Date(Date.now() + 9 * 3600000 + days * 86400000);
  return { year: at.getUTCFullYear() - 2018, month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}
const later = inTokyo(14);
const twoWeeksOn = { typed: `R${later.year}.${later.month}.${later.day}`, shown: `令和${later.year}年${later.month}月${later.day}日` };
// Born on 12 November 2026: claimed within fifteen days it is paid from December on, later from the month after the claim.
function firstMonth() {
  const now = inTokyo(), soon = now.year === 8 && now.month === 11;
  return soon ? "令和8年12月" : `令和${now.year + (now.month === 12)}年${(now.month % 12) + 1}月`;
}

const pathOf = (v) => new URL(v.page.url()).pathname;

async function enters(browser, town, login, how = {}) {
  const v = await visitor(browser, { base: town.base, ...how });
  await v.page.goto("/staff");
  await fill(v, { login, password: town.password });
  await press(v, "ログインする");
  expect(pathOf(v) === "/staff", `${login} is at ${v.page.url()}`);
  return v;
}

// A whole number in the search leads straight to the case: by keys alone, or without script by hand.
async function opens(v, number) {
  await v.page.goto("/staff");
  if (v.script) {
    await v.page.keyboard.press("/");
    await v.page.keyboard.type(number);
    await v.page.keyboard.press("Enter");
  } else {
    await v.page.locator("input[name=q]").fill(number);
    await v.page.locator("input[name=q]").press("Enter");
  }
  await v.page.waitForURL("**/staff/cases/*");
}

async function follows(v, words, address) {
  await v.page.getByRole("link", { name: words }).first().click();
  await v.page.waitForURL(address);
}

async function differences(v) {
  return (await v.page.locator("tr[data-state=different]").allInnerTexts()).join("\n");
}

async function passesAllChecks(v) {
  for (let i = 0; i < 40; i++) {
    const button = v.page.getByRole("button", { name: "問題なし" });
    if (!(await button.count())) return;
    await press(v, "問題なし");
  }
  expect(false, "the checks never end");
}

async function proposes(v, outcome) {
  await v.page.getByRole("link", { name: /決裁へ進める/ }).click();
  await v.page.waitForURL("**/decision*");
  await fill(v, { outcome });
}

// `how` is the resident's own story: what she typed, what the register has, what she is asked to mend.
export async function asked(tests, browser, town, told, files, how) {
  const clerk = await visitor(browser, { base: town.base, script: how.script });
  const kind = how.script ? "with script" : "without script";
  const check = (name, run) => tests.check(`${kind}: ${name}`, run);
  const looked = (v, name, options) => check(`${name} is silent under axe and fits 320 px`, () => look(v, name, options));

  await check("a wrong password opens nothing", async () => {
    await clerk.page.goto("/staff");
    await look(clerk, "20-login", { dark: true });
    await fill(clerk, { login: "kana.aoi", password: "toshi-x-demonstratiom" });
    await press(clerk, "ログインする");
    expect(pathOf(clerk) === "/staff/login", clerk.page.url());
    await look(clerk, "20-login-wrong");
    await fill(clerk, { login: "kana.aoi", password: town.password });
    await press(clerk, "ログインする");
    expect(pathOf(clerk) === "/staff", clerk.page.url());
  });
  await check("the queue has the case", async () => {
    await clerk.page.goto(`/staff?q=${encodeURIComponent(how.name)}`);
    expect((await clerk.page.locator("table.queue tbody").innerText()).includes(told.number), "not found by name");
    await look(clerk, "21-search");
    await clerk.page.goto("/staff");
    expect((await clerk.page.locator("table.queue tbody tr").count()) > 10, "the queue is empty");
  });
  await looked(clerk, "21-queue", { dark: true });
  await check("the case shows what differs from the register, and nothing else", async () => {
    await opens(clerk, told.number);
    const rows = await differences(clerk);
    expect((await clerk.page.locator("tr[data-state=different]").count()) === how.differences.length, rows);
    for (const [typed, registered] of how.differences)
      expect(rows.includes(typed) && rows.includes(registered), `${typed} and ${registered} are not told apart: ${rows}`);
    expect(!(await bodyText(clerk.page)).includes("0123456"), "the account number is open");
  });
  await looked(clerk, "22-case", { dark: true });
  await check("it is taken", async () => {
    if (how.script) await clerk.page.keyboard.press("a");
    else await press(clerk, /自分が担当する/);
    await clerk.page.getByText("担当が決まりました").or(clerk.page.locator(".case-facts", { hasText: "仮名" })).first().waitFor();
    expect((await clerk.page.locator(".case-facts").innerText()).includes("仮名"), "not mine");
  });
  await check("補正 without a field, a sentence or a day is not sent", async () => {
    if (how.script) await clerk.page.keyboard.press("r");
    else await clerk.page.getByRole("link", { name: /補正/ }).first().click();
    await clerk.page.waitForURL("**/correction");
    await fill(clerk, { message: "", due: "" });
    await press(clerk, /この項目の補正を求める/);
    expect((await errors(clerk.page)).length >= 2, (await errors(clerk.page)).join());
    await look(clerk, "23-correction-errors");
  });
  await check("one field is asked again, with a deadline", async () => {
    await clerk.page.getByRole("checkbox", { name: /^住所/ }).check();
    await clerk.page.locator('input[aria-label^="住所"]').fill("部屋の番号が住民票と違います。いま住んでいる部屋を書いてください");
    await fill(clerk, { message: "住所を確かめさせてください。", due: twoWeeksOn.typed });
    await look(clerk, "23-correction");
    await press(clerk, /この項目の補正を求める/);
    expect(/補正待ち/.test(await bodyText(clerk.page)), "does not wait");
  });
  await looked(clerk, "24-case-waiting");

  const resident = told.v;
  await check("the resident mends that field and no other", async () => {
    await resident.page.goto("/receipts");
    expect((await bodyText(resident.page)).includes(twoWeeksOn.shown), "the deadline is not told");
    await look(resident, "25-status-asked");
    await resident.page.getByRole("link", { name: "直すところを見る" }).click();
    await resident.page.waitForURL("**/correction");
    const names = await resident.page.locator("main form :is(input, select, textarea):not([type=hidden])").evaluateAll((all) => all.map((e) => e.name));
    expect(names.length === 1 && names[0].endsWith("applicant_address"), `asked: ${names.join()}`);
    await look(resident, "26-mend", { dark: true });
    await fill(resident, { applicant_address: "" });
    await press(resident, /だけ送る/);
    expect((await errors(resident.page)).length === 1, "an empty answer was taken");
    await look(resident, "26-mend-error");
    await fill(resident, { applicant_address: how.mended });
    await press(resident, /だけ送る/);
    expect(pathOf(resident) === "/receipts" && /お返事を受け取りました/.test(await bodyText(resident.page)), resident.page.url());
  });
  await looked(resident, "27-status-mended");
  await check("what was not asked is as it was", async () => {
    await resident.page.goto("/receipts/answers");
    const text = await bodyText(resident.page);
    for (const words of [how.mended, ...how.kept, "通帳.jpg"]) expect(text.includes(words), `${words} is lost`);
  });
  await check("the mended address is no difference any more", async () => {
    await clerk.page.reload();
    const rows = await differences(clerk), left = how.differences.slice(1);
    expect(!rows.includes(how.differences[0][0]), rows);
    for (const [typed] of left) expect(rows.includes(typed), `${typed} is no difference any more: ${rows}`);
    await passesAllChecks(clerk);
  });
  await check("認定 is proposed with months and amounts", async () => {
    await proposes(clerk, "grant");
    const text = await bodyText(clerk.page);
    expect(text.includes(firstMonth()) && text.includes(`${how.amount}円`) && text.includes(how.kept[0]), text.slice(0, 800));
    await look(clerk, "28-decision", { dark: true });
    await press(clerk, /この案を決裁に出す/);
    expect(/起案した人は決裁できません|決裁を待っています/.test(await bodyText(clerk.page)), "not waiting");
  });
  await looked(clerk, "29-case-proposed");
  await check("another member of staff decides", async () => {
    expect((await clerk.page.getByRole("button", { name: /この案で決裁する/ }).count()) === 0, "the proposer may decide");
    const approver = await enters(browser, town, "shiki.makoto", { script: how.script });
    await opens(approver, told.number);
    await look(approver, "30-case-to-decide");
    await press(approver, /この案で決裁する/);
    expect(/完了|決定/.test(await approver.page.locator(".state").first().innerText()), await approver.page.locator(".state").first().innerText());
    await look(approver, "31-case-decided");
    await approver.context.close();
  });
  const paper = {};
  await check("the resident reads the notice and takes the PDF once", async () => {
    await resident.page.goto("/receipts");
    expect(/決定しました/.test(await bodyText(resident.page)), "not decided");
    await look(resident, "32-status-decided");
    paper.ref = await resident.page.locator("input[name=paper]").first().inputValue();
    const coming = resident.page.waitForEvent("download");
    await resident.page.getByRole("button", { name: /PDF/ }).first().click();
    const download = await coming;
    paper.url = download.url();
    const path = await download.path();
    expect(readFileSync(path).subarray(0, 5).toString() === "%PDF-", "no PDF");
    execFileSync("qpdf", ["--check", path]);
    const text = execFileSync("pdftotext", [path, "-"]).toString();
    for (const words of [...how.onPaper, how.amount, "審査請求"]) expect(text.includes(words), `the notice lacks ${words}`);
    expect(!text.includes("0123456"), "the notice has the whole account number");
    const again = await resident.context.request.get(paper.url, { headers: { cookie: (await resident.context.cookies()).map((c) => `${c.name}=${c.value}`).join("; ") } });
    expect(again.status() === 404, `the ticket worked twice: ${again.status()}`);
  });
  await check("somebody else's receipt gets no paper", async () => {
    const other = await applyQuickly(town, files, { family: "他人", given: "様" });
    await other.get("/receipts/withdraw");
    const a = await other.post("/receipts/papers", { paper: paper.ref });
    const b = a.status === 303 ? await other.get(a.to) : a;
    expect(b.status === 404, `status ${b.status}`);
    expect(!b.bytes.includes("%PDF-"), "a paper");
  });
  return clerk;
}

export async function disputes(tests, browser, town, clerk, files) {
  await tests.check("a refusal needs its reason and how to appeal", async () => {
    const p = await applyQuickly(town, files, { family: "却下", given: "例子" });
    await opens(clerk, p.number);
    await press(clerk, /自分が担当する/);
    await clerk.page.getByRole("link", { name: /認めない決定/ }).click();
    await clerk.page.waitForURL("**/decision*");
    await fill(clerk, { outcome: "reject", reason: "", appeal: "" });
    await press(clerk, /この案を決裁に出す/);
    const said = (await errors(clerk.page)).join();
    expect(/理由/.test(said) && /教示/.test(said), said);
    await look(clerk, "33-refusal-errors");
    await fill(clerk, { reason: "児童手当法4条1項の監護が認められないため", appeal: "" });
    await press(clerk, /この案を決裁に出す/);
    expect(/教示/.test((await errors(clerk.page)).join()), "taken without 教示");
  });
  await tests.check("two members of staff at once: the second sees what differs, and nothing is lost", async () => {
    const p = await applyQuickly(town, files, { family: "同時", given: "例子" });
    const second = await enters(browser, town, "hinada.sora");
    await opens(clerk, p.number);
    await opens(second, p.number);
    await second.page.locator("#note").fill("電話した。夕方に折り返しがある");
    await press(clerk, /自分が担当する/);
    const answer = second.page.waitForResponse((r) => r.request().method() === "POST");
    await press(second, "メモを残す");
    const note = await answer;
    if (note.status() === 409) expect((await bodyText(second.page)).includes("夕方に折り返し"), "what was typed is lost");
    await opens(clerk, p.number);
    await opens(second, p.number);
    for (const v of [clerk, second]) {
      await v.page.getByRole("link", { name: /認めない決定/ }).click();
      await v.page.waitForURL("**/decision*");
    }
    await fill(clerk, { outcome: "reject", reason: "一人目の理由" });
    await fill(second, { outcome: "reject", reason: "二人目の理由" });
    await press(clerk, /この案を決裁に出す/);
    const late = second.page.waitForResponse((r) => r.request().method() === "POST");
    await press(second, /この案を決裁に出す/);
    expect((await late).status() === 409, `status ${(await late).status()}`);
    const text = await bodyText(second.page);
    expect(/先に変更がありました/.test(text) && text.includes("二人目の理由") && /仮名/.test(text), text.slice(0, 500));
    await look(second, "34-conflict");
    await second.context.close();
  });
  await tests.check("whose session ends while they write gets the words back", async () => {
    const p = await applyQuickly(town, files, { family: "時間切", given: "例子" });
    const away = await enters(browser, town, "hinada.sora");
    await opens(away, p.number);
    await away.page.locator("#note").fill("面談した。\n来週もう一度来る");
    await away.context.clearCookies();
    await press(away, "メモを残す");
    const text = await bodyText(away.page);
    expect(text.includes("ログインの時間が切れました") && text.includes("来週もう一度来る"), text.slice(0, 500));
    await look(away, "36-signed-out");
    await away.context.close();
  });
  await tests.check("a character that no font has stops the paper and makes a task", async () => {
    const p = await applyQuickly(town, files, { family: "外\uE000字", given: "例子" });
    await opens(clerk, p.number);
    await press(clerk, /自分が担当する/);
    await passesAllChecks(clerk);
    await proposes(clerk, "grant");
    await press(clerk, /この案を決裁に出す/);
    const approver = await enters(browser, town, "shiki.makoto");
    await opens(approver, p.number);
    await press(approver, /この案で決裁する/);
    await opens(approver, p.number);
    expect(/E000/i.test(await bodyText(approver.page)), `not told: ${(await bodyText(approver.page)).slice(0, 1500)}`);
    await look(approver, "35-no-glyph");
    const page = await p.get("/receipts");
    expect(!page.text.includes('name="paper"'), "there is a paper");
    await approver.context.close();
  });
}
