// SPDX-License-Identifier: Apache-2.0
// What must be refused is refused in words, with the right status, and nothing else is lost.
import { expect } from "../browser.mjs";
import { applyQuickly, begin, fieldsOf, fillQuickly, head, Plain } from "./plain.mjs";
import * as say from "./answers.mjs";

// A page of ours with a heading and a sentence in Japanese, and no inner words.
function inWords(a, statuses, words) {
  expect([statuses].flat().includes(a.status), `status ${a.status}: ${a.text.slice(0, 200)}`);
  expect(/<h1[^>]*>[^<]*[ぁ-ん]/.test(a.text), `no heading in words: ${a.text.slice(0, 300)}`);
  if (words) expect(words.test(a.text), `not told: ${a.text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").slice(0, 500)}`);
}

const caseOf = (page) => ({ case: /name="case" value="([^"]+)"/.exec(page.text)[1] });

async function keepsOthers(p) {
  const page = await p.get(`${p.draft}/eligibility`);
  expect(page.status === 200 && /value="mother" checked/.test(page.text), "what was entered before is lost");
}

export async function refusals(tests, town, files) {
  const p = await begin(town);
  await p.get(`${p.draft}/eligibility`);
  await p.post(`${p.draft}/eligibility`, fieldsOf("eligibility", say.claimant));
  await p.get(`${p.draft}/applicant`);
  const at = `${p.draft}/applicant`, hanako = fieldsOf("applicant", say.hanako);
  const but = (name, value) => hanako.map(([n, v]) => (n === `applicant/${name}` ? [n, value] : [n, v]));

  await tests.check("an unknown field is refused", async () => inWords(await p.post(at, [...hanako, ["applicant/salary", "1"]]), 422));
  await tests.check("a field of another page is refused", async () => inWords(await p.post(at, [...hanako, ["account/bank_name", "1"]]), 422));
  await tests.check("a choice that is not offered is refused", async () => inWords(await p.post(at, but("applicant_pension", "gold")), 422));
  await tests.check("NUL in a field is refused in words", async () => inWords(await p.post(at, but("applicant_given_name", Buffer.from("花\0子"))), [400, 422]));
  await tests.check("invalid UTF-8 is refused in words", async () => inWords(await p.post(at, but("applicant_given_name", Buffer.from([0xe8, 0x8a, 0x28, 0xff]))), [400, 422]));
  await tests.check("1 MB in a field of 50 characters is refused in words", async () => inWords(await p.post(at, but("applicant_given_name", "花".repeat(350000))), [413, 422]));
  await tests.check("a field of 51 characters is told its length", async () => inWords(await p.post(at, but("applicant_given_name", "花".repeat(51))), 422, /50文字/));
  await tests.check("without the form's token nothing is taken", async () => inWords(await p.post(at, hanako, { csrf: false }), 403));
  await tests.check("a form of another site is refused", async () => {
    const a = await p.send("POST", at, { body: `csrf=${p.csrf}`, headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: "https://evil.example" } });
    inWords(a, 403);
  });
  await tests.check("an upload of 600 MB is refused before it is sent", async () => {
    const cookie = [...p.cookies].map(([n, v]) => `${n}=${v}`).join("; ");
    const said = await head(town, [`POST ${p.draft}/papers HTTP/1.1`, `Host: 127.0.0.1:${town.port}`, `Cookie: ${cookie}`,
      "Content-Type: multipart/form-data; boundary=x", "Content-Length: 629145600"]);
    expect(/^HTTP\/1\.1 413 /.test(said) && said.includes("ファイルが大きすぎます"), said.slice(0, 300));
  });
  await tests.check("a file of 11 MB is refused in words", async () => {
    await p.post(at, hanako);
    const q = await fillQuickly(town, files, { family: "見本", given: "文子" });
    const big = { ...files.photo, buffer: Buffer.concat([files.photo.buffer, Buffer.alloc(11 << 20)]) };
    await q.get(`${q.draft}/papers`);
    inWords(await q.postFile(`${q.draft}/papers`, "papers/passbook", big), [413, 422], /10MB/);
    const started = Date.now();
    inWords(await q.postFile(`${q.draft}/papers`, "papers/passbook", files.bomb), 422, /開けませんでした/);
    expect(Date.now() - started < 5000, "the huge picture took too long");
    inWords(await q.postFile(`${q.draft}/papers`, "papers/passbook", files.polyglot), 422, /開けませんでした|受け取れない/);
    const page = await q.get(`${q.draft}/check`);
    expect(page.text.includes("通帳.jpg"), "the good file was lost");
  });
  await tests.check("nothing of this cost what was entered before", () => keepsOthers(p));
  await tests.check("a draft of somebody else is not found", async () => inWords(await new Plain(town).get(at), 404));
  await tests.check("a draft's address that never was is not found", async () => inWords(await p.get("/apply/AAAAAAAAAAAAAAAAAAAAAAAAAA/applicant"), 404));
  await tests.check("pages that are not there are not found, and the method is minded", async () => {
    inWords(await p.get("/nothing"), 404);
    inWords(await p.send("POST", "/procedures", { body: "x=1", headers: { "Content-Type": "application/x-www-form-urlencoded" } }), [403, 404, 405]);
    inWords(await new Plain(town).get("/receipts/qr.svg"), 404);
  });
  await tests.check("sent twice is received once", async () => {
    const q = await fillQuickly(town, files, { family: "二度", given: "送子" });
    const both = await Promise.all([q.post(`${q.draft}/check`), q.post(`${q.draft}/check`)]);
    const third = await q.post(`${q.draft}/check`);
    const numbers = [];
    for (const a of [...both, third]) {
      expect(a.status === 303 && a.to === "/receipts/new", `${a.status} ${a.to}`);
      numbers.push(/__Host-receipt=(\d+)-/.exec((a.headers["set-cookie"] ?? []).join())?.[1]);
    }
    expect(numbers[0] && numbers.every((n) => n === numbers[0]), numbers.join());
  });
  await tests.check("what is withdrawn is withdrawn once, and stays readable", async () => {
    const q = await applyQuickly(town, files, { family: "取下", given: "希望" });
    const ask = await q.get("/receipts/withdraw");
    inWords(ask, 200, /取り下げますか/);
    expect((await q.post("/receipts/withdraw")).status === 409, "a form that names no case is taken");
    const itsCase = caseOf(ask);
    expect((await q.post("/receipts/withdraw", itsCase)).status === 303, "not withdrawn");
    expect((await q.post("/receipts/withdraw", itsCase)).status === 303, "pressed twice");
    const page = await q.get("/receipts");
    inWords(page, 200, /取り下げました/);
    expect(page.text.split("<h3>申請を取り下げました").length === 2, "withdrawn twice");
    expect(!page.text.includes("/receipts/withdraw"), "can be withdrawn again");
  });
  await tests.check("five wrong birth dates lead to the counter", async () => {
    const q = await applyQuickly(town, files, { family: "五回", given: "違子" });
    q.cookies.delete("__Host-open");
    const wrong = { ...caseOf(await q.get("/receipts")), "birth.era": "平成", "birth.year": "1", "birth.month": "2", "birth.day": "3" };
    for (let i = 0; i < 5; i++) inWords(await q.post("/receipts/open", wrong), 422, /違います/);
    inWords(await q.post("/receipts/open", { ...wrong, "birth.era": "昭和", "birth.year": "62", "birth.month": "7", "birth.day": "7" }), 429, /窓口/);
  });
}
