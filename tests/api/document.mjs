// SPDX-License-Identifier: Apache-2.0
// Holds answers against the OpenAPI document, and remembers which parts of it were seen.
import { createRequire } from "node:module";
import { expect } from "../browser.mjs";

const here = createRequire(new URL("../../assets/package.json", import.meta.url));
const Ajv = here("ajv/dist/2020").default, formats = here("ajv-formats");

export function schemas() {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  formats(ajv);
  ajv.addVocabulary(["components"]);
  return ajv;
}

export class Document {
  constructor(text) {
    this.document = JSON.parse(text);
    this.ajv = schemas();
    this.ajv.addSchema({ $id: "openapi", components: this.document.components });
    this.statuses = new Set(); // "GET /path 200 type"
    this.members = new Set(); // "Schema.member"
    this.compiled = new Map();
  }

  operation(method, path) {
    const parts = path.split("?")[0].split("/");
    const fits = Object.keys(this.document.paths).filter((template) => {
      const wanted = template.split("/");
      return wanted.length === parts.length && wanted.every((w, i) => w.startsWith("{") || w === parts[i]);
    });
    const template = fits.sort((a, b) => a.split("{").length - b.split("{").length)[0];
    const operation = this.document.paths[template]?.[method.toLowerCase()];
    expect(operation, `${method} ${path} is not in the document`);
    return { name: `${method} ${template}`, operation };
  }

  // Throws unless the answer is one that the document has.
  hold(method, path, answer) {
    const { name, operation } = this.operation(method, path);
    const key = answer.status in operation.responses ? String(answer.status) : "default";
    expect(key !== "default" || [421, 500, 503, 507].includes(answer.status), `${name} answered ${answer.status}, which is not documented: ${answer.text.slice(0, 300)}`);
    const type = (answer.headers["content-type"] ?? "").split(";")[0], response = operation.responses[key];
    for (const header of Object.keys(response.headers ?? {}))
      expect(answer.headers[header.toLowerCase()], `${name} ${answer.status} lacks ${header}`);
    if (!response.content) {
      expect(answer.text === "", `${name} ${answer.status} has a body`);
      this.statuses.add(`${name} ${key}`);
      return answer;
    }
    expect(type in response.content, `${name} ${answer.status} came as ${type}`);
    this.statuses.add(`${name} ${key} ${type}`);
    if (type.endsWith("json")) this.holdBody(name, response.content[type].schema.$ref, JSON.parse(answer.text));
    return answer;
  }

  holdBody(name, ref, body) {
    if (!this.compiled.has(ref)) this.compiled.set(ref, this.ajv.compile({ $ref: `openapi${ref}` }));
    const validate = this.compiled.get(ref);
    expect(validate(body), `${name}: ${JSON.stringify(validate.errors)}`);
    this.see(ref, body);
  }

  see(ref, value) {
    const name = ref.split("/").pop(), schema = this.document.components.schemas[name];
    for (const [member, of] of Object.entries(schema.properties ?? {})) {
      const v = value?.[member];
      if (v === undefined || v === null || (Array.isArray(v) && v.length === 0)) continue;
      this.members.add(`${name}.${member}`);
      const inner = of.$ref ?? of.items?.$ref ?? of.oneOf?.find((o) => o.$ref)?.$ref;
      if (inner) for (const one of Array.isArray(v) ? v : [v]) this.see(inner, one);
    }
  }

  // The parts of the document that no answer has shown.
  unseen() {
    const missing = [], bodies = new Set();
    for (const [path, operations] of Object.entries(this.document.paths))
      for (const [method, operation] of Object.entries(operations)) {
        if (operation.requestBody) bodies.add(operation.requestBody.content["application/json"].schema.$ref.split("/").pop());
        for (const [status, response] of Object.entries(operation.responses))
          for (const type of Object.keys(response.content ?? { "": 0 })) {
            const part = `${method.toUpperCase()} ${path} ${status} ${type}`.trim();
            if (!this.statuses.has(part)) missing.push(part);
          }
      }
    for (const [name, schema] of Object.entries(this.document.components.schemas))
      for (const member of Object.keys(schema.properties ?? {}))
        if (!bodies.has(name) && !this.members.has(`${name}.${member}`)) missing.push(`${name}.${member}`);
    return missing;
  }

  // Members of what is sent: each must be used by a request the test makes.
  sent(method, path, body) {
    const { name, operation } = this.operation(method, path);
    const ref = operation.requestBody?.content["application/json"].schema.$ref;
    expect(ref, `${name} takes no body`);
    const validate = this.ajv.compile({ $ref: `openapi${ref}` });
    expect(validate(body), `${name} sent: ${JSON.stringify(validate.errors)}`);
  }
}
