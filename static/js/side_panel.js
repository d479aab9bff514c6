// The pages behind some links as a panel beside the present one; loaded when the first is opened.

import { closeMenus } from "./menus.js";
import { parsed, prepare } from "./page.js";

const PANEL = "aside.side-panel";
const ALL = `${PANEL}, [data-lab-panel]`; // one is shown at a time
let opened = null; // the panel that a link opened
let opener = null; // that link

// A page brings the styles of its panel, which is shown when they are there.
function takeStyles(page) {
  const links = [...page.querySelectorAll("head link[rel=stylesheet]")].filter(
    (link) => !document.querySelector(`head link[href="${link.getAttribute("href")}"]`),
  );
  return Promise.all(
    links.map((link) => {
      const loaded = new Promise((done) => {
        link.onload = link.onerror = done;
      });
      document.head.append(link);
      return loaded;
    }),
  );
}

function newPanel() {
  const panel = document.createElement("aside");
  panel.className = "side-panel";
  for (const other of document.querySelectorAll(ALL)) other.hidden = true;
  (document.querySelector(".frame") ?? document.body).append(panel);
  return panel;
}

export function closePanel() {
  opened?.remove();
  opened = null;
  for (const other of document.querySelectorAll(ALL)) other.hidden = false;
  if (opener?.isConnected) opener.focus();
  opener = null;
}

function showPanel(body) {
  opened ??= newPanel();
  opened.setAttribute("aria-labelledby", body.getAttribute("aria-labelledby"));
  opened.replaceChildren(body);
  opened.scrollTop = 0;
  for (const close of opened.querySelectorAll("[data-close-panel]")) close.hidden = false;
  prepare(opened);
  const heading = opened.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// The page of this address in the panel; whatever is unexpected is simply opened.
async function load(address) {
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = await parsed(response);
    const body = page.querySelector("[data-side-panel-body]");
    if (!response.ok || response.redirected || !body) throw new Error("no panel");
    await takeStyles(page);
    closeMenus(null);
    showPanel(body);
  } catch {
    location.assign(address);
  }
}

export function openPanel(link) {
  if (!link.closest(PANEL)) opener = link;
  return load(link.href);
}

document.addEventListener("click", (event) => {
  if (event.target.closest(`${PANEL} [data-close-panel]`)) closePanel();
});

document.addEventListener("keydown", (event) => {
  const elsewhere = document.querySelector("dialog[open], details.menu[open]");
  if (event.key === "Escape" && opened && !elsewhere) closePanel();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get" || !opened?.contains(form)) return;
  event.preventDefault();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  load(address.href);
});
