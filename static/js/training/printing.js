// A button that prints the page.

import { onPrepare } from "../page.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

onPrepare((root) => {
  for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
});
