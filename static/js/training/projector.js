// The number and the server's clock of a page that stays on a wall; nothing else of it moves.

import { onPrepare } from "../page.js";
import { lookAgain } from "./looking.js";

const EVERY = 3000; // milliseconds

async function count(element) {
  try {
    const response = await lookAgain(element.dataset.count);
    const text = (await response?.text())?.trim();
    if (text && text !== element.textContent.trim()) element.textContent = text;
  } catch {
    // The server is away: the number stays until it is back.
  }
  setTimeout(count, EVERY, element);
}

function tick(clock, ahead) {
  const moment = new Date(Date.now() + ahead);
  clock.textContent = moment.toISOString().slice(11, 19) + " UTC";
}

onPrepare((root) => {
  for (const element of root.querySelectorAll("[data-count]")) setTimeout(count, EVERY, element);
  for (const clock of root.querySelectorAll("[data-clock]")) {
    const ahead = Date.parse(clock.dataset.clock) - Date.now();
    setInterval(tick, 1000, clock, ahead);
  }
});
