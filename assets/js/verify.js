// SPDX-License-Identifier: Apache-2.0
// /verify: the QR of a certificate carries its payload behind '#', which no server sees.  The signature is checked
// here with the published keys that came with the page, so that it works after the network is gone.  Whether a
// certificate was revoked only the town knows: the button asks, if the visitor wants to send the payload.
// The same rules as src/modules/papers/certificate_payload.c.
const form = document.querySelector("form[data-verify]");
const told = document.querySelector("[data-told]");
const words = document.querySelector("[data-words]");
const keys = fetch("/keys/certificates.json").then((y) => y.json());
keys.catch(() => {});

function bytes(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("not base64url");
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

function read(text) {
  const parts = text.trim().replace(/^[^#]*#/, "").split(".");
  if (parts.length !== 9 || parts[0] !== "Y1" || !/^\d{12}$/.test(parts[3]) || !/^\d{8}$/.test(parts[5])) return null;
  const [, town, key, number, kind, day, , hint] = parts;
  try {
    return { town, key, number, kind, hint: new TextDecoder("utf-8", { fatal: true }).decode(bytes(hint)),
      day: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`, signature: bytes(parts[8]),
      signed: new TextEncoder().encode(`yakuba certificate v1\n${parts.slice(0, 8).join(".")}`) };
  } catch { return null; }
}

async function judge(p) {
  const published = await keys;
  if (p.town !== published.town) return "other-town";
  const key = published.keys.find((k) => k.id === p.key && k.use === "certificate");
  if (!key) return "other-key";
  const imported = await crypto.subtle.importKey("raw", bytes(key.public), { name: "Ed25519" }, false, ["verify"]);
  const good = await crypto.subtle.verify({ name: "Ed25519" }, imported, p.signature, p.signed);
  return good && p.day >= key.from && p.day <= key.until ? "signed" : "changed";
}

function tell(verdict, p) {
  told.replaceChildren();
  const line = document.createElement("p");
  line.textContent = words.querySelector(`[data-verdict="${verdict}"]`).textContent;
  told.append(line);
  if (verdict === "signed") {
    const facts = document.createElement("p");
    facts.textContent = `${p.number.replace(/(\d{4})(?=\d)/g, "$1-")}　${p.day}　${p.hint}`;
    told.append(facts);
  }
  told.dataset.verdict = verdict;
  told.dataset.kind = verdict === "signed" ? "success" : "warning";
  told.hidden = false;
}

async function check(text) {
  const p = read(text);
  try {
    tell(p ? await judge(p) : "unreadable", p);
  } catch { // no keys, or a browser without Ed25519: the form still asks the town
    tell("unable", p);
  }
}

function fromAddress() {
  if (!location.hash) return;
  const carried = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  form.elements.namedItem("payload").value = carried;
  check(carried);
}

if (form && told) {
  form.elements.namedItem("payload").addEventListener("input", (e) => e.target.value.trim() && check(e.target.value));
  addEventListener("hashchange", fromAddress);
  fromAddress();
}
