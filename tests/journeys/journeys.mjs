// SPDX-License-Identifier: Apache-2.0
// Tells the stories one after another in one town.
import { counter, expect, launch } from "../browser.mjs";
import { administers } from "./admin.mjs";
import * as say from "./answers.mjs";
import { asked, disputes } from "./desk.mjs";
import { makeFiles } from "./files.mjs";
import { arrives } from "./home.mjs";
import { issuesRecords } from "./juminhyo.mjs";
import { applies, comesBack } from "./resident.mjs";
import { refusals } from "./refusals.mjs";
import { resumes } from "./resume.mjs";
import { risai } from "./risai.mjs";
import { startTown } from "./server.mjs";

// --one: the first of the two residents alone.
const one = process.argv.includes("--one");
const chosen = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const wants = (story) => chosen.length === 0 || chosen.includes(story);
const tests = counter();
const town = await startTown();
const browser = await launch();
let finished = false;
process.on("exit", () => finished || console.log("stopped early"));

const birth = (era, year, month, day) => ({ era, year, month, day });
export const hanako = {
  script: true,
  phone: true,
  name: "見本 花子",
  applicant: say.hanako,
  spouse: say.spouse("見本", "高志", "ミホン", "タカシ"),
  children: [
    say.child(1, "見本", "さくら", "ミホン", "サクラ", ["令和", "4", "6", "10"]),
    say.child(2, "見本", "陽", "ミホン", "ヨウ", ["令和", "R8", "11", "12"]),
  ],
  event: say.born("平成", "令和８", "11", "12"),
  holder: "ミホン　ハナコ",
  birth: birth("平成", "4", "5", "18"),
  unaltered: ["見本ハイツ201", "高志", "さくら"],
  differences: [["見本ハイツ201", "見本ハイツ102"], ["高志", "\u9AD9志"], ["ヨウ", "ハル"]], // typed, registered
  mended: "中央1丁目2番3号 見本ハイツ102",
  kept: ["さくら", "高志", "ヨウ"],
  amount: "15,000",
  onPaper: ["見本", "花子", "さくら"],
};
export const fukuko = {
  name: "\uFA19野 \uFA1B子",
  script: false,
  phone: false,
  applicant: say.fukuko,
  spouse: say.spouse("\u9AD9\uFA11", "\u{20BB7}", "タカサキ", "ヨシ"),
  children: [
    say.child(1, "葛\u{E0100}城", "\uFA12", "カツラギ", "ハレ", ["西暦", "2020", "5", "5"]),
    say.child(2, "葛\u{E0101}城", "\uF9DC", "カツラギ", "タカシ", ["令和", "2026", "11", "12"]),
  ],
  event: say.born("西暦", "2026", "11", "12"),
  holder: "カミノ　フクコ",
  birth: birth("昭和", "62", "7", "7"),
  unaltered: ["\uFA19野", "\uFA1B子", "\u9AD9\uFA11", "\u{20BB7}", "葛\u{E0100}城", "葛\u{E0101}城", "\uFA12", "\uF9DC"],
  differences: [["雛形町3番8号", "雛形町3番7号"], ["葛\u{E0100}城", "\uFA19野"]],
  mended: "雛形町3番7号",
  kept: ["\uFA12", "\u{20BB7}", "葛\u{E0100}城", "葛\u{E0101}城"],
  amount: "15,000",
  onPaper: ["\uFA19野", "\uFA1B子", "葛\u{E0100}城", "葛\u{E0101}城", "\uFA12", "\uF9DC"],
};

// The receipt's code is nowhere but in bodies and cookies: no path, no query, no Referer, no log.
function neverLeaks(told, visitors) {
  const near = [told.code, told.code.toLowerCase(), told.code.match(/.{4}/g).join("-")];
  for (const v of visitors)
    for (const r of v.requests)
      for (const secret of near)
        expect(!`${r.url.split("#")[0]} ${r.referer}`.includes(secret), `${r.method} ${r.url} (Referer ${r.referer})`);
  for (const secret of near) expect(!town.log().includes(secret), "the log has the code");
}

try {
  const files = await makeFiles(browser);
  if (wants("resident") || wants("desk"))
    for (const how of one ? [hanako] : [hanako, fukuko]) {
      const told = await applies(tests, browser, town, files, how);
      if (!told.code) continue;
      const back = await comesBack(tests, browser, town, told, how);
      if (wants("desk")) {
        const clerk = await asked(tests, browser, town, told, files, how);
        if (how.script) await disputes(tests, browser, town, clerk, files);
      }
      await tests.check(`the code of ${told.number} never leaves`, () => neverLeaks(told, [told.v, back]));
    }
  if (wants("home")) await arrives(tests, browser, town);
  if (wants("risai"))
    for (const script of one ? [true] : [true, false]) await risai(tests, browser, town, files, { script });
  if (wants("juminhyo")) for (const script of one ? [true] : [true, false]) await issuesRecords(tests, browser, town, script);
  if (wants("admin")) await administers(tests, browser, town, files);
  if (wants("resume")) await resumes(tests, browser, town, files, hanako);
  if (wants("refusals")) await refusals(tests, town, files);
} catch (error) {
  await tests.check("the stories run to their end", () => { throw error; });
} finally {
  await browser.close();
  await town.stop();
  finished = true;
}
tests.end();
