// SPDX-License-Identifier: Apache-2.0
// Every resident's page: says that script runs, and gives the error summary the focus.
document.documentElement.classList.add("scripted");
document.querySelector(".error-summary")?.focus();
