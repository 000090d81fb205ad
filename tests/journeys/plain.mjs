// SPDX-License-Identifier: Apache-2.0
// A visitor without a browser: cookies, the form token, and requests that no browser would send.
import { request } from "node:http";
import { connect } from "node:net";
import * as say from "./answers.mjs";

export class Plain {
  constructor(town) {
    this.town = town;
    this.cookies = new Map();
    this.csrf = "";
  }

  send(method, path, { headers = {}, body } = {}) {
    const cookie = [...this.cookies].map(([n, v]) => `${n}=${v}`).join("; ");
    return new Promise((resolve, reject) => {
      const r = request({ host: "127.0.0.1", port: this.town.port, method, path, headers: { Host: `127.0.0.1:${this.town.port}`, ...(cookie && { Cookie: cookie }), ...(body && { "Content-Length": Buffer.byteLength(body) }), ...headers } }, (answer) => {
        const parts = [];
        answer.on("data", (d) => parts.push(d));
        answer.on("end", () => {
          for (const line of answer.headers["set-cookie"] ?? []) {
            const [name, value] = line.split(";")[0].split(/=(.*)/s);
            this.cookies.set(name, value);
          }
          const bytes = Buffer.concat(parts), text = bytes.toString();
          this.csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? this.csrf;
          resolve({ status: answer.statusCode, to: answer.headers.location, text, bytes, headers: answer.headers });
        });
      });
      r.on("error", reject);
      r.end(body);
    });
  }

  get(path) {
    return this.send("GET", path);
  }

  // fields: [name, value] pairs or an object; value may be a Buffer, taken byte by byte.
  post(path, fields = {}, { csrf = true } = {}) {
    const pairs = [...(csrf ? [["csrf", this.csrf]] : []), ...(Array.isArray(fields) ? fields : Object.entries(fields))];
    const escape = (v) => (Buffer.isBuffer(v) ? [...v].map((b) => `%${b.toString(16).padStart(2, "0")}`).join("") : encodeURIComponent(v));
    const body = pairs.map(([n, v]) => `${encodeURIComponent(n)}=${escape(v)}`).join("&");
    return this.send("POST", path, { body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  }

  postFile(path, field, file) {
    const line = "yakuba-journey-line";
    const body = Buffer.concat([
      Buffer.from(`--${line}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${this.csrf}\r\n--${line}\r\nContent-Disposition: form-data; name="act"\r\n\r\nnext\r\n--${line}\r\nContent-Disposition: form-data; name="${field}"; filename="${file.name}"\r\nContent-Type: ${file.mimeType}\r\n\r\n`),
      file.buffer, Buffer.from(`\r\n--${line}--\r\n`)]);
    return this.send("POST", path, { body, headers: { "Content-Type": `multipart/form-data; boundary=${line}` } });
  }
}

// Only the head of a request, as somebody who means to send far too much; gives what the town says.
export function head(town, lines) {
  return new Promise((resolve, reject) => {
    let said = "";
    const socket = connect(town.port, "127.0.0.1", () => socket.write(lines.join("\r\n") + "\r\n\r\n"));
    socket.on("data", (d) => (said += d));
    socket.on("close", () => resolve(said));
    socket.on("error", (e) => (said ? resolve(said) : reject(e)));
    socket.setTimeout(5000, () => socket.destroy());
  });
}

// Fields as a form has them: groups in front, days in four boxes.
export function fieldsOf(page, answers) {
  const pairs = [];
  for (const [name, value] of Object.entries(answers)) {
    const whole = name.includes("/") ? name : `${page}/${name}`;
    if (value.year === undefined) pairs.push([whole, value]);
    else for (const part of ["era", "year", "month", "day"]) pairs.push([`${whole}.${part}`, value[part]]);
  }
  return pairs;
}

export async function begin(town) {
  const p = new Plain(town);
  await p.get("/apply/jido-teate");
  p.draft = (await p.post("/apply/jido-teate")).to.replace(/\/[^/]*$/, "");
  return p;
}

// A whole application in one go, up to the page of all answers.
export async function fillQuickly(town, files, { family, given, email = "" }) {
  const p = await begin(town);
  const pages = {
    eligibility: say.claimant,
    applicant: { ...say.fukuko, applicant_family_name: family, applicant_given_name: given, applicant_email: email },
    spouse: say.noSpouse,
    children: say.child(1, "見本", "はな", "ミホン", "ハナ", ["令和", "2", "5", "5"]),
    event: say.born("令和", "8", "11", "12"),
    account: say.account("カミノ　フクコ"),
  };
  for (const [page, answers] of Object.entries(pages)) {
    await p.get(`${p.draft}/${page}`);
    const a = await p.post(`${p.draft}/${page}`, fieldsOf(page, answers));
    if (a.status !== 303) throw new Error(`${page}: ${a.status} ${/<ul class="plain">.*?<\/ul>/s.exec(a.text)?.[0]}`);
  }
  await p.postFile(`${p.draft}/papers`, "papers/passbook", files.photo);
  await p.get(`${p.draft}/confirm`);
  await p.post(`${p.draft}/confirm`, {});
  await p.get(`${p.draft}/check`);
  return p;
}

export async function applyQuickly(town, files, person) {
  const p = await fillQuickly(town, files, person);
  const sent = await p.post(`${p.draft}/check`);
  if (sent.status !== 303) throw new Error(`not sent: ${sent.status}`);
  const page = (await p.get("/receipts/new")).text;
  p.number = /receipt-number">([^<]+)</.exec(page)[1].trim();
  return p;
}
