// A list that follows its search while that is typed.

import { announce, parsed, prepare } from "./page.js";

const LIVE_PARTS = "[data-live-part]";
const LIVE_PAUSE = 400; // milliseconds without a key, before the list is asked for

// A list follows its search while that is typed; the answer to an older text is dropped.
async function followSearch(form) {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  const sought = address.href;
  form.dataset.sought = sought;
  try {
    const response = await fetch(sought, { headers: { Accept: "text/html" } });
    const page = await parsed(response);
    const fresh = page.querySelectorAll(LIVE_PARTS);
    const old = document.querySelectorAll(LIVE_PARTS);
    if (!response.ok || response.redirected || fresh.length !== old.length) throw new Error("no list");
    if (form.dataset.sought !== sought) return;
    old.forEach((part, index) => part.replaceWith(fresh[index]));
    history.replaceState(null, "", sought);
    fresh.forEach(prepare);
    announce(document.querySelector("[data-live] [role=status]")?.textContent ?? "");
  } catch {
    if (form.dataset.sought === sought) form.requestSubmit();
  }
}

let typing = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form || event.target.type !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(followSearch, LIVE_PAUSE, form);
});
