// SPDX-License-Identifier: Apache-2.0
// A resident who reads English, one who reads やさしい日本語 with ふりがな, and what their pages say: no script, a phone. On
// an English page nothing Japanese is left but names, quoted titles of laws and what the town itself wrote.
import { counter, expect, launch } from "../browser.mjs";
import { look, visitor } from "../journeys/browsing.mjs";
import { Plain, applyQuickly } from "../journeys/plain.mjs";
import { startTown } from "../journeys/server.mjs";

const tests = counter();
const town = await startTown({ cases: "0" });
const browser = await launch();

const names = ["都市X", "X県", "中央1丁目1番1号", "子育て課", "住民課", "福祉課", "総務課", "1階 3番窓口"];
const pages = ["/", "/procedures", "/procedures/jido-teate", "/apply/jido-teate", "/r", "/resume", "/privacy", "/accessibility", "/no-such-page"];
const japanese = /[\u3041-\u30ff\u4e00-\u9fff]+/g;

// What a reader of English meets in Japanese, without names, other languages' own names and quotations.
const leftovers = (page) =>
  page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    copy.querySelectorAll("[lang=ja], script, style, cite, .basis, textarea, .as-written").forEach((e) => e.remove());
    const attributes = [...copy.querySelectorAll("[aria-label], [placeholder], [alt], [title]")].flatMap((e) =>
      ["aria-label", "placeholder", "alt", "title"].map((a) => e.getAttribute(a) ?? ""));
    return [copy.textContent, ...attributes].join("\n");
  }).then((text) => names.reduce((t, n) => t.replaceAll(n, ""), text).match(japanese) ?? []);

const phone = (options = {}) => visitor(browser, { script: false, phone: true, base: town.base, ...options });

async function chooses(v, word) {
  await v.page.click(".language-menu > summary");
  await v.page.locator(".language-list a", { hasText: word }).click();
}
const lang = (v) => v.page.locator("html").evaluate((e) => [e.lang, e.dataset.language].join(" "));

await tests.check("the language is chosen by a link of the page one is on, and kept", async () => {
  const v = await phone();
  await v.page.goto("/procedures/jido-teate");
  expect((await lang(v)) === "ja ja", await lang(v));
  await chooses(v, "English");
  expect(new URL(v.page.url()).pathname === "/procedures/jido-teate", v.page.url());
  expect((await lang(v)) === "en en", await lang(v));
  await v.page.goto("/r");
  expect((await lang(v)) === "en en", "not kept");
  await chooses(v, "やさしい");
  expect((await lang(v)) === "ja ja-x-easy", await lang(v));
  await v.context.close();
});

await tests.check("the first visit follows the browser", async () => {
  for (const [header, wanted] of [["en-GB,en;q=0.9,ja;q=0.5", "en"], ["fr;q=1,ja;q=0.3,en;q=0.2", "ja"], ["ko", "ja"], ["ja-x-easy", "ja-x-easy"], ["", "ja"]]) {
    const answer = await fetch(`${town.base}/`, { headers: { "Accept-Language": header } });
    const html = await answer.text();
    expect(html.includes(`data-language="${wanted}"`), `${header}: not ${wanted}`);
    expect(/Cookie, Accept-Language/.test(answer.headers.get("vary")), "no Vary");
  }
});

await tests.check("no wrong language and no other address comes from the address", async () => {
  for (const query of ["?lang=xx", "?lang=EN%0d%0aX:1", "?lang=", "?ruby=2", "?lang=%22%3E%3Cb%3E"]) {
    const answer = await fetch(`${town.base}/${query}`, { headers: { "Accept-Language": "ja" } });
    expect(answer.status === 200 && (await answer.text()).includes('data-language="ja"'), query);
  }
});

for (const [language, name] of [["en", "English"], ["ja-x-easy", "easy"], ["ja", "ruby"]])
  await tests.check(`every page stands in ${name}`, async () => {
    const v = await phone();
    await v.page.goto(`/?lang=${language}&ruby=${language === "en" ? 0 : 1}`);
    for (const [i, path] of pages.entries()) {
      await v.page.goto(path);
      await look(v, `90-${language}-${i}`);
      if (language === "en") {
        const left = await leftovers(v.page);
        expect(left.length === 0, `${path}: ${left.slice(0, 12).join(" | ")}`);
      } else {
        expect((await v.page.locator("ruby").count()) > 2, `${path}: no ruby`);
        expect(!/[《》]/.test(await v.page.content()), `${path}: 《》`);
      }
    }
    await v.context.close();
  });

await tests.check("the form, its mistakes and the check are in the language", async () => {
  const v = await phone();
  await v.page.goto("/apply/jido-teate?lang=en");
  await v.page.locator("main form button[data-kind=main]").click();
  for (let i = 0; i < 2; i++) {
    await look(v, `91-en-question-${i}`);
    const left = await leftovers(v.page);
    expect(left.length === 0, left.slice(0, 12).join(" | "));
    await v.page.locator("main form button[data-kind=main]").click();
  }
  expect((await v.page.locator(".error-summary").count()) === 1, "no mistakes shown");
  await v.context.close();
});

await tests.check("readings are put on and taken off; names of people never get any", async () => {
  const v = await phone();
  await v.page.goto("/procedures");
  expect((await v.page.locator("ruby").count()) === 0, "ruby unasked");
  await chooses(v, "ふりがなを付ける");
  expect((await v.page.locator("ruby").count()) > 3, "no ruby");
  expect((await v.page.locator("ruby", { hasText: "手続" }).first().innerHTML()).includes("てつづ"), "手続");
  await chooses(v, /を/);
  expect((await v.page.locator("ruby").count()) === 0, "ruby stays");
  await v.context.close();
});

await browser.close();
await town.stop();
tests.end();
