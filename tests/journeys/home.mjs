// SPDX-License-Identifier: Apache-2.0
// Home, search and the emergency banner: with script and without, by a resident and by who may announce.
import { expect } from "../browser.mjs";
import { bodyText, fill, look, press, visitor } from "./browsing.mjs";

const HERE = "/staff/admin/emergency";

async function shows(v, words) {
  const text = await bodyText(v.page);
  expect(text.includes(words), `「${words}」 is not on ${v.page.url()}:\n${text.slice(0, 600)}`);
}

async function finds(v, words, title) {
  await v.page.goto("/");
  await fill(v, { q: words });
  await press(v, "さがす");
  await shows(v, title);
}

async function announced(v, words) {
  const until = Date.now() + 3000;
  while (!(await bodyText(v.page)).includes(words)) {
    expect(Date.now() < until, `${words} did not come within three seconds`);
    await v.page.reload();
  }
}

export async function arrives(tests, browser, town) {
  for (const script of [true, false]) {
    const v = await visitor(browser, { base: town.base, script, phone: script });
    const how = script ? "with script" : "without script";
    await tests.check(`home ${how}: what to do, life events, receipts, contact and hours`, async () => {
      await v.page.goto("/");
      for (const words of ["何をしますか", "引っ越し", "児童手当を請求する", "申請の状況", "000-0000-0100"]) await shows(v, words);
      expect(/いま開いています|いまは閉まっています/.test(await bodyText(v.page)), "open or closed is not said");
      await look(v, `70-home-${script ? "script" : "plain"}`, { dark: true });
    });
    await tests.check(`search ${how}: kana, romaji, a slip, another word`, async () => {
      for (const words of ["じどうてあて", "jidou teate", "じどうてて", "子ども手当"]) await finds(v, words, "児童手当を請求する");
      await look(v, `71-found-${script ? "script" : "plain"}`);
    });
    await tests.check(`search ${how}: nothing found says whom to call and what there is`, async () => {
      await finds(v, "qqqqq", "見つかりませんでした");
      for (const words of ["000-0000-0100", "児童手当を請求する"]) await shows(v, words);
      await look(v, `72-nothing-${script ? "script" : "plain"}`);
    });
    await tests.check(`life events ${how}: procedures, or whom to ask`, async () => {
      await v.page.goto("/life/birth");
      await shows(v, "児童手当を請求する");
      await look(v, `73-life-${script ? "script" : "plain"}`);
      await v.page.goto("/life/waste");
      await shows(v, "000-0000-0150");
      expect((await v.page.goto("/life/nix")).status() === 404, "an event that is none");
    });
    if (script)
      await tests.check("suggestions come while somebody types", async () => {
        await v.page.goto("/");
        await v.page.locator("#q").pressSequentially("jidou");
        await v.page.locator("#suggestions a", { hasText: "児童手当を請求する" }).waitFor();
        await look(v, "74-suggestions");
      });
    await tests.check(`${how}: the pages about the site`, async () => {
      for (const path of ["/privacy", "/accessibility"]) {
        await v.page.goto(path);
        await look(v, `75${path.replace("/", "-")}-${script ? "script" : "plain"}`);
      }
    });
    await v.context.close();
  }
  const resident = await visitor(browser, { base: town.base, script: false });
  const head = await visitor(browser, { base: town.base });
  await head.page.goto("/staff/login");
  await fill(head, { login: "kasou.itsuki", password: town.password });
  await press(head, "ログインする");
  await tests.check("an emergency is refused with what is wrong, then stands first on every page", async () => {
    await head.page.goto(HERE);
    await look(head, "76-emergency-set");
    await fill(head, { level: "9", heading: "避難指示　川端地区", body: "危険な場所から全員避難してください。", link: "//evil", hours: "0" });
    await press(head, "お知らせを出す");
    for (const words of ["1から5の数字", "/ から入力してください", "1から168の数字"]) await shows(head, words);
    await fill(head, { level: "4", link: "/life/disaster", link_title: "災害のときの手続を見る", hours: "2" });
    await press(head, "お知らせを出す");
    for (const path of ["/", "/procedures", "/r", "/nix"]) {
      await resident.page.goto(path);
      await announced(resident, "避難指示　川端地区");
      await look(resident, `77-emergency${path.replaceAll("/", "-")}`);
    }
  });
  await tests.check("it ends when it is ended, and a clerk cannot set one", async () => {
    await press(head, "お知らせを終える");
    await resident.page.goto("/");
    expect(!(await bodyText(resident.page)).includes("避難指示"), "it still stands");
    const clerk = await visitor(browser, { base: town.base });
    await clerk.page.goto("/staff/login");
    await fill(clerk, { login: "kana.aoi", password: town.password });
    await press(clerk, "ログインする");
    expect((await clerk.page.goto(HERE)).status() === 403, "it opened");
    await clerk.context.close();
  });
  await resident.context.close();
  await head.context.close();
}
