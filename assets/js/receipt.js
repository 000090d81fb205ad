// SPDX-License-Identifier: Apache-2.0
// The short entry /r: a scanned QR code carries number and code behind '#', which no server and no log
// ever sees.  They leave the address bar first, then fill the two boxes and are sent as a POST.
const form = document.querySelector("form[data-receipt]");
const carried = /^#(\d{12})([0-9A-Z]{16})$/.exec(location.hash.replace(/-/g, "").toUpperCase());
if (location.hash) history.replaceState(null, "", location.pathname + location.search);
if (form && carried) {
  form.elements.namedItem("number").value = carried[1];
  form.elements.namedItem("code").value = carried[2];
  form.requestSubmit();
}
