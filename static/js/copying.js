// Copying with one click; command lines with or without the option that sends them here.

import { announce, onPrepare } from "./page.js";

// Browsers have navigator.clipboard over https and on localhost alone; elsewhere a selected text is
// copied, from inside the dialog where there is one, because all else is inert then.
async function putOnClipboard(text, button) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const selected = document.createElement("textarea");
  Object.assign(selected, { value: text, readOnly: true, className: "visually-hidden" });
  (button.closest("dialog") ?? document.body).append(selected);
  selected.select();
  const copied = document.execCommand("copy");
  selected.remove();
  button.focus();
  if (!copied) throw new Error("not copied");
}

const ENDPOINT_BOXES = "[data-without-endpoint]";
const withoutEndpoint = (button) =>
  button.closest(".command-line")?.querySelector(ENDPOINT_BOXES)?.checked;

async function copy(button) {
  const { copy: whole, copyBare: bare } = button.dataset;
  try {
    await putOnClipboard(withoutEndpoint(button) ? bare : whole, button);
    announce("Copied");
    button.dataset.copied = "Copied";
  } catch {
    announce("Copying failed. Select the text and copy it by hand.");
    button.dataset.copied = "Not copied";
  }
  setTimeout(() => delete button.dataset.copied, 2000);
}

// Whoever exported the endpoint says so once, for all commands and pages of this browser.
function showEndpoints(root) {
  const without = localStorage.getItem("without-endpoint") === "true";
  for (const box of root.querySelectorAll(ENDPOINT_BOXES)) box.checked = without;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("change", (event) => {
  if (!event.target.matches(ENDPOINT_BOXES)) return;
  localStorage.setItem("without-endpoint", event.target.checked);
  showEndpoints(document);
});

onPrepare((root) => {
  for (const control of root.querySelectorAll("[data-copy]")) control.hidden = false;
  showEndpoints(root);
});
