// SPDX-License-Identifier: Apache-2.0
// What staff do on their pages, as a browser without script does it: a page is read, and one of its buttons pressed.
import { expect } from "../browser.mjs";
import { Plain } from "../journeys/plain.mjs";
import { formWith, hidden } from "./form.mjs";

export async function enters(town, login) {
  const person = new Plain(town);
  await person.get("/staff/login");
  await person.post("/staff/login", { login, password: town.password });
  return person;
}

// A whole number in the search leads straight to the case.
export async function opens(person, number) {
  const found = await person.get(`/staff?q=${encodeURIComponent(number)}`);
  expect(/^\/staff\/cases\/[0-9A-Z]{26}/.test(found.to ?? ""), `${number}: ${found.status} ${found.to}`);
  return found.to;
}

async function presses(person, path, page, piece, fields = {}) {
  const form = formWith(page.text, piece), action = /action="([^"]+)"/.exec(form)[1];
  const done = await person.post(action, { version: hidden(form, "version"), ...fields });
  expect(done.status === 303, `${action}: ${done.status} ${/role="alert".*/s.exec(done.text)?.[0].slice(0, 400)}`);
}

export async function takes(person, path) {
  await presses(person, path, await person.get(path), 'action="' + path + '/take"');
}

// Gives the names of what was checked.
export async function passesAllChecks(person, path) {
  const names = [];
  for (let page; names.length < 40; ) {
    page = await person.get(path);
    if (!page.text.includes('name="result" value="pass"')) return names;
    const form = formWith(page.text, 'name="result" value="pass"');
    names.push(hidden(form, "name"));
    await presses(person, path, page, 'name="result" value="pass"', { name: names.at(-1), note: "", result: "pass" });
  }
  return expect(false, "the checks never end");
}

// With the way to appeal that the procedure has; gives the page that was confirmed.
export async function proposes(person, path, outcome) {
  const page = await person.get(`${path}/decision?outcome=${outcome}`);
  const appeal = /<textarea[^>]*name="appeal"[^>]*>([^<]*)/.exec(page.text)[1];
  await presses(person, path, page, 'name="outcome"', { outcome, reason: "", appeal });
  return page.text;
}

export async function approves(person, path) {
  await presses(person, path, await person.get(path), `action="${path}/approve"`);
}
