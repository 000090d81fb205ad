// SPDX-License-Identifier: Apache-2.0
// What staff and a resident do to a case, without a browser.
import { Plain } from "../journeys/plain.mjs";
import { expect } from "../browser.mjs";

export async function signedIn(town, login) {
  const p = new Plain(town);
  await p.get("/staff/login");
  const a = await p.post("/staff/login", { login, password: town.password });
  expect(a.status === 303, `${login}: ${a.status}`);
  return p;
}

// The staff path of the case with this receipt number.
export async function caseOf(clerk, number) {
  const a = await clerk.get(`/staff?q=${encodeURIComponent(number)}`);
  expect(a.status === 303, `the search for ${number} leads nowhere: ${a.status}`);
  return a.to;
}

export const refOf = (path) => path.split("/").pop();
const versionOf = (page) => /name="version" value="(\d+)"/.exec(page.text)[1];

export async function asksForCorrection(clerk, path) {
  const form = await clerk.get(`${path}/correction`);
  const name = /name="field" value="([^"]+)"/.exec(form.text)[1], due = /name="due" value="([^"]+)"/.exec(form.text)[1];
  const a = await clerk.post(`${path}/correction`, [["version", versionOf(form)], ["field", name], [`why:${name}`, "直してください"], ["message", "ご確認ください"], ["due", due]]);
  expect(a.status === 303, `no correction: ${a.status}`);
}

export async function withdraws(resident) {
  const ask = await resident.get("/receipts/withdraw");
  const fields = [...ask.text.matchAll(/<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]);
  const a = await resident.post("/receipts/withdraw", fields);
  expect(a.status === 303, `not withdrawn: ${a.status}`);
}
