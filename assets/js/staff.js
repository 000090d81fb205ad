// SPDX-License-Identifier: Apache-2.0
// The keys of the staff side, and the queue's choosing of rows.
// A control says its own key: data-key="r", "Ctrl+Enter", "Escape", "Shift+L", "g q".  The key presses
// it, or puts the cursor into it.  Keys rest in text fields and while Japanese is being composed;
// single characters can be switched off (WCAG 2.1.4) and then only the others work.
const root = document.documentElement;
root.classList.add("scripted");

const OFF = "yakuba-keys-off";
const ROW = "yakuba-row";
const table = document.querySelector("table.queue");
const rows = table ? [...table.tBodies[0].rows] : [];
let typed = ""; // digits or "g " waiting for the rest
let lastChosen = -1;

const isOff = () => localStorage.getItem(OFF) === "1";
function showSwitch() {
  root.dataset.keys = isOff() ? "off" : "on";
  for (const box of document.querySelectorAll("[data-keys-switch]")) box.checked = !isOff();
}
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  localStorage.setItem(OFF, event.target.checked ? "0" : "1");
  showSwitch();
});
showSwitch();

function isTextField(element) {
  if (!element?.matches) return false;
  if (element.matches("input")) return !/^(checkbox|radio|button|submit|reset|file)$/.test(element.type);
  return element.matches("textarea, select") || element.isContentEditable;
}

function nameOf(event) {
  const letter = /^[a-z]$/i.test(event.key);
  return (event.ctrlKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (event.shiftKey && letter ? "Shift+" : "") +
    (letter ? (event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key);
}

const isShown = (element) => element.getClientRects().length > 0;

function press(key) {
  const target = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && isShown(e));
  if (!target) return false;
  if (isTextField(target)) target.focus();
  else target.click();
  return true;
}

// Rows of the queue.  The current row holds the focus on its link, so Enter opens it by itself.
const current = () => rows.findIndex((row) => row.hasAttribute("aria-current"));
function go(index) {
  const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
  if (!row) return;
  rows[current()]?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  const link = row.querySelector(".procedure a");
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  sessionStorage.setItem(ROW, link.pathname);
}

const box = (row) => row.querySelector(".select input");
function countChosen() {
  const chosen = rows.filter((row) => box(row)?.checked).length;
  const bar = document.querySelector(".bulk-bar");
  if (!bar) return;
  bar.toggleAttribute("data-chosen", chosen > 0);
  const count = bar.querySelector("output");
  if (count) count.textContent = chosen;
  const all = table.querySelector("[data-all]");
  if (all) all.checked = chosen === rows.length && chosen > 0;
}
function choose(index, asRange) {
  const target = rows[index] && box(rows[index]);
  if (!target) return;
  target.checked = !target.checked;
  if (asRange && lastChosen >= 0)
    for (let i = Math.min(index, lastChosen); i <= Math.max(index, lastChosen); i++) box(rows[i]).checked = target.checked;
  lastChosen = index;
  countChosen();
}
table?.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) for (const row of rows) box(row).checked = event.target.checked;
  countChosen();
});
table?.addEventListener("focusin", (event) => {
  const index = rows.indexOf(event.target.closest("tr"));
  if (index >= 0 && index !== current() && event.target.matches(".procedure a")) go(index);
});
if (table) {
  countChosen();
  const back = sessionStorage.getItem(ROW);
  const index = rows.findIndex((row) => row.querySelector(".procedure a")?.pathname === back);
  if (index >= 0 && !location.hash) go(index);
}

const queueKeys = {
  j: () => go(current() + 1),
  k: () => go(current() - 1),
  ArrowDown: () => go(current() + 1),
  ArrowUp: () => go(current() - 1),
  x: () => choose(current(), false),
  "Shift+X": () => choose(current(), true),
};

function showKeys() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "この画面のキー";
  const terms = document.createElement("dl");
  const add = (key, words) => {
    const term = document.createElement("dt");
    const cap = document.createElement("kbd");
    const act = document.createElement("dd");
    cap.textContent = key.replace("Escape", "Esc").replace("+", " ");
    term.append(cap);
    act.textContent = words;
    terms.append(term, act);
  };
  if (table) [["j k", "次の行、前の行"], ["Enter", "開く"], ["1–99 Enter", "その行へ"], ["x", "選ぶ"], ["Shift x", "続けて選ぶ"]].forEach(([k, w]) => add(k, w));
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!isShown(element) || seen.has(element.dataset.key)) continue;
    seen.add(element.dataset.key);
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, svg, b").forEach((e) => e.remove());
    add(element.dataset.key, element.getAttribute("aria-label") ?? copy.textContent.trim());
  }
  const label = document.createElement("label");
  const letters = document.createElement("input");
  letters.type = "checkbox";
  letters.dataset.keysSwitch = "";
  letters.checked = !isOff();
  label.append(letters, " 1文字のキーを使う");
  const close = document.createElement("form");
  close.method = "dialog";
  const button = document.createElement("button");
  button.className = "button";
  button.textContent = "閉じる";
  close.append(button);
  dialog.append(title, terms, label, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
for (const opener of document.querySelectorAll("[data-keys-open]")) opener.addEventListener("click", showKeys);

function act(key) {
  if (/^\d$/.test(key) && table) {
    typed = (/^\d*$/.test(typed) ? typed : "") + key;
    return true;
  }
  const before = typed;
  typed = "";
  if (key === "Enter" && /^\d+$/.test(before)) {
    go(Number(before) - 1);
    return true;
  }
  if (before === "g ") return press("g " + key);
  if (key === "g" && document.querySelector('[data-key^="g "]')) {
    typed = "g ";
    return true;
  }
  if (table && queueKeys[key]) {
    queueKeys[key]();
    return true;
  }
  if (press(key)) return true;
  if (key === "?") {
    showKeys();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  const key = nameOf(event);
  const single = [...key].length === 1 || key.startsWith("Shift+");
  if (isTextField(event.target)) {
    // Esc leaves the field and keeps what was typed; the main act is a chord and works from a field.
    if (key === "Escape") {
      event.target.blur();
      event.preventDefault(); // a browser empties its search fields on Esc
    }
    if (key !== "Ctrl+Enter") return;
  }
  if (single && isOff()) return;
  if (act(key)) event.preventDefault();
});
