// The fob: each token's next code when its time comes, out of those that the page brought along.

import { onPrepare } from "./page.js";

function follow(began, step) {
  const passed = (performance.now() - began) / 1000;
  const left = step - (Math.floor(passed) % step);
  for (const token of document.querySelectorAll("[data-token-codes]")) {
    const codes = token.dataset.tokenCodes.split(" ");
    const code = codes[Math.floor(passed / step)];
    if (!code) {
      location.reload();
      return;
    }
    if (token.textContent !== code) token.textContent = code;
  }
  for (const shown of document.querySelectorAll("[data-token-left]")) {
    if (shown.matches("progress")) shown.value = left;
    else shown.textContent = left;
  }
  setTimeout(follow, 1000 - ((1000 * passed) % 1000), began, step);
}

onPrepare((root) => {
  const page = root === document && document.querySelector("[data-token-step]");
  if (!page) return;
  const { tokenStep: step, tokenPassed: passed } = page.dataset;
  follow(performance.now() - 1000 * Number(passed), Number(step));
});
