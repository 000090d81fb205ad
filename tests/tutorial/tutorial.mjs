// SPDX-License-Identifier: Apache-2.0
// Follows the tutorial in a copy of the checkout.
//     node tests/tutorial/tutorial.mjs COPY
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counter, expect } from "../browser.mjs";
import { Plain } from "../journeys/plain.mjs";
import { blocksOf } from "./blocks.mjs";

const copy = process.argv[2];
const tests = counter();
const blocks = blocksOf(join(copy, "docs/my-first-feature.md"));
const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
let stopped = false;

// A step that fails ends the way; the later ones could not mean anything.
async function step(name, run) {
  if (stopped) return;
  await tests.check(name, async () => {
    try {
      await run();
    } catch (error) {
      stopped = true;
      throw error;
    }
  });
}

function give(commands) {
  const { status, stdout, stderr } = spawnSync("bash", ["-euc", commands], { cwd: copy, encoding: "utf8", maxBuffer: 1 << 26 });
  expect(status === 0, `\n${commands}${(stdout + stderr).split("\n").slice(-40).join("\n")}`);
}

/* ---- what new-module refuses ---- */

function sources() {
  const hash = createHash("sha256");
  for (const folder of ["src", "po"])
    for (const f of readdirSync(join(copy, folder), { recursive: true }).sort()) {
      const path = join(copy, folder, f);
      if (statSync(path).isFile()) hash.update(f).update(readFileSync(path));
    }
  return hash.digest("hex");
}

function newModule(args, cwd = copy) {
  const { status, stdout } = spawnSync(join(copy, "build/asan/yakuba"), ["new-module", ...args], { cwd, encoding: "utf8" });
  return { status, stdout };
}

async function refuses(name, args, words, cwd) {
  await step(`new-module refuses ${name}`, () => {
    const before = sources(), { status, stdout } = newModule(args, cwd);
    expect(status === 1 && words.test(stdout), `answered ${status}: ${stdout}`);
    expect(sources() === before, "something was written all the same");
  });
}

async function refusals() {
  for (const name of ["Lost", "lost-and-found", "lost__found", "lost_", "9lives", "ab", "a".repeat(31), "../x", "落とし物"])
    await refuses(`the name ${name}`, [name], /small letters/);
  for (const name of ["util", "manager", "page", "modules"]) await refuses(`the word ${name}`, [name], /says nothing/);
  await refuses("a room that stands there", ["residents"], /stands there already|is an address/);
  await refuses("a folder of another layer", ["cases"], /stands there already|is an address/);
  await refuses("an address that is taken", ["account"], /is an address of the room/);
  for (const title of ['a"b', "{{ x }}", "<b>", "あ".repeat(41), "a\nb"]) await refuses(`the title ${JSON.stringify(title)}`, ["lost_things", "--title", title], /1 to 40 characters/);
  const elsewhere = mkdtempSync(join(tmpdir(), "yakuba-no-checkout-"));
  await refuses("a folder that is no checkout", ["lost_things"], /not a checkout/, elsewhere);
  writeFileSync(join(elsewhere, "meson.build"), "project('another', 'c')\n");
  await refuses("a checkout of another project", ["lost_things"], /another project/, elsewhere);
  rmSync(elsewhere, { recursive: true });
  await step("new-module without a name says how to use it", () => expect(newModule([]).status === 2, "not 2"));
}

/* ---- the room in use ---- */

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function serve(command) {
  const data = mkdtempSync(join(tmpdir(), "yakuba-tutorial-town-")), port = await freePort(), operator = await freePort();
  const [program, ...args] = command.trim().replace("/tmp/my-town", data).split(" ");
  const child = spawn(join(copy, program), [...args, "--cases", "0", "--listen", `127.0.0.1:${port}`, "--operator", `127.0.0.1:${operator}`, "--accept_fast_fsync", "yes"]);
  let said = "";
  child.stdout.on("data", (d) => (said += d));
  child.stderr.on("data", (d) => (said += d));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for (let i = 0; ; i++) {
    expect(child.exitCode === null && i < 1200, `the town did not start:\n${said}`);
    if (await fetch(`http://127.0.0.1:${port}/`).then((a) => a.ok, () => false)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { port, password: /password:? (\S+)/.exec(said)[1], stop: () => (child.kill(), ended.then(() => rmSync(data, { recursive: true }))) };
}

async function click(command) {
  const town = await serve(command), clerk = new Plain(town), anybody = new Plain(town);
  try {
    await clerk.get("/staff/login");
    expect((await clerk.post("/staff/login", { login: "kana.aoi", password: town.password })).status === 303, "no log-in");
    const desk = await clerk.get("/staff/lost-and-found");
    expect(desk.status === 200, `the staff page: ${desk.status}`);
    expect(/href="\/staff\/lost-and-found"[^>]*aria-current="page"/.test(desk.text), "the menu has no entry that is current");
    const wrong = await clerk.post("/staff/lost-and-found", { what: "かさ（黒）", place: "", day });
    expect(wrong.status === 422 && wrong.text.includes('value="かさ（黒）"'), `an empty place: ${wrong.status}`);
    expect((await clerk.post("/staff/lost-and-found", { what: "かさ（黒）", place: "1階のロビー", day })).status === 303, "not added");
    const shown = await anybody.get("/lost-and-found");
    expect(shown.status === 200 && shown.text.includes("かさ（黒）") && shown.text.includes("1階のロビー"), "residents do not see it");
    expect((await anybody.get("/staff/lost-and-found")).status === 303, "the staff page is open to anybody");
    const back = /action="([^"]*\/give-back)"/.exec((await clerk.get("/staff/lost-and-found")).text)[1];
    expect((await clerk.post(back)).status === 303, "not given back");
    expect(!(await anybody.get("/lost-and-found")).text.includes("かさ（黒）"), "it is still shown");
  } finally {
    await town.stop();
  }
}

/* ---- the way ---- */

async function follow(block) {
  const { kind, file, text, line } = block;
  if (file) await step(`line ${line}: the words above name ${file}`, () => expect(block.above.includes(`\`${file}\``), block.above));
  if (stopped) return;
  if (kind === "file") writeFileSync(join(copy, file), text);
  else if (kind === "append") appendFileSync(join(copy, file), text);
  else if (kind === "says") await step(`line ${line}: ${file} says so`, () => expect(readFileSync(join(copy, file), "utf8") === text, readFileSync(join(copy, file), "utf8")));
  else if (kind === "run") {
    if (text.includes("yakuba new-module")) await refusals();
    await step(`line ${line}: ${text.trim()}`, () => give(text));
  } else if (kind === "serve") await step("the room is used by a clerk and seen by everybody", () => click(text));
  else await step(`line ${line}: a block says what is done with it`, () => expect(false, `"${kind}"`));
}

expect(blocks.length > 10, "the tutorial has no blocks");
for (const block of blocks) await follow(block);
await refuses("the same room again", ["lost_and_found"], /stands there already|is an address/);
await step("the picture of the layers shows the new room", () => give("meson test -C build/asan --no-rebuild layers-picture"));
await step("the routes of the new room are printed", () => {
  const routes = execFileSync(join(copy, "build/asan/yakuba"), ["routes"], { encoding: "utf8" });
  expect((routes.match(/lost-and-found/g) ?? []).length === 4, routes);
});
tests.end();
