// SPDX-License-Identifier: Apache-2.0
// A resident applies: from the home page to the receipt, and comes back with number and code.
import { execFileSync } from "node:child_process";
import { expect } from "../browser.mjs";
import * as say from "./answers.mjs";
import { answer, bodyText, css, errors, fill, heading, look, press, stateAfterClosing, visitor } from "./browsing.mjs";

const pathOf = (v) => new URL(v.page.url()).pathname;
const atPage = (v, name) => expect(pathOf(v).endsWith(`/${name}`), `at ${v.page.url()}, not at ${name}`);

export async function toTheFirstQuestion(v, looking = false) {
  await v.page.goto("/");
  if (looking) await look(v, "01-home", { dark: true });
  await v.page.getByRole("link", { name: /児童手当/ }).first().click();
  await v.page.waitForURL("**/procedures/*");
  if (looking) await look(v, "02-procedure", { dark: true });
  await v.page.getByRole("link", { name: "オンラインで申請する" }).click();
  await v.page.waitForURL("**/apply/*");
  const text = await bodyText(v.page);
  expect(/利用目的/.test(text) && /用意するもの/.test(text) && /通帳/.test(text), "purpose or documents are not told first");
  if (looking) await look(v, "03-start");
  await press(v, "入力を始める");
  atPage(v, "eligibility");
}

function within(seconds, run) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000)));
  return Promise.race([run(), late]).finally(() => clearTimeout(timer));
}

async function threeErrors(v) {
  const typed = { ...say.hanako, applicant_birth: { era: "平成", year: "4", month: "13", day: "18" }, applicant_postal_code: "12", applicant_family_kana: "mihon" };
  await fill(v, typed);
  await press(v, "次へ進む");
  const said = await errors(v.page);
  expect(said.length === 3, `${said.length} errors: ${said.join(" / ")}`);
  expect((await v.page.title()).startsWith("エラー："), await v.page.title());
  if (v.script)
    expect(await v.page.evaluate(() => document.activeElement.classList.contains("error-summary")), "the summary has no focus");
  for (const words of said) expect((await v.page.locator(".error", { hasText: words }).count()) > 0, `not beside its field: ${words}`);
  for (const link of await v.page.locator(".error-summary a").all()) {
    const id = (await link.getAttribute("href")).slice(1);
    await link.click();
    expect((await v.page.locator(`[id="${id}"]`).count()) === 1, `no field ${id}`);
    if (v.script) expect(await v.page.evaluate(() => document.activeElement.id) === id, `the link does not lead to ${id}`);
  }
  const value = (name) => v.page.locator(css(name)).inputValue();
  expect((await value("applicant_birth.month")) === "13", "the wrong month was lost");
  expect((await value("applicant_postal_code")) === "12", "the wrong postal code was lost");
  expect((await value("applicant_family_kana")) === "mihon", "the wrong kana was lost");
  expect((await value("applicant_given_name")) === "花子", "a right value was lost");
}

async function valueOn(v, name) {
  return v.page.locator(css(name)).first().inputValue();
}

// Back twice, once by the browser and once by 戻る, and nothing is lost.
async function backAndForth(v) {
  atPage(v, "spouse");
  await v.page.goBack();
  atPage(v, "applicant");
  expect((await valueOn(v, "applicant_family_name")).length > 0, "lost by the browser's Back");
  await v.page.goto(v.page.url());
  expect((await valueOn(v, "applicant_family_name")).length > 0, "not kept by the town");
  await v.page.getByRole("link", { name: "戻る", exact: true }).click();
  await v.page.waitForURL("**/eligibility");
  expect(await v.page.locator(`${css("occupation")}[value=employee]`).isChecked(), "the choice is lost");
  await press(v, "次へ進む");
  await press(v, "次へ進む");
  atPage(v, "spouse");
}

