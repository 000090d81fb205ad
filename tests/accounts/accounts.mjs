// SPDX-License-Identifier: Apache-2.0
// A resident who likes to sign in, in a real browser, with the mail in a real mailbox: the link, the case taken in by number
// and code, the copy of it into a new application; and what a stranger learns, which is nothing.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { counter, expect, launch } from "../browser.mjs";
import * as say from "../journeys/answers.mjs";
import { answer, bodyText, fill, heading, look, press, visitor } from "../journeys/browsing.mjs";
import { makeFiles } from "../journeys/files.mjs";
import { Plain, applyQuickly } from "../journeys/plain.mjs";
import { startTown } from "../journeys/server.mjs";

const { RELAY_PORT: port, RELAY_FOLDER: relay, RELAY_PASSWORD: password } = process.env;
const settings = {
  cases: "0", trust_forwarded: "yes", mail_host: "127.0.0.1", mail_port: port, mail_security: "starttls",
  mail_ca_file: join(relay, "cert.pem"), mail_user: "yakuba", mail_password_file: password,
  mail_from: "notices@xtown.example.jp", mail_quiet: "none",
};
const hanako = "known-hanako@mail.example.org";
const tests = counter();
const browser = await launch();
mkdirSync("build/journeys", { recursive: true });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function letters(to) {
  const box = join(relay, "mail", "new");
  return (existsSync(box) ? readdirSync(box) : []).sort().map((name) => readFileSync(join(box, name), "utf8"))
    .filter((whole) => whole.includes(`Envelope-to: ${to}`))
    .map((whole) => Buffer.from(whole.slice(whole.search(/\r?\n\r?\n/)), "base64").toString())
    .filter((text) => text.includes("/account/in/"));
}

async function newest(to, n) {
  for (let i = 0; i < 200; i++, await pause(100)) {
    const all = letters(to), paths = all.map((text) => /https:\/\/xtown\.example\.jp(\/account\/in\/[0-9A-Z]+)/.exec(text)[1]);
    if (new Set(paths).size >= n) return { text: all.at(-1), paths };
  }
  throw new Error(`no ${n} letters to ${to}`);
}

async function asks(v, email) {
  await v.page.goto("/account");
  await fill(v, { email });
  await press(v, "リンクをメールで受け取る");
  return bodyText(v.page);
}

async function copies(v, files) {
  await press(v, /この内容で新しく申請する/);
  expect((await bodyText(v.page)).includes("この内容で新しく申請するには"), "no birth date asked for");
  await fill(v, { birth: say.fukuko.applicant_birth });
  await press(v, "確かめる");
  expect(new URL(v.page.url()).pathname === "/receipts/copy", v.page.url());
  await look(v, "56-copy", { dark: v.script });
  const said = await bodyText(v.page);
  for (const left of ["口座番号", "請求する理由", "通帳かキャッシュカードの写真"]) expect(said.includes(left), `not told: ${left}`);
  await press(v, "この内容で新しく申請する");
  await answer(v, { receiving_now: "no" });
  expect((await v.page.locator('[name$="/applicant_given_name"]').inputValue()) === "福子", "the name was not copied");
  await press(v, "次へ進む");
  await press(v, "次へ進む");
  await answer(v, { child_custody: "yes" });
  await answer(v, { reason: "birth", event_date: say.born("令和", "8", "11", "12").event_date });
  expect((await v.page.locator('[name$="/account_number"]').inputValue()) === "", "a sealed answer was copied");
  const { account_number, account_own } = say.account("カミノ　フクコ");
  await answer(v, { account_number, account_own });
  await fill(v, { passbook: files.photo });
}

