// The pages behind some links as dialogs over the present one.

import { closeMenus } from "./menus.js";
import { parsed, prepare } from "./page.js";

function addressOf(opener) {
  if (opener.href) return opener.href;
  const address = new URL(opener.formAction);
  address.search = new URLSearchParams(new FormData(opener.form));
  return address.href;
}

function newDialog(opener) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.addEventListener("close", () => {
    dialog.remove();
    (opener.closest("details.menu")?.querySelector("summary") ?? opener).focus();
  });
  document.body.append(dialog);
  return dialog;
}

// One dialog at a time: what a dialog leads to takes its place, and focus returns to its opener.
function showDialog(body, opener) {
  const dialog = document.querySelector("dialog") ?? newDialog(opener);
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  status.className = "visually-hidden";
  dialog.replaceChildren(body, status);
  for (const close of dialog.querySelectorAll("[data-close]")) close.hidden = false;
  prepare(dialog);
  if (!dialog.open) dialog.showModal();
  const first = ["[aria-invalid=true]", "input:not([type=hidden], .command-line *)", "[data-cancel]"];
  first.map((selector) => dialog.querySelector(selector)).find(Boolean).focus();
}

// The page behind a link, as a dialog over this one; whatever is unexpected is simply opened.
async function openDialog(opener) {
  const address = addressOf(opener);
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const body = (await parsed(response)).querySelector("[data-dialog-body]");
    if (!response.ok || response.redirected || !body) throw new Error("not a dialog");
    closeMenus(null);
    showDialog(body, opener);
  } catch {
    location.assign(address);
  }
}

function showPage(page) {
  document.title = page.title;
  document.body.replaceWith(page.body);
  prepare(document);
}

// A dialog's form stays in its dialog until the server sends the reader on, to where Cancel leads.
async function sendDialog(form) {
  const body = new URLSearchParams(new FormData(form));
  try {
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (response.type === "opaqueredirect") {
      location.assign(form.querySelector("[data-cancel]").href);
      return;
    }
    const page = await parsed(response);
    const answer = page.querySelector("[data-dialog-body]");
    if (answer) showDialog(answer);
    else showPage(page);
  } catch {
    location.reload();
  }
}

// Few pages are left with a panel open: its module is loaded when it is needed.
async function openBeside(link) {
  try {
    const { openPanel } = await import("./side_panel.js");
    openPanel(link);
  } catch {
    location.assign(link.href);
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const opener = target.closest("[data-dialog]");
  const beside = target.closest("[data-side-panel]");
  if (target.closest("[aria-disabled=true]")) {
    event.preventDefault();
  } else if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openDialog(opener);
  } else if (beside && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openBeside(beside);
  } else if (target.closest("dialog :is([data-cancel], [data-close])")) {
    event.preventDefault();
    target.closest("dialog").close();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest("dialog") && !("native" in form.dataset)) {
    event.preventDefault();
    sendDialog(form);
  }
});
