// SPDX-License-Identifier: Apache-2.0
// Question pages.  After a change the answers go to the form's data-evaluate address; the questions that
// are asked now take the place of those that were.  Chosen files are listed with
// 外す.  Without this script the same happens when the page is sent.
const form = document.querySelector("form[data-evaluate]");

// Each question is a part with an id; one that is not asked is an empty part.  What the visitor is writing in and
// files that were chosen are never taken away, but the parts within a group may be.
const hasFiles = (part) => [...part.querySelectorAll("input[type=file]")].some((input) => input.files.length);
function swap(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = document.getElementById(part.id);
    if (old && old !== part && !old.contains(document.activeElement) && !hasFiles(old) && old.outerHTML !== part.outerHTML) old.replaceWith(part);
  }
}

// While a button or finger is down nothing may move: what it pressed would not be under it any more when it goes up, and
// the press would be lost.
let lifted = Promise.resolve(), lift = () => {};
document.addEventListener("pointerdown", () => {
  lift();
  lifted = new Promise((resolve) => (lift = resolve));
}, true);
for (const end of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(end, () => setTimeout(lift), true);

let running;
async function evaluate() {
  running?.abort();
  const { signal } = running = new AbortController();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  try {
    const answer = await fetch(form.dataset.evaluate, { method: "POST", body, signal, credentials: "same-origin" });
    const text = await answer.text();
    await lifted;
    if (answer.ok && !signal.aborted) swap(text);
  } catch {
    // Offline or overtaken by a later change: the server says the same when the page is sent.
  }
}

// A drop of one chosen file leaves the others chosen.
function drop(input, index) {
  const kept = new DataTransfer();
  [...input.files].forEach((file, i) => i !== index && kept.items.add(file));
  input.files = kept.files;
  list(input);
  input.focus();
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function list(input) {
  const box = input.closest(".file");
  let names = box.nextElementSibling;
  if (!names?.matches("ul[data-chosen]")) {
    names = document.createElement("ul");
    names.className = "files";
    names.dataset.chosen = "";
    names.setAttribute("aria-live", "polite");
    box.after(names);
  }
  names.replaceChildren(
    ...[...input.files].map((file, i) => {
      const item = document.createElement("li");
      const note = document.createElement("span");
      note.className = "supporting";
      note.textContent = size(file.size);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.dataset.kind = "text";
      button.textContent = input.dataset.drop ?? "外す";
      button.setAttribute("aria-label", `${button.textContent}：${file.name}`);
      button.addEventListener("click", () => drop(input, i));
      item.append(file.name, " ", note, button);
      return item;
    }),
  );
}

document.addEventListener("change", (event) => {
  if (event.target.type === "file") list(event.target);
  else if (event.target.form === form && form) evaluate();
});
