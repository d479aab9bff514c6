// The policy simulator says that its results are old as soon as the question changes.

import { onPrepare } from "./page.js";

onPrepare((root) => {
  const form = root.querySelector("form[data-simulation]");
  const stale = root.querySelector("[data-stale]");
  form?.addEventListener("input", (event) => {
    if (!event.target.matches("[name=search], [name=find], [name=service]")) stale.hidden = false;
  });
});
