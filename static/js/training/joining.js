// A seat's code comes in the address after `#`, where no server sees it: fill it in, and forget it there.

import { onPrepare } from "../page.js";

onPrepare((root) => {
  const field = root.querySelector("[data-seat-code]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[0-9A-Za-z-]{8,9}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
});
