// SPDX-License-Identifier: Apache-2.0
// An application through the web form, as a browser without script sends it: each page is read first, and all its
// controls are sent, those too that nobody filled in. Questions that open by an answer come with the town's reply. The answers are given as for the JSON interface.
import { expect } from "../browser.mjs";
import { Plain } from "../journeys/plain.mjs";

const signs = { "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const plainText = (text) => text.replaceAll(/&(?:quot|#39|lt|gt|amp);/g, (sign) => signs[sign]);
const attribute = (tag, name) => plainText(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "");

// The form of a page that has a certain piece of text in it.
export function formWith(text, piece) {
  const form = text.split(/(?=<form[\s>])/).slice(1).map((part) => part.split("</form>")[0]).find((part) => part.includes(piece));
  expect(form, `no form with ${piece} in ${text.slice(0, 2000)}`);
  return form;
}

export const hidden = (form, name) => attribute(new RegExp(`<input[^>]*\\sname="${name}"[^>]*>`).exec(form)?.[0] ?? "", "value");

// Each answer under the name of its control; a day has four.
function controls(value, path, all = new Map()) {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) {
    const [year, month, day] = value.split("-");
    for (const [part, typed] of Object.entries({ era: "西暦", year, month, day })) all.set(`${path}.${part}`, typed);
  } else if (typeof value === "string") all.set(path, value);
  else if (Array.isArray(value) && value[0]?.content) all.set(path, value);
  else if (Array.isArray(value)) value.forEach((one, i) => controls(one, `${path}[${i + 1}]`, all));
  else for (const [name, one] of Object.entries(value)) controls(one, path ? `${path}/${name}` : name, all);
  return all;
}

// [name, value] or [name, { name, content }] for each control, in the order of the page; what was filled in goes to `sent`.
function filledIn(form, answers, sent) {
  const pairs = [];
  for (const [whole] of form.matchAll(/<input\b[^>]*>|<textarea\b[^>]*>[^<]*<\/textarea>|<select\b.*?<\/select>/gs)) {
    const tag = /^<[^>]*>/.exec(whole)[0], name = attribute(tag, "name"), type = attribute(tag, "type"), typed = answers.get(name);
    if (typed !== undefined) sent.add(name);
    if (type === "file") for (const file of typed ?? [{ name: "", content: "" }]) pairs.push([name, file]);
    else if (type === "radio" || type === "checkbox") { if (typed === attribute(tag, "value")) pairs.push([name, typed]); }
    else if (whole.startsWith("<select")) pairs.push([name, typed ?? attribute(/<option[^>]*\sselected[^>]*>/.exec(whole)?.[0] ?? /<option[^>]*>/.exec(whole)[0], "value")]);
    else pairs.push([name, typed ?? (whole.startsWith("<textarea") ? plainText(whole.slice(tag.length).replace("</textarea>", "")) : attribute(tag, "value"))]);
  }
  return pairs;
}

function multipart(pairs) {
  const line = "yakuba-form-line";
  const parts = pairs.map(([name, value]) => value.content === undefined
    ? Buffer.from(`--${line}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    : Buffer.concat([
      Buffer.from(`--${line}\r\nContent-Disposition: form-data; name="${name}"; filename="${value.name}"\r\nContent-Type: ${value.name ? "image/png" : "application/octet-stream"}\r\n\r\n`),
      Buffer.from(value.content, "base64"), Buffer.from("\r\n")]));
  return { body: Buffer.concat([...parts, Buffer.from(`--${line}--\r\n`)]), headers: { "Content-Type": `multipart/form-data; boundary=${line}` } };
}

// `typed`: what people write otherwise than it is kept, by the name of the control. Gives number and code.
export async function applyByForm(town, procedure, given, typed = {}) {
  const resident = new Plain(town), answers = new Map([...controls(given, ""), ...Object.entries(typed)]), sent = new Set();
  await resident.get(`/apply/${procedure}`);
  let at = (await resident.post(`/apply/${procedure}`)).to;
  let page = await resident.get(at);
  for (let n = 0; !at.endsWith("/check"); n++) {
    expect(n < 40, `the form never ends: ${at}`);
    const form = formWith(page.text, 'name="act" value="next"'), known = sent.size;
    // One more of several, as long as there are answers for it.
    const more = /name="act" value="add:(\w+)"/.exec(form)?.[1];
    const next = more && [...form.matchAll(new RegExp(`name="${more}\\[(\\d+)\\]/`, "g"))].reduce((most, [, i]) => Math.max(most, i), 0) + 1;
    const adds = more && [...answers.keys()].some((name) => name.startsWith(`${more}[${next}]/`));
    const answer = await resident.send("POST", at, multipart([...filledIn(form, answers, sent), ["act", adds ? `add:${more}` : "next"]]));
    const opened = answer.status === 422 && sent.size > known;
    expect(answer.status === 303 || opened, `${at}: ${answer.status} ${/<ul class="plain">.*?<\/ul>/s.exec(answer.text)?.[0]}`);
    if (!opened) at = answer.to.split("#")[0];
    page = opened ? answer : await resident.get(at);
  }
  for (const name of answers.keys()) expect(sent.has(name), `no page asked for ${name}`);
  const last = formWith(page.text, 'name="version"');
  const received = await resident.post(at, { version: hidden(last, "version") });
  expect(received.status === 303, `not sent: ${received.status} ${received.text.slice(0, 400)}`);
  const receipt = (await resident.get(received.to)).text;
  return {
    receipt_number: /receipt-number">([^<]+)</.exec(receipt)[1].trim(),
    receipt_code: /receipt-code">([^<]+)</.exec(receipt)[1].replaceAll("-", "").trim(),
  };
}
