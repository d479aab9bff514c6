// Time that runs out: before the next attempt, and of a code.

import { announce, onPrepare } from "./page.js";

// As the server writes it: "4 min 29 s".
function countDown(element, end) {
  const left = Math.max(Math.round((end - Date.now()) / 1000), 0);
  const minutes = Math.floor(left / 60);
  element.textContent = minutes ? `${minutes} min ${left % 60} s` : `${left} s`;
  if (left > 0) setTimeout(countDown, 1000, element, end);
  else announce("You can try again now.");
}

// The time that a code has left, as a bar and as a number; the server's header loads the next one.
function runOut(element) {
  const property = element.matches("progress") ? "value" : "textContent";
  const left = Math.max(Number(element[property]) - 1, 0);
  element[property] = left;
  if (left) setTimeout(runOut, 1000, element);
}

onPrepare((root) => {
  for (const element of root.querySelectorAll("[data-countdown]")) {
    countDown(element, Date.now() + 1000 * Number(element.dataset.countdown));
  }
  for (const element of root.querySelectorAll("[data-seconds-left]")) setTimeout(runOut, 1000, element);
});
