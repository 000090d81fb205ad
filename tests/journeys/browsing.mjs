// SPDX-License-Identifier: Apache-2.0
// A visitor's browser: records every request and every complaint of the console, and looks at each page of a
// story: axe, nothing wider than 320 px, a picture for the phone and for the desktop.
import { axeFindings, expect } from "../browser.mjs";

const PHONE = { width: 390, height: 844 }, DESKTOP = { width: 1366, height: 768 };
const pictures = new URL("../../build/journeys/", import.meta.url).pathname;

export async function visitor(browser, { script = true, phone = false, state, base }) {
  const context = await browser.newContext({
    viewport: phone ? PHONE : DESKTOP,
    javaScriptEnabled: script,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    storageState: state,
    baseURL: base,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(8000);
  const requests = [], complaints = [];
  context.on("request", (r) => requests.push({ method: r.method(), url: r.url(), referer: r.headers().referer ?? "" }));
  context.on("console", (m) => {
    // The browser says so of every 4xx page: that is the page's status, not a fault of the page.
    if (m.type() === "error" && !/the server responded with a status of 4\d\d/.test(m.text())) complaints.push(m.text());
  });
  context.on("weberror", (e) => complaints.push(String(e.error())));
  const page = await context.newPage();
  return { context, page, requests, complaints, script, phone, browser };
}

// What is kept when the browser is closed: cookies with an end of their own.
export async function stateAfterClosing(v) {
  const state = await v.context.storageState();
  await v.context.close();
  return { ...state, cookies: state.cookies.filter((c) => c.expires > 0) };
}

// axe itself needs script: a page of a visitor without it is shown once more, as it stands, to a browser with it.
async function axeOf(v, colorScheme) {
  if (v.script) return axeFindings(v.page);
  const context = await v.browser.newContext({ viewport: v.page.viewportSize(), colorScheme });
  const copy = await context.newPage(), html = (await v.page.content()).replace(/<script[^>]*><\/script>/g, "");
  await copy.route(v.page.url(), (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
  await copy.goto(v.page.url());
  const found = await axeFindings(copy);
  await context.close();
  return found;
}

async function overflow(page) {
  return page.evaluate(() => {
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over <= 0) return "";
    const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5);
    return `${over} px too wide: ${wide.slice(0, 4).map((e) => e.tagName + "." + e.className).join(", ")}`;
  });
}

// Judges the page as it stands. `dark` adds axe in dark colours. What was typed stays.
export async function look(v, name, { dark = false } = {}) {
  const { page } = v, wrong = [], own = page.viewportSize();
  await page.evaluate(() => scrollTo(0, 0)); // below the staff's fixed bar nothing is half hidden
  const title = await page.title();
  if (!title.endsWith("- 都市X")) wrong.push(`title ${title}`);
  for (const colorScheme of dark ? ["light", "dark"] : ["light"]) {
    await page.emulateMedia({ colorScheme });
    wrong.push(...(await axeOf(v, colorScheme)).map((f) => `axe ${colorScheme} ${f}`));
    if (colorScheme === "dark") await picture(v, `${name}-dark`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  for (const [size, suffix] of [[PHONE, "phone"], [DESKTOP, "desktop"]]) {
    await page.setViewportSize(size);
    await picture(v, `${name}-${suffix}`);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await overflow(page);
  if (over) wrong.push(over);
  await page.setViewportSize(own);
  wrong.push(...v.complaints.splice(0).map((c) => `console: ${c}`));
  expect(wrong.length === 0, `${name} (${page.url()}):\n   ${wrong.join("\n   ")}`);
}

function picture(v, name) {
  return v.page.screenshot({ path: `${pictures}${v.script ? "" : "noscript-"}${name}.png`, fullPage: true });
}

// ---- filling in ----

// Fields are named by their whole path; a story says the last part, where that is enough.
export const css = (name) => `:is([name="${name}"], [name$="/${name}"])`;

async function fillOne(page, name, value) {
  if (value && typeof value === "object" && value.year !== undefined) {
    if (value.era) await page.locator(css(`${name}.era`)).selectOption(value.era);
    for (const part of ["year", "month", "day"]) await page.locator(css(`${name}.${part}`)).fill(value[part]);
    return;
  }
  const control = page.locator(css(name));
  const type = await control.first().getAttribute("type");
  if (type === "radio" || type === "checkbox") await page.locator(`${css(name)}[value="${value}"]`).check();
  else if (type === "file") await control.setInputFiles(value);
  else await control.fill(value);
}

const nameOf = (name, value) => (value && typeof value === "object" && value.year !== undefined ? `${name}.year` : name);

// Fills every question of `answers` that is on the page. Questions that open by an answer are waited for with
// script; without it they come with the answer of the server. Returns the names not found.
export async function fill(v, answers) {
  const missing = [];
  for (const [name, value] of Object.entries(answers)) {
    const control = v.page.locator(css(nameOf(name, value))).first();
    if (v.script) await control.waitFor({ state: "attached", timeout: 5000 });
    if (await control.count()) await fillOne(v.page, name, value);
    else missing.push(name);
  }
  return missing;
}

export async function press(v, words) {
  const before = v.page.url();
  await Promise.all([
    v.page.waitForEvent("domcontentloaded"),
    v.page.getByRole("button", { name: words }).and(v.page.locator(":not([aria-hidden=true])")).first().click(),
  ]);
  await v.page.waitForLoadState();
  return before;
}

// Fills a page and goes on; without script as often as questions open.
export async function answer(v, answers, words = "次へ進む") {
  let missing = Object.keys(answers);
  for (let i = 0; i < 3 && missing.length; i++) {
    missing = await fill(v, Object.fromEntries(missing.map((name) => [name, answers[name]])));
    await press(v, words);
  }
  expect(missing.length === 0, `not asked: ${missing.join(", ")}`);
}

export const errors = (page) => page.locator(".error-summary li").allInnerTexts();
export const heading = (page) => page.locator("h1").first().innerText();
export const bodyText = (page) => page.locator("body").innerText();
