// SPDX-License-Identifier: Apache-2.0
// An administrator changes the town, and everybody sees it at once: telephone, sections, staff, colour and mark.
import { expect } from "../browser.mjs";
import { Plain } from "./plain.mjs";
import { bodyText, fill, look, press, visitor } from "./browsing.mjs";

const HERE = "/staff/admin", pathOf = (v) => new URL(v.page.url()).pathname;
const OWN = "わたしだけの長いことばにする";

async function signsIn(v, login, password) {
  await v.page.goto("/staff/login");
  await fill(v, { login, password });
  await press(v, "ログインする");
}

async function enters(browser, town, login, how = {}) {
  const v = await visitor(browser, { base: town.base, ...how });
  await signsIn(v, login, town.password);
  return v;
}

const status = async (v, path) => (await v.page.goto(path)).status();
async function shows(v, words) {
  const text = await bodyText(v.page);
  expect(text.includes(words), `「${words}」 is not on ${v.page.url()}:\n${text.slice(0, 600)}`);
}

export async function administers(tests, browser, town, files) {
  const admin = await enters(browser, town, "kanri.tomo"), resident = await visitor(browser, { base: town.base });
  const check = (name, run) => tests.check(`admin: ${name}`, run);

  await check("the administrator begins at the administration, and no case is open to them", async () => {
    expect(pathOf(admin) === HERE, admin.page.url());
    await look(admin, "60-admin", { dark: true });
    expect((await status(admin, "/staff")) === 403, "the queue opened");
  });
  await check("a clerk finds no administration", async () => {
    const clerk = await enters(browser, town, "kana.aoi");
    expect((await status(clerk, HERE)) === 403, "it opened");
    expect((await status(clerk, `${HERE}/staff/new`)) === 403, "the form opened");
    await clerk.context.close();
  });

  await check("a wrong telephone is refused beside its field", async () => {
    await admin.page.goto(`${HERE}/town`);
    await look(admin, "61-town");
    await fill(admin, { telephone: "でんわ", closes_at: "25:00" });
    await press(admin, "保存する");
    await shows(admin, "代表電話は、数字とハイフンで入力してください");
    await shows(admin, "その日の受付を終える時刻は、時刻の形で");
    await look(admin, "61-town-wrong");
  });
  await check("a new telephone is on the next page of every resident", async () => {
    await fill(admin, { telephone: "000-0000-0199", closes_at: "17:15" });
    await press(admin, "保存する");
    await shows(admin, "保存しました");
    await resident.page.goto("/");
    await shows(resident, "000-0000-0199");
  });
  await check("who was slower sees both and sends again", async () => {
    const other = await enters(browser, town, "kanri.tomo");
    await other.page.goto(`${HERE}/town`);
    await admin.page.goto(`${HERE}/town`);
    await fill(admin, { head_name: "例示 あらた" });
    await press(admin, "保存する");
    await fill(other, { hours: "平日 9:00–17:15" });
    await press(other, "保存する");
    await shows(other, "ほかの人が先に変えました");
    await shows(other, "例示 あらた");
    expect((await other.page.locator("tr[data-state=different]").count()) === 2, "two differences");
    await look(other, "62-conflict");
    await fill(other, { head_name: "例示 あらた" });
    await press(other, "保存する");
    await shows(other, "保存しました");
    await other.context.close();
  });

  await check("a new name in the address bar opens the town at once", async () => {
    const p = new Plain(town), named = (host) => p.send("GET", "/", { headers: { Host: `${host}:${town.port}` } });
    expect((await named("new.xtown.example.jp")).status === 421, "it was known before");
    await admin.page.goto(`${HERE}/town`);
    await fill(admin, { hosts: "xtown.example.jp new.xtown.example.jp" });
    await press(admin, "保存する");
    await shows(admin, "保存しました");
    expect((await named("new.xtown.example.jp")).status === 200, "it is not known now");
    expect((await named("www.xtown.example.jp")).status === 421 && (await named("localhost")).status === 200, "the others");
  });
  await check("a section is added once, and renamed", async () => {
    await admin.page.goto(`${HERE}/sections`);
    await look(admin, "63-sections");
    await admin.page.goto(`${HERE}/sections/new`);
    await fill(admin, { code: "kosodate", name: "デジタル課" });
    await press(admin, "この課を加える");
    await shows(admin, "このコードの課がもうあります");
    await fill(admin, { code: "digital", telephone: "000-0000-0190", floor: "2階 15番窓口" });
    await press(admin, "この課を加える");
    await shows(admin, "デジタル課");
    await admin.page.getByRole("link", { name: "デジタル課" }).click();
    await look(admin, "64-section");
    await fill(admin, { name: "デジタル推進課" });
    await press(admin, "保存する");
    await shows(admin, "デジタル推進課");
  });

  const newcomer = await visitor(browser, { base: town.base, script: false });
  let password = "";
  await check("somebody new gets a password that is shown once", async () => {
    await admin.page.goto(`${HERE}/staff`);
    await look(admin, "65-staff");
    await admin.page.goto(`${HERE}/staff/new`);
    await look(admin, "66-person-new");
    await fill(admin, { family: "新田", given: "はじめ", login: "kana.aoi", role: "clerk" });
    await admin.page.locator("select[name=section]").selectOption({ label: "デジタル推進課" });
    await press(admin, "この職員を加える");
    await shows(admin, "このログイン名は使われています");
    await fill(admin, { login: "nitta.hajime" });
    await press(admin, "この職員を加える");
    password = await admin.page.locator("code").innerText();
    expect(password.length >= 20, password);
    await look(admin, "67-once");
  });
  await check("it opens one page, without script too, until they have chosen their own", async () => {
    await signsIn(newcomer, "nitta.hajime", password);
    await newcomer.page.goto("/staff");
    expect(pathOf(newcomer) === "/staff/password", newcomer.page.url());
    await look(newcomer, "68-password", { dark: true });
    await fill(newcomer, { now: password, new: "みじかい", again: "みじかい" });
    await press(newcomer, "このパスワードにする");
    await shows(newcomer, "15文字から128文字まで");
    await look(newcomer, "68-password-wrong");
    await fill(newcomer, { now: password, new: `${OWN}。`, again: `${OWN}。` });
    await press(newcomer, "このパスワードにする");
    expect(pathOf(newcomer) === "/staff", newcomer.page.url());
    await shows(newcomer, "デジタル推進課");
  });
  await check("who has left is signed out at the next page", async () => {
    await admin.page.goto(`${HERE}/staff`);
    await admin.page.getByRole("link", { name: "新田 はじめ" }).click();
    await look(admin, "69-person");
    await admin.page.locator("input[name=active]").uncheck();
    await press(admin, "保存する");
    await shows(admin, "ログインできません");
    await newcomer.page.goto("/staff");
    expect(pathOf(newcomer) === "/staff/login", newcomer.page.url());
    await signsIn(newcomer, "nitta.hajime", `${OWN}。`);
    await shows(newcomer, "ログイン名かパスワードが違います");
  });
  await check("the last administrator stays one", async () => {
    await admin.page.goto(`${HERE}/staff`);
    await admin.page.getByRole("link", { name: "管理野 とも" }).click();
    await admin.page.locator("input[name=role][value=admin]").uncheck();
    await press(admin, "保存する");
    await shows(admin, "「管理」の役割を持つ職員がいなくなります");
    await look(admin, "70-last-admin");
    await admin.page.locator("input[name=role][value=admin]").check();
    await admin.page.locator("input[name=active]").uncheck();
    await press(admin, "保存する");
    await shows(admin, "自分のログインを止めることはできません");
    expect((await status(admin, HERE)) === 200, "no administrator any more");
  });

  await check("a colour that cannot be read is refused with its ratio", async () => {
    await admin.page.goto(`${HERE}/look`);
    await look(admin, "71-look");
    await fill(admin, { colour: "#ffcc00" });
    await press(admin, "この色にする");
    await shows(admin, "コントラスト比が1.5:1");
    await look(admin, "71-look-wrong");
  });
  await check("a good colour and a mark are on residents' pages, and axe is silent there", async () => {
    await fill(admin, { colour: "#1B5E20" });
    await press(admin, "この色にする");
    await shows(admin, "保存しました");
    const picture = await admin.page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 100 } });
    await admin.page.locator("input[name=logo]").setInputFiles({ name: "mark.txt", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await press(admin, "このマークにする");
    await shows(admin, "PNG か JPEG の画像を選んでください");
    await admin.page.locator("input[name=logo]").setInputFiles({ name: "mark.png", mimeType: "image/png", buffer: picture });
    await press(admin, "このマークにする");
    await shows(admin, "保存しました");
    await resident.page.goto("/");
    const seen = await resident.page.evaluate(() => ({
      action: getComputedStyle(document.documentElement).getPropertyValue("--action").trim(),
      mark: document.querySelector("img.brand-mark")?.naturalWidth ?? 0,
    }));
    expect(seen.action === "#1b5e20" && seen.mark > 0, JSON.stringify(seen));
    await look(resident, "72-themed-home", { dark: true });
    await resident.page.goto("/procedures/jido-teate");
    await look(resident, "72-themed-procedure", { dark: true });
  });
  await check("the house's own colour and picture come back", async () => {
    await admin.page.goto(`${HERE}/look`);
    await fill(admin, { colour: "" });
    await press(admin, "この色にする");
    await press(admin, "マークを外す");
    await resident.page.goto("/");
    expect((await resident.page.locator("svg.brand-mark").count()) === 1 && !(await resident.page.content()).includes("/theme/"), "still themed");
  });

  await check("the town's own words stand on the home page, line by line, and go again", async () => {
    await admin.page.goto(`${HERE}/texts`);
    await look(admin, "74-texts");
    await fill(admin, { home: "台風のため、窓口は午後3時に閉めます。\nオンラインの申請は、いつでもできます。", ending: "お問い合わせは代表電話へ。" });
    await press(admin, "保存する");
    await shows(admin, "保存しました");
    await resident.page.goto("/");
    const lines = (await resident.page.locator("section.notice").innerText()).trim().split("\n");
    expect(lines.length === 2 && lines[1].startsWith("オンラインの申請"), JSON.stringify(lines));
    await look(resident, "74-home-notice", { dark: true });
    await fill(admin, { home: "", ending: "" });
    await press(admin, "保存する");
    await resident.page.goto("/");
    expect((await resident.page.locator("section.notice").count()) === 0, "the notice stays");
  });
  await check("hours without mail are both or none", async () => {
    await admin.page.goto(`${HERE}/mail`);
    await fill(admin, { quiet_from: "20:00" });
    await press(admin, "保存する");
    await shows(admin, "始まりと終わりの両方を入力してください");
    await look(admin, "75-mail");
    await fill(admin, { quiet_until: "8:00" });
    await press(admin, "保存する");
    await shows(admin, "保存しました");
  });

  await check("a closed day is added, told twice, and dropped, without script", async () => {
    const plain = await enters(browser, town, "kanri.tomo", { script: false });
    await plain.page.goto(`${HERE}/days`);
    await look(plain, "73-days");
    for (const again of [false, true]) {
      await plain.page.locator("#day").fill("R9.3.3");
      await plain.page.locator("#name").fill("庁舎の点検");
      await press(plain, "休みの日に加える");
      await shows(plain, again ? "この日はもう休みの日に入っています" : "令和9年3月3日");
    }
    await plain.page.goto(`${HERE}/days`);
    await plain.page.getByRole("row", { name: /令和9年3月3日/ }).getByRole("button").click();
    await plain.page.waitForLoadState();
    expect(!(await plain.page.locator("table").innerText()).includes("令和9年3月3日"), "the day is still there");
    await plain.context.close();
  });

  await check("every change is in the audit, and nobody's name is", async () => {
    const rows = town.sql("SELECT action || ' ' || detail FROM audit WHERE action LIKE 'admin.%'");
    for (const action of ["town-changed", "section-added", "section-changed", "staff-added", "staff-disabled", "colour-changed", "mark-changed", "mark-dropped", "day-closed", "day-opened", "texts-changed", "mail-changed"])
      expect(rows.includes(`admin.${action} `), `no row of ${action} in\n${rows}`);
    expect(rows.includes('admin.town-changed {"fields":["telephone"]}'), rows);
    for (const name of ["新田", "あらた", "000-0000-0199"]) expect(!rows.includes(name), `${name} is in the audit`);
  });
  for (const v of [admin, resident, newcomer]) await v.context.close();
}
