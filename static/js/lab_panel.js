// The panel of a lab: it remembers whether it is open, and its forms leave the page behind it alone.

import { announce, parsed, prepare } from "./page.js";

const PANEL = "[data-lab-panel]";
const BODY = "[data-lab-body]";
const PAGE = "/training/lab/";
const EVERY = 15_000; // milliseconds between two looks at what was done elsewhere, such as in a terminal

const panel = document.querySelector(PANEL);
const remember = (state) => {
  document.cookie = `lab_panel=${state}; path=/; max-age=31536000; samesite=lax`;
};

// The same panel as the page of its own has it; a finished lab and its next step are read out.
function show(page) {
  const fresh = page.querySelector(BODY);
  const present = panel.querySelector(BODY);
  if (!fresh || !present) return false;
  for (const next of fresh.querySelectorAll("input[name=next]")) next.value = location.pathname + location.search;
  present.replaceWith(fresh);
  prepare(fresh);
  return true;
}

async function send(form, button) {
  const data = new FormData(form, button);
  data.set("next", PAGE);
  const response = await fetch(form.action, { method: "POST", body: data, redirect: "follow" });
  const step = panel.querySelector(BODY).dataset.step;
  if (!response.ok || !show(await parsed(response))) {
    location.reload();
    return;
  }
  const news = panel.querySelector("#lab-news");
  const moved = panel.querySelector(BODY).dataset.step !== step;
  announce(moved ? "Done. The next step follows." : news.textContent.trim());
  if (news.textContent.trim()) news.focus();
}

const busy = () => panel.contains(document.activeElement) && document.activeElement.matches("input, button");

async function look() {
  if (document.hidden || !panel.open || busy()) return;
  const response = await fetch(PAGE, { redirect: "manual" });
  if (!response.ok) return;
  const page = await parsed(response);
  const fresh = page.querySelector(BODY);
  if (fresh && fresh.dataset.step !== panel.querySelector(BODY).dataset.step && !busy() && show(page)) {
    announce("A step of the lab is done.");
  }
}

if (panel) {
  if (matchMedia("(max-width: 688px)").matches && !document.cookie.includes("lab_panel=open")) panel.open = false;
  panel.addEventListener("toggle", () => remember(panel.open ? "open" : "closed"));
  panel.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-lab-form]")) return;
    event.preventDefault();
    send(event.target, event.submitter).catch(() => event.target.submit());
  });
  setInterval(() => look().catch(() => {}), EVERY);
}
