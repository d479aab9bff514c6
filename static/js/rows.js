// Rows that are selected, and what acts on them.

import { onPrepare } from "./page.js";

const selectedRow = (form) =>
  document.querySelector(`input:is([type=radio], [type=checkbox])[form="${form}"]:checked`);

function unselectRows(root) {
  for (const row of root.querySelectorAll("input[type=radio][form]")) row.checked = false;
}

// What acts on a row waits for one, and says so; a menu's items are those that fit the row.
function fitToSelection() {
  for (const control of document.querySelectorAll("[data-row]")) {
    const row = selectedRow(control.dataset.row);
    const unfit = row && row.dataset.kind === control.dataset.unfit ? control.dataset.unfitWhy : "";
    const why = row ? unfit : control.dataset.rowWhy;
    control.setAttribute("aria-disabled", Boolean(why));
    document.getElementById(control.getAttribute("aria-describedby")).textContent = why;
  }
  for (const item of document.querySelectorAll("[data-only]")) {
    item.disabled = selectedRow(item.form.id)?.dataset.status !== item.dataset.only;
  }
}

document.addEventListener("change", fitToSelection);
addEventListener("pageshow", fitToSelection);

onPrepare((root) => {
  if (root !== document) return;
  unselectRows(root);
  fitToSelection();
});
