// SPDX-License-Identifier: Apache-2.0
// Resume codes.  A scanned QR code carries the code behind '#', which no server and no log ever sees: it leaves the
// address bar and fills the box.  The visitor presses the button: nobody is led into another's draft by a link alone.
const form = document.querySelector("form[data-resume]");
const carried = /^#([0-9A-Za-z-]{25,40})$/.exec(location.hash);
if (location.hash) history.replaceState(null, "", location.pathname + location.search);
if (form && carried) {
  form.elements.namedItem("code").value = carried[1];
  form.querySelector("button").focus();
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
