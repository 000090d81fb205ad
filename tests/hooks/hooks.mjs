// SPDX-License-Identifier: Apache-2.0
// The whole of webhooks: the staff page, a receiver that fails and then takes it, order, kill -9, refusals.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counter, expect, launch } from "../browser.mjs";
import { bodyText, errors, fill, look, press, visitor } from "../journeys/browsing.mjs";
import { makeFiles } from "../journeys/files.mjs";
import { applyQuickly } from "../journeys/plain.mjs";
import { Receiver, isRight } from "./receiver.mjs";
import { asksForCorrection, caseOf, refOf, signedIn, withdraws } from "./staff.mjs";
import { Town } from "./town.mjs";

const tests = counter();
const receiver = await new Receiver().start();
const town = new Town(`127.0.0.1:${receiver.port}`);
const browser = await launch();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const types = (messages) => messages.map((m) => m.type).join(" ");

async function until(what, is, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; !(await is());) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(30);
  }
}

// ---- the page ----

let admin, webhook;
const pathOf = () => new URL(admin.page.url()).pathname;

async function adds(title, url, name) {
  await admin.page.goto("/staff/webhooks");
  await fill(admin, { title, url });
  if (name) for (const box of await admin.page.locator("input[name=name]").all()) await box.setChecked((await box.getAttribute("value")) === name);
  await press(admin, "登録する");
}

