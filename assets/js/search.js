// SPDX-License-Identifier: Apache-2.0
// The best few while somebody types.  The answers of the server are links, shown below the field; without
// this script the same form opens the page of results.
const form = document.querySelector("form[data-suggest]");
const list = document.getElementById("suggestions");
const field = form?.elements.namedItem("q");
let running, waiting;

async function suggest() {
  running?.abort();
  running = new AbortController();
  if (!field.value.trim()) return list.replaceChildren();
  try {
    const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(field.value)}`, { signal: running.signal, credentials: "same-origin" });
    if (!answer.ok) return;
    list.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  } catch {
    // Offline or overtaken by the next letter: the button still works.
  }
}

field?.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (!event.isComposing || field.value) waiting = setTimeout(suggest, 120);
});
