// SPDX-License-Identifier: Apache-2.0
// Every sample screen: axe silent in light and dark, nothing wider than 320 px, targets large enough, and
// the small scripts do what they say under the strict content security policy.
import { readFileSync, readdirSync } from "node:fs";
import { sampleNames, serveSamples } from "../../assets/samples/shoot.mjs";
import { axeFindings, counter, expect, launch } from "../browser.mjs";

const tests = counter();
const server = await serveSamples();
const browser = await launch();
const base = `http://127.0.0.1:${server.address().port}/`;

async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "ja-JP", ...options });
  const page = await context.newPage();
  page.blocked = [];
  page.on("console", (m) => m.type() === "error" && page.blocked.push(m.text()));
  await page.goto(base + name);
  return page;
}
const close = (page) => page.context().close();

for (const name of sampleNames) {
  const page = await open(name);
  for (const colorScheme of ["light", "dark"])
    await tests.check(`${name} is silent under axe, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      const found = await axeFindings(page);
      expect(found.length === 0, found.join("\n   "));
      expect(page.blocked.length === 0, page.blocked.join("\n   "));
    });
  for (const width of [1024, 768, 390, 320])
    await tests.check(`${name} fits ${width} px`, async () => {
      await page.setViewportSize({ width, height: 640 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over <= 0, `${over} px too wide`);
    });
  await tests.check(`${name} has targets of 44 px on a phone`, async () => {
    const small = await page.evaluate(() =>
      [...document.querySelectorAll(".button, .input, .header-item, .choice, summary")]
        .filter((e) => e.getClientRects().length && !e.matches("[data-kind=text], [data-kind=small]"))
        .filter((e) => e.getBoundingClientRect().height < 43.5)
        .map((e) => `${e.className} ${e.getBoundingClientRect().height}`));
    expect(small.length === 0, small.join(", "));
  });
  await close(page);
}

await tests.check("no sample and no script carries a style", async () => {
  const root = new URL("../../assets/", import.meta.url);
  for (const folder of ["samples", "samples/parts", "js"])
    for (const file of readdirSync(new URL(folder, root)).filter((f) => /\.(html|js)$/.test(f)))
      expect(!/\sstyle=|<style|\.style\b/.test(readFileSync(new URL(`${folder}/${file}`, root), "utf8")), file);
});

await tests.check("the error summary takes the focus and leads to the field", async () => {
  const page = await open("question");
  expect(await page.evaluate(() => document.activeElement.className === "error-summary"), "no focus");
  await page.click('.error-summary a[href="#moved-day"]');
  expect(await page.evaluate(() => document.activeElement.id === "moved-day"), "not the field");
  await close(page);
});

await tests.check("a change asks the server and swaps what came back, not what is being written", async () => {
  const page = await open("question");
  let sent, answer;
  const answered = new Promise((resolve) => (answer = resolve));
  await page.route("**/apply/d/4/evaluate", async (route) => {
    sent = route.request().postData();
    await answered;
    await route.fulfill({ contentType: "text/html; charset=utf-8", body: '<p class="error" id="kana-error" data-part>変わりました</p><input id="phone" value="別" data-part>' });
  });
  await page.fill("#phone", "000-0000-9999");
  await page.check('input[value="counter"]');
  await page.focus("#phone");
  answer();
  await page.waitForFunction(() => document.getElementById("kana-error").textContent === "変わりました");
  expect(new URLSearchParams(sent).get("way") === "counter", sent);
  expect((await page.inputValue("#phone")) === "000-0000-9999", "the field in use was taken away");
  await close(page);
});

await tests.check("chosen files are listed and one can be taken out", async () => {
  const page = await open("question");
  const file = (name) => ({ name, mimeType: "image/png", buffer: Buffer.from("x".repeat(2000)) });
  await page.setInputFiles("#id-photo", [file("a.png"), file("b.png")]);
  expect((await page.locator("ul[data-chosen] li").count()) === 2, "not two");
  await page.click('ul[data-chosen] button[aria-label="外す：a.png"]');
  expect(await page.evaluate(() => [...document.getElementById("id-photo").files].map((f) => f.name).join() === "b.png"), "b.png did not stay");
  await close(page);
});

await tests.check("the code of a receipt leaves the address before it is sent, as a POST", async () => {
  const page = await open("error");
  let seen;
  await page.route("**/receipts", (route) => {
    seen = { method: route.request().method(), body: route.request().postData(), referer: route.request().headers().referer };
    route.fulfill({ contentType: "text/html; charset=utf-8", body: "<title>状況</title>" });
  });
  await page.goto(base + "r#4820-1765-3092-7k2m9qxa41tdpw8c");
  await page.waitForFunction(() => document.title === "状況");
  expect(seen.method === "POST", seen.method);
  expect(seen.body === "number=482017653092&code=7K2M9QXA41TDPW8C", seen.body);
  expect(!/7K2M|7k2m/.test(seen.referer ?? ""), "the code stands in the Referer");
  await page.goBack();
  expect(!page.url().includes("#"), page.url());
  await close(page);
});

await tests.check("a wrong code is left to the visitor", async () => {
  const page = await open("r#123");
  expect(page.url() === base + "r", page.url());
  expect((await page.inputValue("#number")) === "", "filled");
  await close(page);
});

const row = (page) => page.evaluate(() => document.querySelector("tr[aria-current] .row-number")?.textContent);
await tests.check("the queue goes by keys", async () => {
  const page = await open("staff-queue");
  expect((await row(page)) === "3", "starts elsewhere");
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  expect((await row(page)) === "5", `j and ↓ lead to ${await row(page)}`);
  await page.keyboard.press("k");
  expect((await row(page)) === "4", "k");
  await page.keyboard.press("x");
  expect((await page.textContent(".bulk-bar output")) === "2", "x takes row 4 out");
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  expect((await row(page)) === "12", "digits and Enter");
  expect(page.url().endsWith("staff-queue"), "Enter after digits must not open");
  await page.keyboard.press("Shift+X");
  expect((await page.textContent(".bulk-bar output")) === "9", `Shift+X: ${await page.textContent(".bulk-bar output")}`);
  await page.route("**/staff/cases/12", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: "<title>there</title>" }));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/staff/cases/12");
  await page.goto(base + "staff-queue");
  expect((await row(page)) === "12", "does not come back to the same row");
  await close(page);
});

await tests.check("keys rest in text fields and while Japanese is composed", async () => {
  const page = await open("staff-queue");
  await page.keyboard.press("/");
  await page.keyboard.type("jx7");
  expect((await page.inputValue("input[type=search]")) === "jx7", "the field lost letters");
  expect((await row(page)) === "3", "the row moved");
  await page.keyboard.press("Escape");
  expect((await page.inputValue("input[type=search]")) === "jx7", "Esc lost input");
  await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", isComposing: true, bubbles: true })));
  expect((await row(page)) === "3", "moved while composing");
  await close(page);
});

await tests.check("single letters can be switched off", async () => {
  const page = await open("staff-queue");
  await page.keyboard.press("?");
  await page.uncheck("dialog [data-keys-switch]");
  await page.click("dialog button");
  await page.keyboard.press("j");
  expect((await row(page)) === "3", "j still works");
  await page.keyboard.press("ArrowDown");
  expect((await row(page)) === "4", "arrows must stay");
  await page.reload();
  await page.keyboard.press("k");
  expect(["3", "4"].includes(await row(page)) && (await page.evaluate(() => document.documentElement.dataset.keys)) === "off", "not remembered");
  await close(page);
});

await tests.check("a case is left, moved on and decided by keys", async () => {
  for (const [keys, path] of [["j", "/staff/cases/11"], ["k", "/staff/cases/9"], ["r", "/staff/cases/10/mend"], ["m", "/staff/cases/10/memo"],
    ["Control+Enter", "/staff/cases/10/decide"], ["Escape", "/staff"], ["g m", "/staff/mine"], ["g q", "/staff"]]) {
    const page = await open("staff-case");
    await page.route(/\/staff(\/|$)/, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: "<title>there</title>" }));
    for (const key of keys.split(" ")) await page.keyboard.press(key);
    await page.waitForURL("**" + path, { timeout: 3000 });
    await close(page);
  }
});

await tests.check("without script nothing of the keys is shown and the bulk bar is there", async () => {
  const page = await open("staff-queue", { javaScriptEnabled: false });
  expect((await page.locator("kbd:visible").count()) === 0, "key caps are shown");
  expect(await page.locator(".bulk-bar").isVisible(), "no bulk bar");
  await close(page);
});

await tests.check("a whole case stands on 1366 by 768", async () => {
  const page = await open("staff-case");
  const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  expect(over <= 0, `${over} px below the screen`);
  await close(page);
});

await browser.close();
server.close();
tests.end();