async function page() {
  await tests.check("who may not manage is not let in", async () => {
    const clerk = await signedIn(town, "kana.aoi");
    const a = await clerk.get("/staff/webhooks");
    expect(a.status === 403, `status ${a.status}`);
  });
  await tests.check("the administrator finds an empty list", async () => {
    admin = await visitor(browser, { base: town.base });
    await admin.page.goto("/staff/login");
    await fill(admin, { login: "kanri.tomo", password: town.password });
    await press(admin, "ログインする");
    await admin.page.goto("/staff/webhooks");
    await look(admin, "60-webhooks-empty", { dark: true });
  });
  await tests.check("an address inside is refused, however it is written", async () => {
    const inside = [
      ["http://127.0.0.1:1/in", /https:\/\/ で始まる/], ["https://127.0.0.1/in", /インターネットのアドレスではない/],
      ["https://2130706433/", /インターネットのアドレスではない/], ["https://0x7f.1/", /インターネットのアドレスではない/],
      ["https://[::1]/", /インターネットのアドレスではない/], ["https://[::ffff:10.0.0.1]/", /インターネットのアドレスではない/],
      ["https://169.254.169.254/latest/meta-data/", /インターネットのアドレスではない/], ["https://localhost./", /インターネットのアドレスではない/],
      ["https://192.168.0.1:8443/", /インターネットのアドレスではない/], ["https://a@8.8.8.8/", /利用者名/], ["https://8.8.8.8:25/", /ポート/],
      ["ftp://8.8.8.8/", /https:\/\/ で始まる/], ["kaikei", /https:\/\/|見つかりません/], ["", /https:\/\//],
    ];
    for (const [url, words] of inside) {
      await adds("中", url);
      const said = (await errors(admin.page)).join();
      expect(words.test(said), `${url}: ${said}`);
    }
    await look(admin, "61-webhooks-errors", { dark: true });
  });
  await tests.check("a name and an event are asked for", async () => {
    await adds("", receiver.url, "none");
    expect((await errors(admin.page)).length === 2, (await errors(admin.page)).join());
  });
  await tests.check("an allowed address is taken, and its secret is shown once", async () => {
    await adds("会計システム（見本）", receiver.url);
    receiver.secret = await admin.page.locator("#secret").inputValue();
    expect(receiver.secret.length >= 43, "no secret");
    await look(admin, "62-webhooks-secret");
    await admin.page.getByRole("link", { name: "送り先の画面へ" }).click();
    await admin.page.waitForURL("**/staff/webhooks/*");
    webhook = pathOf();
    expect(!(await admin.page.content()).includes(receiver.secret), "the secret is shown again");
    await look(admin, "63-webhook-new");
  });
  await tests.check("a test arrives, signed", async () => {
    await press(admin, "試しに送る");
    await until("the test arrives", () => receiver.taken.size === 1);
    const [call] = receiver.calls;
    expect(call.message.type === "webhook.test" && call.message.version === 1 && !("case" in call.message), JSON.stringify(call.message));
    expect(call.message.id === call.id && call.headers["content-type"] === "application/json" && call.headers["yakuba-delivery"], JSON.stringify(call.headers));
    await until("the page says so", async () => (await admin.page.reload(), /届きました/.test(await bodyText(admin.page))));
    await look(admin, "64-delivery");
  });
}

// ---- the guide for receivers ----

async function guide() {
  const folder = mkdtempSync(join(tmpdir(), "yakuba-verify-"));
  const text = readFileSync("docs/webhooks.md", "utf8"), { id, signature, body } = receiver.calls[0];
  writeFileSync(join(folder, "verify.c"), /```c\n(.*?)```/s.exec(text)[1]);
  writeFileSync(join(folder, "verify.sh"), /```sh\n(.*?)```/s.exec(text)[1]);
  execFileSync("cc", ["-Wall", "-Wextra", "-Werror", "-o", join(folder, "verify"), join(folder, "verify.c"), "-lcrypto"]);
  const exit = (command, secret, s, i, b) =>
    spawnSync(command[0], [...command.slice(1), s, i], { input: b, env: { ...process.env, YAKUBA_SECRET: secret } }).status;
  const old = `t=${Number(/t=(\d+)/.exec(signature)[1]) - 400},${signature.split(",")[1]}`;
  for (const [name, command] of [["C", [join(folder, "verify")]], ["shell", ["sh", join(folder, "verify.sh")]]])
    await tests.check(`the guide's verifier in ${name} takes what is right and nothing else`, async () => {
      expect(exit(command, receiver.secret, signature, id, body) === 0, "refuses what is right");
      const wrong = {
        "another secret": ["x" + receiver.secret.slice(1), signature, id, body],
        "another body": [receiver.secret, signature, id, Buffer.concat([body, Buffer.from(" ")])],
        "another event": [receiver.secret, signature, "0" + id.slice(1), body],
        "another time": [receiver.secret, signature.replace(/t=(\d+)/, (_, t) => `t=${Number(t) + 1}`), id, body],
        "an old time": [receiver.secret, old, id, body],
        "no signature": [receiver.secret, "", id, body],
        "half a signature": [receiver.secret, signature.slice(0, -2), id, body],
      };
      for (const [what, args] of Object.entries(wrong)) expect(exit(command, ...args) === 1, `takes ${what}: ${exit(command, ...args)}`);
    });
  await tests.check("the receiver's own verifier refuses a wrong signature", () => {
    expect(isRight(receiver.secret, signature, id, body), "refuses what is right");
    expect(!isRight("another", signature, id, body) && !isRight(receiver.secret, signature, id, "{}") && !isRight(receiver.secret, "", id, body), "takes what is wrong");
  });
  rmSync(folder, { recursive: true });
}

// ---- failing five times, killed in between, in order ----

async function failing(files) {
  let path, resident;
  const clerk = await signedIn(town, "kana.aoi");
  let failures = 0;
  const answers = [500, 0, 404, 302, 503];
  await tests.check("a receiver that fails five times gets the event at the sixth, over five kills", async () => {
    receiver.answer = () => (failures < 5 ? answers[failures++] : 200);
    resident = await applyQuickly(town, files, { family: "順番", given: "守" });
    path = await caseOf(clerk, resident.number);
    for (let i = 1; i <= 5; i++) {
      await until(`failure ${i}`, () => failures === i);
      if (i === 2) await asksForCorrection(clerk, path);
      if (i === 4) await withdraws(resident);
      await pause(200); // the try is written down, or not: both must do
      await town.kill();
      town.makeDue();
      await town.start();
    }
    await until("all three events", () => receiver.of(refOf(path)).length === 3);
  });
  await tests.check("the events of a case arrive in the order of its history, once each", () => {
    const of = receiver.of(refOf(path));
    expect(types(of) === "case.received case.correction_asked case.withdrawn", types(of));
    expect(of.every((m, i) => m.town === "999997" && (i === 0 || m.case_version > of[i - 1].case_version)), JSON.stringify(of));
    const first = receiver.calls.filter((c) => c.message?.case === refOf(path));
    expect(first.slice(0, 5).every((c) => c.message.type === "case.received"), "a later event overtook the first");
  });
  await tests.check("no message has personal data", () => {
    for (const c of receiver.calls)
      for (const words of ["順番", "守", "0123456", resident.number, resident.number.replaceAll("-", "")]) expect(!c.body.includes(words), `${words} in ${c.body}`);
  });
  await tests.check("the page tells each try", async () => {
    await admin.page.goto(webhook);
    await look(admin, "65-webhook-used", { dark: true });
    await admin.page.getByRole("link", { name: "申請を受け付けた" }).first().click();
    await admin.page.waitForURL("**/deliveries/*");
    const text = await bodyText(admin.page);
    for (const words of ["500", "404", "302", "503", "200", "返事なし"]) expect(text.includes(words), `no ${words}: ${text}`);
    await look(admin, "66-delivery-tries", { dark: true });
  });
  await tests.check("a node that dies while the receiver thinks sends again, and the receiver knows the event", async () => {
    let asked = 0;
    receiver.answer = async () => (asked++ ? 200 : (await pause(1500), 200));
    const p = await applyQuickly(town, files, { family: "途中", given: "切" });
    await until("the call", () => asked === 1);
    await town.kill();
    town.makeDue();
    await town.start();
    const ref = refOf(await caseOf(await signedIn(town, "kana.aoi"), p.number));
    await until("the second call", () => receiver.calls.filter((c) => c.message?.case === ref).length >= 2);
    expect(receiver.of(ref).length === 1, "taken twice");
  });
}

// ---- kills under load ----

async function storm(files) {
  receiver.answer = (_, tries) => (tries === 1 && Math.random() < 0.3 ? 500 : 200);
  const numbers = [];
  let running = true;
  const applicants = Promise.all([1, 2, 3, 4].map(async (n) => {
    while (running)
      try {
        numbers.push((await applyQuickly(town, files, { family: "嵐", given: `人${n}` })).number);
      } catch {
        await pause(100); // the town is down; what was not acknowledged need not be there
      }
  }));
  for (let i = 0; i < 4; i++) {
    await pause(1200 + Math.random() * 1500);
    await town.kill();
    town.makeDue();
    await town.start();
  }
  running = false;
  await applicants;
  await town.kill();
  town.makeDue();
  await town.start();
  await tests.check("every receipt shown has its event at the receiver, once, over kills under load", async () => {
    const clerk = await signedIn(town, "kana.aoi"), refs = [];
    for (const number of numbers) refs.push(refOf(await caseOf(clerk, number)));
    expect(refs.length >= 8, `only ${refs.length} applications`);
    await until("all events", () => refs.every((ref) => receiver.of(ref).length === 1), 60);
    console.log(`storm: ${refs.length} receipts over 4 kills, ${receiver.calls.length} calls, ${receiver.taken.size} events taken`);
  });
}

// ---- pause, another secret, a wrong secret, the end ----

async function managing(files) {
  receiver.answer = () => 200;
  await tests.check("a pause loses nothing and keeps the order", async () => {
    await admin.page.goto(webhook);
    await press(admin, "送るのを止める");
    const clerk = await signedIn(town, "kana.aoi");
    const p = await applyQuickly(town, files, { family: "休止", given: "中" });
    const path = await caseOf(clerk, p.number);
    await asksForCorrection(clerk, path);
    await withdraws(p);
    await until("three are held", async () => (await admin.page.reload(), /止めている 3件/.test(await bodyText(admin.page))));
    expect(receiver.of(refOf(path)).length === 0, "sent while paused");
    await look(admin, "67-webhook-paused");
    await press(admin, "また送る");
    await until("all three", () => receiver.of(refOf(path)).length === 3);
    expect(types(receiver.of(refOf(path))) === "case.received case.correction_asked case.withdrawn", types(receiver.of(refOf(path))));
    await until("active again", async () => (await admin.page.reload(), /送っています/.test(await bodyText(admin.page)) && !/たまった分/.test(await bodyText(admin.page))));
  });
  await tests.check("another secret: the old one fits no more, and what was refused is sent again by hand", async () => {
    const before = receiver.taken.size;
    await admin.page.goto(webhook);
    await press(admin, "署名の鍵を替える");
    const secret = await admin.page.locator("#secret").inputValue();
    expect(secret !== receiver.secret, "the same");
    await look(admin, "68-webhook-rotated");
    await admin.page.goto(webhook);
    await press(admin, "試しに送る");
    await until("the receiver refuses", () => receiver.calls.at(-1).status === 401);
    await until("the page says so", async () => (await admin.page.reload(), /401/.test(await bodyText(admin.page))));
    const text = await bodyText(admin.page);
    expect(text.includes("wrong signature of #") && !text.includes("1234"), `the excerpt: ${text}`);
    receiver.secret = secret;
    await press(admin, "いま送り直す");
    await until("taken", () => receiver.taken.size === before + 1);
  });
  await tests.check("after 24 hours it is given up, and comes again by hand", async () => {
    receiver.answer = () => 500;
    await admin.page.goto(webhook);
    await press(admin, "試しに送る");
    const delivery = pathOf();
    await until("the first try", async () => (await admin.page.reload(), /500/.test(await bodyText(admin.page))));
    await town.kill();
    town.sql("UPDATE webhook_delivery SET first_at = first_at - 86400000000 WHERE state = 'waiting'");
    town.makeDue();
    await town.start();
    await until("given up", async () => (await admin.page.goto(delivery), /24時間届きませんでした/.test(await bodyText(admin.page))));
    await look(admin, "69-delivery-dead");
    await admin.page.goto(webhook);
    expect(/届かなかった 1件/.test(await bodyText(admin.page)), "not counted");
    const before = receiver.taken.size;
    receiver.answer = () => 200;
    await press(admin, "届かなかった分を送り直す");
    await until("taken", () => receiver.taken.size === before + 1);
  });
  await tests.check("410 ends the subscription", async () => {
    receiver.answer = () => 410;
    await admin.page.goto(webhook);
    await press(admin, "試しに送る");
    await until("the end", async () => (await admin.page.goto(webhook), /終わりました/.test(await bodyText(admin.page))));
    await look(admin, "69-webhook-ended");
    const calls = receiver.calls.length;
    await applyQuickly(town, files, { family: "終了", given: "後" });
    await pause(1500);
    expect(receiver.calls.length === calls, "called after the end");
  });
}

let finished = false;
process.on("exit", () => finished || console.log("stopped early"));
try {
  await town.start();
  const files = await makeFiles(browser);
  await page();
  await guide();
  await failing(files);
  await storm(files);
  await managing(files);
} catch (error) {
  await tests.check("the stories run to their end", () => { throw error; });
} finally {
  await browser.close();
  await town.stop();
  receiver.stop();
  finished = true;
}
tests.end();
