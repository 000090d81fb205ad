// SPDX-License-Identifier: Apache-2.0
// The page of tokens in a browser: wide, narrow, empty, wrong, made. The contract test works it without script.
import { axeFindings, expect, launch } from "../browser.mjs";

async function stands(page, what) {
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const findings = await axeFindings(page);
    expect(findings.length === 0, `${what} at ${width}: ${findings.join("\n")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/tokens-${what}-${width}.png`, fullPage: true });
    expect(wide <= width, `${what} at ${width} is ${wide} wide`);
  }
}

export const looksAtTokens = (tests, town) =>
  tests.check("the page of tokens stands for everybody", async () => {
    const browser = await launch();
    try {
      const context = await browser.newContext({ baseURL: town.base });
      context.setDefaultTimeout(15000);
      const page = await context.newPage();
      await page.goto("/staff/tokens");
      await page.fill("#login", "hinada.sora");
      await page.fill("#password", town.password);
      await page.click("button[data-kind=main]");
      await page.goto("/staff/tokens");
      await stands(page, "empty");
      await page.fill("#token-name", "帳票の取込み");
      await page.click("button[data-kind=main]");
      expect((await page.inputValue("#token-name")) === "帳票の取込み", "what was typed is gone");
      await stands(page, "wrong");
      await page.check("input[value='cases.see']");
      await page.click("button[data-kind=main]");
      expect(/^yakuba_/.test(await page.textContent("code")), "no token");
      await stands(page, "made");
      await page.goto("/staff");
      expect(await page.isVisible("a[href^='/staff/queue.csv']"), "no link to the table");
      await stands(page, "queue");
    } finally {
      await browser.close();
    }
  });