// Under a date stands how it reads. That comes and goes above what is pressed next, but not while it is pressed.
async function pressesSlowly(v, first) {
  const { page } = v, day = page.locator(css("children[1]/child_birth.day"));
  const choice = page.locator(css("children[1]/child_relation")).and(page.locator("[value=child]"));
  const place = async () => (await choice.boundingBox()).y - (await page.locator("h1").first().boundingBox()).y;
  await fill(v, { "children[1]/child_birth": first["children[1]/child_birth"] });
  await page.waitForLoadState("networkidle");
  await day.click();
  await page.keyboard.press("End");
  await page.keyboard.press("Backspace"); // 10 becomes 1
  await choice.scrollIntoViewIfNeeded();
  const before = await place(), { x, y, width, height } = await choice.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  const answered = page.waitForResponse((r) => r.request().method() === "POST");
  await page.mouse.down();
  await (await answered).finished();
  await page.waitForTimeout(200);
  expect((await place()) === before, "the page moved under a press");
  await page.mouse.up();
  expect(await choice.isChecked(), "the press was lost");
  for (let i = 0; (await place()) === before; i++) {
    expect(i < 50, "no reading of the date came");
    await page.waitForTimeout(100);
  }
}

async function children(v, two) {
  atPage(v, "children");
  if (v.script) await pressesSlowly(v, two[0]);
  const missing = await fill(v, two[0]);
  await press(v, "お子さんを追加する");
  await press(v, "お子さんを追加する");
  expect((await v.page.locator(".repeat-item").count()) === 3, "not three children");
  expect((await valueOn(v, "children[1]/child_given_name")) === two[0]["children[1]/child_given_name"], "adding lost the first child");
  await fill(v, { "children[2]/child_family_name": "まちがい" });
  await press(v, "2人目を消す");
  expect((await v.page.locator(".repeat-item").count()) === 2, "the second child is still there");
  expect(!(await v.page.content()).includes("まちがい"), "the wrong child was removed");
  await fill(v, Object.fromEntries(missing.map((name) => [name, two[0][name]])));
  await answer(v, two[1]);
}

