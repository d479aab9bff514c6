// The numbers and the server's clock of a page that stays on a wall.

import { onPrepare, parsed } from "../page.js";

const EVERY = 3000; // milliseconds

// What is marked is put in place of what it was, where it differs; the page itself stays.
async function refresh(marked) {
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    if (!response.ok) return;
    const page = await parsed(response);
    for (const element of marked) {
      const fresh = page.getElementById(element.id);
      if (fresh && fresh.innerHTML !== element.innerHTML) element.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // The server is away: the numbers stay until it is back.
  }
}

function tick(clock, ahead) {
  const moment = new Date(Date.now() + ahead);
  clock.textContent = moment.toISOString().slice(11, 19) + " UTC";
}

onPrepare((root) => {
  const marked = [...root.querySelectorAll("[data-fresh]")];
  if (marked.length) setInterval(refresh, EVERY, marked);
  for (const clock of root.querySelectorAll("[data-clock]")) {
    const ahead = Date.parse(clock.dataset.clock) - Date.now();
    setInterval(tick, 1000, clock, ahead);
  }
});
