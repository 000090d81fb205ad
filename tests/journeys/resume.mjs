// SPDX-License-Identifier: Apache-2.0
// One application at two devices: begun on a phone, gone on with on a PC by the code, finished there.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "../browser.mjs";
import * as say from "./answers.mjs";
import { answer, bodyText, css, errors, fill, look, press, visitor } from "./browsing.mjs";
import { begin, Plain } from "./plain.mjs";
import { toTheFirstQuestion } from "./resident.mjs";

const pathOf = (v) => new URL(v.page.url()).pathname;
const LATER = "あとで続ける・別の端末で続ける";
const shownCode = async (v) => (await v.page.locator(".resume-code span").allInnerTexts()).join("-");
const picture = (name) => new URL(`../../build/journeys/${name}.png`, import.meta.url).pathname;

async function readQr(v, name) {
  await v.page.locator("figure.qr img").screenshot({ path: picture(name) });
  return execFileSync("zbarimg", ["--raw", "-q", picture(name)], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
}

function everyFile(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((f) =>
    f.isDirectory() ? everyFile(join(folder, f.name)) : f.isFile() ? [join(folder, f.name)] : []);
}

// The data folder as a thief copies it: store, its journal, files, keys of the server.
function copyHas(town, words) {
  return everyFile(join(town.folder, "data")).filter((path) => {
    const bytes = readFileSync(path);
    return words.some((w) => bytes.includes(Buffer.from(w)));
  });
}

async function onThePhone(tests, browser, town, files) {
  const phone = await visitor(browser, { script: true, phone: true, base: town.base });
  const told = { phone };
  await tests.check("resume: half is filled in on a phone, a photo too", async () => {
    await toTheFirstQuestion(phone);
    told.first = pathOf(phone);
    await answer(phone, say.claimant);
    await answer(phone, { ...say.hanako, applicant_address: "中央1丁目2番3号 途中荘305" });
    await phone.page.goto(told.first.replace(/eligibility$/, "papers"));
    await fill(phone, { passbook: files.photo });
    await press(phone, LATER);
    expect(/^\/resume\/[^/]+$/.test(pathOf(phone)), phone.page.url());
  });
  await tests.check("resume: the code stands there in five groups, with day, warning and QR", async () => {
    told.code = await shownCode(phone);
    expect(/^[0-9AC-HJKMNP-RTVWXY]{5}(-[0-9AC-HJKMNP-RTVWXY]{5}){4}$/.test(told.code), told.code);
    const text = await bodyText(phone.page);
    const [, month, day] = new Date(Date.now() + 30 * 864e5).toLocaleDateString("sv-SE", { timeZone: "Asia/Tokyo" }).split("-").map(Number);
    expect(new RegExp(`続けられる日\\s*令和\\d+年${month}月${day}日（.）まで`).test(text), `no day in words: ${text}`);
    expect(text.includes("ほかの人に見せないでください") && text.includes("役場はコードを控えていません"), "no warning");
    await look(phone, "20-resume-code", { dark: true });
    told.qr = await readQr(phone, "qr-resume");
    expect(told.qr === `${town.base}/resume#${told.code}`, `the QR says ${told.qr}`);
  });
  await tests.check("resume: the page with the code prints on one A4", async () => {
    await phone.page.emulateMedia({ media: "print" });
    const own = phone.page.viewportSize();
    await phone.page.setViewportSize({ width: 794, height: 1123 });
    await phone.page.screenshot({ path: picture("20-resume-code-print"), fullPage: true });
    await phone.page.setViewportSize(own);
    const pdf = (await phone.page.pdf({ format: "A4" })).toString("latin1");
    await phone.page.emulateMedia({ media: "screen" });
    expect((pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length === 1, "more than one sheet");
  });
  await tests.check("resume: back to the page it came from", async () => {
    await phone.page.getByRole("link", { name: "入力に戻る" }).click();
    await phone.page.waitForURL("**/papers");
    expect((await phone.page.locator(".files li").count()) === 1, "the photo is not kept");
  });
  return told;
}

async function wrongCodes(tests, browser, town, told, script) {
  const v = await visitor(browser, { script, base: town.base });
  const kind = script ? "with script" : "without script";
  await tests.check(`resume ${kind}: what is typed wrongly is told, a code of nobody opens nothing`, async () => {
    await v.page.goto("/");
    await v.page.getByRole("link", { name: "続きから", exact: true }).click();
    await v.page.waitForURL("**/resume");
    await look(v, "21-resume", { dark: script });
    const typo = told.code.replace(/.$/, (c) => (c === "A" ? "C" : "A"));
    await fill(v, { code: typo });
    await press(v, "続きを開く");
    expect((await errors(v.page)).join().includes("打ち間違い"), (await errors(v.page)).join());
    expect((await v.page.locator("#code").inputValue()) === typo, "what was typed is gone");
    await look(v, "21-resume-typo");
    await fill(v, { code: "00000-00000-00000-00000-00000" }); // its check sign is right, the draft is nobody's
    await press(v, "続きを開く");
    expect((await errors(v.page)).join().includes("期限が過ぎたか、コードが違います"), (await errors(v.page)).join());
    await look(v, "21-resume-wrong");
    expect(!(await v.context.cookies()).some((c) => c.name.startsWith("__Host-draft")), "a wrong code gave a draft");
  });
  await v.context.close();
}

async function finishes(v, how) {
  await answer(v, say.noSpouse);
  await answer(v, how.children[0]);
  await answer(v, say.born("令和", "8", "11", "12"));
  await answer(v, say.account("ミホン　ハナコ"));
}

async function onThePc(tests, browser, town, told, how, script) {
  const pc = await visitor(browser, { script, phone: false, base: town.base });
  const kind = script ? "with script, by the QR" : "without script, typed";
  await tests.check(`resume ${kind}: a second browser without a cookie gets all answers and the photo`, async () => {
    if (script) {
      await pc.page.goto(told.qr);
      expect((await pc.page.locator("#code").inputValue()) === told.code, "the box is not filled");
      expect(!pc.page.url().includes("#"), "the code stays in the address");
    } else {
      await pc.page.goto("/apply/jido-teate");
      await look(pc, "22-start");
      await fill(pc, { code: told.code.toLowerCase().replaceAll("-", " ") });
    }
    await press(pc, "続きを開く");
    expect(pathOf(pc).endsWith("/spouse"), `not where it was left: ${pc.page.url()}`);
    await pc.page.goto(told.first.replace(/eligibility$/, "applicant"));
    expect((await pc.page.locator(css("applicant_address")).inputValue()).includes("途中荘305"), "the address is lost");
    await pc.page.goto(told.first.replace(/eligibility$/, "papers"));
    expect((await pc.page.locator(".files li").count()) === 1, "the photo is lost");
    await pc.page.goto(told.first.replace(/eligibility$/, "spouse"));
  });
  return pc;
}

async function meet(tests, phone, pc, told) {
  const at = told.first.replace(/eligibility$/, "applicant");
  await tests.check("resume: two devices at one page: both are shown, nothing is overwritten unseen", async () => {
    await phone.page.goto(at);
    await pc.page.goto(at);
    await fill(pc, { applicant_phone: "000-0000-7777" });
    await press(pc, "次へ進む");
    await fill(phone, { applicant_address: "雛形町1番1号", applicant_phone: "000-0000-8888" });
    await press(phone, "次へ進む");
    const text = await bodyText(phone.page);
    expect(text.includes("別の端末で、このページの入力が変わりました"), text.slice(0, 400));
    for (const said of ["途中荘305", "雛形町1番1号", "00000007777", "00000008888"]) expect(text.replaceAll("-", "").includes(said), `${said} is not shown`);
    await look(phone, "23-resume-met", { dark: true });
    await pc.page.goto(at);
    expect((await pc.page.locator(css("applicant_address")).inputValue()).includes("途中荘305"), "overwritten");
    await press(phone, "次へ進む");
    expect(pathOf(phone).endsWith("/spouse"), "the choice was not taken");
    await pc.page.goto(at);
    expect((await pc.page.locator(css("applicant_address")).inputValue()) === "雛形町1番1号", "the phone's choice is not kept");
    await pc.page.goto(at.replace(/applicant$/, "spouse"));
  });
}

async function sends(tests, town, told, pc) {
  const { phone } = told, check = told.first.replace(/eligibility$/, "check");
  await tests.check("resume: what the phone changed after the PC saw it is not sent unseen", async () => {
    await press(pc, "次へ進む"); // papers
    await press(pc, "次へ進む"); // confirm
    expect(pathOf(pc) === check, pc.page.url());
    await phone.page.goto(check.replace(/check$/, "applicant"));
    await fill(phone, { applicant_phone: "000-0000-6666" });
    await press(phone, "次へ進む");
    await press(pc, /児童手当/);
    expect((await bodyText(pc.page)).includes("まだ申請していません"), pc.page.url());
    expect((await bodyText(pc.page)).replaceAll("-", "").includes("00000006666"), "the change is not shown");
    await look(pc, "24-check-changed");
  });
  await tests.check("resume: it is finished on the PC, and the phone is led to the receipt", async () => {
    await press(pc, /児童手当/);
    expect(pathOf(pc) === "/receipts/new", pc.page.url());
    const number = (await pc.page.locator(".receipt-number").innerText()).trim();
    await phone.page.goto(check);
    expect(pathOf(phone) === "/receipts", phone.page.url());
    expect((await bodyText(phone.page)).includes(number), "not the receipt");
  });
}

function neverLeaks(town, told, visitors) {
  const near = [told.code, told.code.replaceAll("-", "")];
  for (const v of visitors)
    for (const r of v.requests)
      for (const secret of near)
        expect(!`${r.url.split("#")[0]} ${r.referer}`.includes(secret), `${r.method} ${r.url} (Referer ${r.referer})`);
  for (const secret of near) expect(!town.log().includes(secret), "the log has the code");
}

async function expires(tests, town) {
  await tests.check("resume: past its day a code is answered as a wrong one, on both devices", async () => {
    const p = await begin(town), other = new Plain(town);
    const page = (await p.get(p.draft.replace("/apply/", "/resume/"))).text;
    const code = [...page.matchAll(/<span>([0-9A-Z]{5})<\/span>/g)].map((m) => m[1]).join("-");
    await other.get("/resume");
    town.sql("UPDATE draft SET expires_on = expires_on - 31 WHERE id = (SELECT max(id) FROM draft)");
    const said = await other.post("/resume", { code });
    expect(said.status === 422 && said.text.includes("期限が過ぎたか、コードが違います"), `${said.status} ${said.to}`);
    expect(!other.cookies.has([...p.cookies.keys()].find((name) => name.includes("draft"))), "an expired code gave a draft");
    expect((await p.get(`${p.draft}/eligibility`)).status === 404, "the first device still has it");
  });
}

// Guessing is slowed down (that wrong and expired codes are answered with the same bytes is in test_resume.c).
async function guesses(tests, town) {
  await tests.check("resume: eleven guesses in a minute are too many", async () => {
    const p = new Plain(town);
    await p.get("/resume");
    const statuses = [];
    for (let i = 0; i < 14; i++) statuses.push((await p.post("/resume", { code: "00000-00000-00000-00000-00000" })).status);
    expect(statuses.includes(429) && statuses.every((s) => s === 422 || s === 429), statuses.join());
  });
}

export async function resumes(tests, browser, town, files, how) {
  const told = await onThePhone(tests, browser, town, files);
  if (!told.qr) return;
  await tests.check("resume: a copy of the data folder has neither code nor answers nor photo", () => {
    const words = [told.code, told.code.replaceAll("-", ""), "途中荘305"];
    expect(everyFile(join(town.folder, "data")).length > 2, "no data folder was looked at");
    const found = copyHas(town, words);
    expect(found.length === 0, found.join());
    expect(copyHas(town, [files.photo.buffer.subarray(200, 260)]).length === 0, "the photo is readable");
  });
  await wrongCodes(tests, browser, town, told, true);
  await wrongCodes(tests, browser, town, told, false);
  const plain = await onThePc(tests, browser, town, told, how, false);
  const pc = await onThePc(tests, browser, town, told, how, true);
  await tests.check("resume: the PC goes on to the papers", async () => {
    await finishes(pc, how);
    expect(pathOf(pc).endsWith("/papers"), pc.page.url());
  });
  await meet(tests, told.phone, pc, told);
  await tests.check("resume: the PC goes on where it was", () => pc.page.goto(told.first.replace(/eligibility$/, "papers")));
  await tests.check("resume: a shared PC forgets the draft and the code opens it again", async () => {
    await plain.page.goto(told.first.replace(/^\/apply\/([^/]+)\/.*/, "/resume/$1"));
    await press(plain, "この端末から消す");
    expect(pathOf(plain) === "/resume" && (await bodyText(plain.page)).includes("この端末から消しました"), plain.page.url());
    await look(plain, "25-forgotten");
    await plain.page.goto(told.first);
    expect((await plain.page.title()).includes("見つかりません") || (await bodyText(plain.page)).includes("見つかりません"), "still open");
  });
  await sends(tests, town, told, pc);
  await tests.check("resume: the code never leaves", () => neverLeaks(town, told, [told.phone, pc, plain]));
  await expires(tests, town);
  await guesses(tests, town);
}