// The story told by one person in one way of browsing. Gives { number, code, v }.
export async function applies(tests, browser, town, files, how) {
  let v = await visitor(browser, { ...how, base: town.base });
  const kind = `${v.script ? "with script" : "without script"}, ${v.phone ? "phone" : "desktop"}`;
  const told = {};
  let alive = true;
  const step = async (name, run) => {
    if (!alive) return tests.check(`${kind}: ${name}`, () => expect(false, "not reached"));
    if (process.env.STORY_STEPS) console.log(`  ${kind}: ${name}`);
    let done = false;
    await tests.check(`${kind}: ${name}`, async () => {
      await within(90, run);
      done = true;
    });
    alive = done;
  };
  const looked = (name, options) => alive && tests.check(`${kind}: ${name} is silent under axe and fits 320 px`, () => look(v, name, options));

  await step("home, procedure, start: what for and what is needed come first", () => toTheFirstQuestion(v, true));
  await step("who may apply", async () => {
    await press(v, "次へ進む");
    expect((await errors(v.page)).length >= 2, "an empty page was taken");
    await looked("04-eligibility-empty");
    await answer(v, say.claimant);
    atPage(v, "applicant");
  });
  await looked("05-applicant", { dark: true });
  await step("three errors at once", () => threeErrors(v));
  await looked("05-applicant-errors", { dark: true });
  await step("the right answers are taken: full width, hiragana, names as they are", async () => {
    await answer(v, how.applicant);
    atPage(v, "spouse");
  });
  await step("back by the browser and by 戻る loses nothing", () => backAndForth(v));
  await step("the spouse", async () => {
    await answer(v, how.spouse);
  });
  await looked("07-children-empty");
  await step("two children, a third added and removed", async () => {
    await children(v, how.children);
    atPage(v, "event");
  });
  await step("the browser is closed; the draft is still there", async () => {
    const url = v.page.url(), kept = { requests: v.requests };
    v = await visitor(browser, { ...how, base: town.base, state: await stateAfterClosing(v) });
    v.requests.push(...kept.requests);
    await v.page.goto(url);
    atPage(v, "event");
    await v.page.goto(url.replace(/event$/, "children"));
    expect((await valueOn(v, "children[1]/child_given_name")) === how.children[0]["children[1]/child_given_name"], "the child is lost");
    await looked("07-children");
    await v.page.goto(url);
  });
  await step("reason and day, 和暦 in the year box", async () => {
    await answer(v, how.event);
    atPage(v, "account");
    await v.page.goBack();
    await v.page.goto(v.page.url());
    expect((await bodyText(v.page)).includes("令和8年（2026年）11月12日"), "the day is not shown both ways");
    await looked("08-event");
    await press(v, "次へ進む");
  });
  await step("the account", async () => {
    await answer(v, say.account(how.holder));
    atPage(v, "papers");
  });
  await step("a photograph is taken, a page that calls itself one is refused in words", async () => {
    await fill(v, { passbook: files.page });
    await press(v, "次へ進む");
    expect((await errors(v.page)).some((e) => /受け取れない種類/.test(e)), (await errors(v.page)).join());
    await fill(v, { passbook: files.polyglot });
    await press(v, "次へ進む");
    expect((await errors(v.page)).some((e) => /開けませんでした|受け取れない/.test(e)), (await errors(v.page)).join());
    await looked("09-papers-errors");
    await fill(v, { passbook: [files.photo, files.png], other_papers: files.pdf });
    await press(v, "あとで続ける・別の端末で続ける");
    await v.page.getByRole("link", { name: "入力に戻る" }).click();
    await v.page.waitForURL("**/papers");
    expect((await v.page.locator(".files li").count()) === 3, "not three files");
    await looked("09-papers");
    await press(v, /外す\s*：保険証/);
    expect((await v.page.locator(".files li").count()) === 2, "the file was not taken out");
    await press(v, "次へ進む");
    atPage(v, "confirm");
  });
  await looked("10-confirm");
  await step("the last page leads to all answers", async () => {
    await press(v, "次へ進む");
    atPage(v, "check");
    const text = await bodyText(v.page);
    for (const words of how.unaltered) expect(text.includes(words), `${words} was altered in: ${text}`);
    expect(text.includes("通帳.jpg") && text.includes("証明書.pdf") && !text.includes("保険証.png"), "files");
  });
  await looked("11-check", { dark: true });
  await step("変更 returns straight here", async () => {
    await v.page.getByRole("link", { name: /変更\s*：.*電話番号/ }).click();
    await v.page.waitForURL("**/applicant?from=check*");
    await fill(v, { applicant_phone: "000-0000-9999" });
    await press(v, "変更して確認に戻る");
    atPage(v, "check");
    expect((await bodyText(v.page)).includes("000-0000-9999") || (await bodyText(v.page)).includes("00000009999"), "the change is not there");
  });
  await step("it is sent, and the receipt has number, code and QR", async () => {
    told.draft = v.page.url();
    await press(v, /児童手当/);
    expect(pathOf(v) === "/receipts/new", v.page.url());
    told.number = (await v.page.locator(".receipt-number").innerText()).trim();
    told.code = (await v.page.locator(".receipt-code").innerText()).replaceAll("-", "").trim();
    expect(/^\d{4}-\d{4}-\d{4}$/.test(told.number), told.number);
    expect(checkDigitIsRight(told.number.replaceAll("-", "")), `check digit of ${told.number}`);
    expect(/^[0-9A-HJKMNP-TV-Z]{16}$/.test(told.code), told.code);
    const picture = new URL(`../../build/journeys/qr-${v.script}-${v.phone}.png`, import.meta.url).pathname;
    await v.page.locator("figure.qr img").screenshot({ path: picture });
    const read = execFileSync("zbarimg", ["--raw", "-q", picture], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
    expect(read === `${town.base}/r#${told.number.replaceAll("-", "")}-${told.code}`, `the QR says ${read}`);
  });
  await looked("12-receipt", { dark: true });
  await step("the receipt prints on A4", async () => {
    await v.page.getByRole("link", { name: /控えを印刷/ }).click();
    await v.page.waitForURL("**/receipts/print");
    await looked("13-print");
    if (!v.script) return;
    await v.page.emulateMedia({ media: "print" });
    await v.page.screenshot({ path: new URL("../../build/journeys/13-print-a4.png", import.meta.url).pathname, fullPage: true });
    const pdf = (await v.page.pdf({ format: "A4" })).toString("latin1");
    await v.page.emulateMedia({ media: "screen" });
    expect((pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length === 1, "more than one sheet");
  });
  await step("the draft's address leads to the receipt now", async () => {
    await v.page.goto(told.draft);
    expect(pathOf(v) === "/receipts/new", v.page.url());
    expect((await v.page.locator(".receipt-number").innerText()).trim() === told.number, "another receipt");
  });
  told.v = v;
  told.alive = alive;
  return told;
}

// ISO 7064 mod 11,10 over all twelve digits.
export function checkDigitIsRight(digits) {
  let p = 10;
  for (const d of digits.slice(0, 11)) {
    p = (p + Number(d)) % 10 || 10;
    p = (p * 2) % 11;
  }
  return (11 - p) % 10 === Number(digits[11]);
}

// Coming back with another device: by the QR's address with script, else by typing.
export async function comesBack(tests, browser, town, told, how) {
  const v = await visitor(browser, { ...how, base: town.base });
  const kind = `${v.script ? "with script" : "without script"}`;
  const looked = (name, options) => tests.check(`${kind}: ${name} is silent under axe and fits 320 px`, () => look(v, name, options));
  await tests.check(`${kind}: number and code show the status, and no more`, async () => {
    if (v.script) {
      await v.page.goto(`/r#${told.number.replaceAll("-", "")}-${told.code}`);
      await v.page.waitForURL("**/receipts");
    } else {
      await v.page.goto("/r");
      await fill(v, { number: "482017653092", code: told.code });
      await press(v, "状況を見る");
      expect((await errors(v.page)).length === 1, "a wrong number was taken");
      await look(v, "14-entry-wrong");
      await fill(v, { number: told.number, code: told.code.toLowerCase() });
      await press(v, "状況を見る");
    }
    const text = await bodyText(v.page);
    expect(text.includes(told.number), "not this case");
    for (const secret of how.unaltered) expect(!text.includes(secret), `${secret} is shown without the birth date`);
  });
  await looked("15-status-closed", { dark: true });
  await tests.check(`${kind}: a wrong birth date opens nothing, the right one does`, async () => {
    await fill(v, { birth: { era: "平成", year: "3", month: "1", day: "2" } });
    await press(v, "確かめる");
    expect((await errors(v.page)).some((e) => /生年月日が申請と違います/.test(e)), "not told");
    await look(v, "15-status-wrong");
    for (const address of ["/receipts/answers", "/receipts/print", "/receipts/withdraw", "/receipts/correction"]) {
      await v.page.goto(address);
      expect(pathOf(v) === "/receipts", `${address} is open`);
    }
    await fill(v, { birth: how.birth });
    await press(v, "確かめる");
    expect((await v.page.getByRole("link", { name: "送った内容を見る" }).count()) === 1, "not open");
  });
  await looked("16-status");
  await tests.check(`${kind}: what was sent can be read, names unaltered`, async () => {
    await v.page.getByRole("link", { name: "送った内容を見る" }).click();
    await v.page.waitForURL("**/answers");
    const text = await bodyText(v.page);
    for (const words of how.unaltered) expect(text.includes(words), `${words} was altered in: ${text}`);
    expect(!text.includes("0123456"), "the sealed account number is shown");
    await look(v, "17-answers");
  });
  return v;
}
