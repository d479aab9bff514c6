// Light or dark and the size of text, chosen in the top bar.

import { announce, onPrepare } from "./page.js";

// What is chosen holds at once, without loading the page anew: it may show what is shown once.
async function changeAppearance(form) {
  const root = document.documentElement;
  const mode = form.elements.visual_mode.value;
  root.dataset.mode = mode;
  root.dataset.textSize = form.elements.text_size.value;
  document.querySelector("meta[name=color-scheme]").content = mode === "browser" ? "light dark" : mode;
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    announce(response.type === "opaqueredirect" ? "Saved" : "Not saved. Reload the page.");
  } catch {
    announce("Not saved: the server does not answer.");
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-appearance]");
  if (form) changeAppearance(form);
});

onPrepare((root) => {
  for (const save of root.querySelectorAll("[data-appearance] [type=submit]")) save.hidden = true;
});