let town = await startTown(settings);
try {
  const files = await makeFiles(browser);
  const p = await applyQuickly(town, files, { family: "見本", given: "福子" });
  const receipt = (await p.get("/receipts/new")).text;
  const code = /receipt-code">([^<]+)</.exec(receipt)[1].trim();
  let used = "";
  await tests.check("whoever applied without an account has a whole receipt, and a quiet link", async () =>
    expect(receipt.includes("メールでログインすると") && p.number && code, "no link"));
  let sent = 0;
  for (const script of [true, false]) {
    const kind = script ? "with script" : "without script";
    const v = await visitor(browser, { base: town.base, script, phone: !script });
    await tests.check(`${kind}: asking for a link`, async () => {
      await v.page.goto("/");
      await look(v, "50-home", { dark: script });
      await v.page.goto("/account");
      await look(v, "51-account", { dark: script });
      await asks(v, "nobody");
      await look(v, "51-account-wrong");
      await asks(v, hanako);
      expect((await heading(v.page)) === "メールを見てください", await heading(v.page));
      await look(v, "52-sent");
    });
    const { text, paths } = await newest(hanako, ++sent);
    const path = paths.at(-1) === used ? paths[0] : paths.at(-1);
    await tests.check(`${kind}: the mail says what it is and nothing of a person, in easy words too`, async () =>
      expect(text.includes("30分以内") && text.includes("────────") && !text.includes("福子") && !text.includes("<"), text));
    await tests.check(`${kind}: a scanner that opens the link uses nothing up`, async () => {
      for (let i = 0; i < 3; i++) expect((await fetch(town.base + path)).status === 200, "used up");
      const other = await visitor(browser, { base: town.base, script });
      await other.page.goto(path);
      expect((await bodyText(other.page)).includes("別の端末"), "no notice elsewhere");
      await look(other, "53-enter-elsewhere");
      await other.context.close();
    });
    await tests.check(`${kind}: the button signs in`, async () => {
      await v.page.goto(path);
      const said = await bodyText(v.page);
      expect(said.includes(hanako) && !said.includes("別の端末"), said);
      await look(v, "53-enter");
      await press(v, "ログインする");
      expect((await bodyText(v.page)).includes(`${hanako} でログインしています`), "not signed in");
      await look(v, "54-mine-empty");
      used = path;
    });
    await tests.check(`${kind}: a case comes in by number and code`, async () => {
      if (script) {
        await fill(v, { number: p.number, code: "0000000000000000" });
        await press(v, "加える");
        await look(v, "54-mine-wrong");
        await fill(v, { number: p.number, code });
        await press(v, "加える");
      }
      expect((await bodyText(v.page)).includes(p.number), "not in the list");
      await look(v, "55-mine", { dark: script });
      await press(v, /状況を見る/);
      expect(await v.page.locator('[name="birth.year"]').count() === 1, "the birth date is not asked for");
      await look(v, "55-status");
      await v.page.goto("/account");
    });
    if (script)
      await tests.check(`${kind}: its answers go into a new application, which is in the list at once`, async () => {
        await copies(v, files);
        await press(v, "次へ進む");
        await v.page.goto(v.page.url().replace(/[^/]*$/, "check"));
        await press(v, /認定請求|児童手当/);
        const said = await bodyText(v.page);
        expect(said.includes("受け付けました") && said.includes("「わたしの申請」に入りました"), said.slice(0, 600));
        await look(v, "57-receipt");
        await v.page.goto("/account");
        expect(await v.page.locator(".card").count() === 2, "not two cases");
        await look(v, "58-mine-two");
      });
    await tests.check(`${kind}: signed out is signed out`, async () => {
      await v.page.goto("/account");
      await press(v, script ? "ログアウトする" : "すべての端末でログアウトする");
      await v.page.goto("/account");
      expect((await heading(v.page)) === "メールでログイン", await heading(v.page));
    });
    await tests.check(`${kind}: a used link and a made-up one are told the same`, async () => {
      for (const spent of [path, "/account/in/0123456789ABCDEFGHJKMNPQRSTVWXYZ"]) {
        expect((await v.page.goto(spent)).status() === 410, "not gone");
        expect((await heading(v.page)) === "このリンクは使えません", await heading(v.page));
      }
      await look(v, "59-spent");
    });
    await v.context.close();
  }
  await tests.check("an address with an account, one without and one that refuses get the same answer in the same time", async () => {
    const middle = async (addresses, from) => {
      const times = [];
      let text = "";
      for (const [i, email] of addresses.entries()) {
        const q = new Plain(town), headers = { "X-Forwarded-For": `192.0.2.${from + i}` };
        await q.get("/account");
        const start = performance.now();
        const body = `csrf=${q.csrf}&email=${encodeURIComponent(email)}`;
        const a = await q.send("POST", "/account", { body, headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers } });
        times.push(performance.now() - start);
        expect(a.status === 303 && a.to === "/account/sent", `${a.status} ${a.text}`);
        text = (await q.get(a.to)).text.replace(/csrf" value="[^"]*/g, "");
      }
      return { text, ms: times.sort((a, b) => a - b)[1] };
    };
    const known = await middle([hanako, hanako, hanako], 10);
    const unknown = await middle([1, 2, 3].map((i) => `known-nobody${i}@mail.example.org`), 20);
    const refused = await middle([1, 2, 3].map((i) => `refused-${i}@mail.example.org`), 30);
    console.log(`middle of three: with an account ${known.ms.toFixed(1)} ms, without ${unknown.ms.toFixed(1)} ms, refused ${refused.ms.toFixed(1)} ms`);
    expect(known.text === unknown.text && known.text === refused.text, "the answers differ");
    const most = Math.max(known.ms, unknown.ms, refused.ms), least = Math.min(known.ms, unknown.ms, refused.ms);
    expect(most < 4 * least + 20, "the times differ");
  });
  await tests.check("one client asks six times a minute, no more", async () => {
    const q = new Plain(town);
    await q.get("/account");
    let status = 0;
    for (let i = 0; i < 7; i++) {
      const body = `csrf=${q.csrf}&email=nothing`;
      status = (await q.send("POST", "/account", { body, headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": "192.0.2.99" } })).status;
    }
    expect(status === 429, `${status}`);
  });
  await tests.check("a link older than half an hour is told so", async () => {
    const v = await visitor(browser, { base: town.base, script: false });
    await asks(v, "known-late@mail.example.org");
    const { paths } = await newest("known-late@mail.example.org", 1);
    await v.context.close();
    await town.halt();
    town.sql("UPDATE sign_in SET expires_at = expires_at - 1800000000");
    town = await startTown(settings, town.folder);
    expect((await fetch(town.base + paths[0])).status === 410, "still good");
  });
  await tests.check("the store holds no token and no address", async () => {
    await town.halt();
    const dump = ["SELECT * FROM sign_in", "SELECT * FROM resident_account", "SELECT payload FROM job"].map(town.sql).join("\n");
    expect(dump.includes("v1.") && !dump.includes("mail.example.org") && !dump.includes(used.split("/").at(-1)), dump.slice(0, 500));
  });
  await tests.check("without a relay the page says that there is none, and nothing links to it", async () => {
    town = await startTown({ cases: "0" }, town.folder);
    const v = await visitor(browser, { base: town.base, script: false });
    await v.page.goto("/");
    expect(!(await v.page.locator('a[href^="/account"]').count()), "a link");
    await v.page.goto("/account");
    expect((await heading(v.page)) === "メールでのログインはありません", await heading(v.page));
    await look(v, "60-absent");
    await v.context.close();
  });
} catch (error) {
  await tests.check("the stories run to their end", () => { throw error; });
} finally {
  await browser.close();
  await town.stop();
}
tests.end();
