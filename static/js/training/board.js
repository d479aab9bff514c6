// The board of a class renews itself: what changed alone is put in its place, so that ticked boxes,
// the focus and the scroll bar stay where they are.

import { parsed, prepare } from "../page.js";
import { lookAgain } from "./looking.js";

const board = document.querySelector("[data-board]");
const pause = 1000 * Number(board.dataset.every);

function renew(fresh) {
  for (const part of fresh.querySelectorAll("[data-fresh]")) {
    const old = board.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
    // Times in the reader's zone are made by a script: what the server sent is compared.
    if (!old || old.sent === part.outerHTML) continue;
    if (old.contains(document.activeElement)) continue;
    part.sent = part.outerHTML;
    old.replaceWith(part);
    prepare(part);
  }
}

async function look() {
  if (document.hidden) return;
  const response = await lookAgain(board.dataset.board);
  if (!response) return;
  const rows = (page) => page.querySelectorAll("tbody [name=seat]").length;
  const page = await parsed(response);
  if (rows(page) !== rows(board)) location.reload();
  else renew(page);
}

async function keepLooking() {
  try {
    await look();
  } catch {
    // The network was away; the next look may find it.
  }
  setTimeout(keepLooking, pause);
}

for (const part of board.querySelectorAll("[data-fresh]")) part.sent = part.outerHTML;
setTimeout(keepLooking, pause);

// All seats at once; what acts on seats needs one.
const boxes = () => [...board.querySelectorAll("input[name=seat]")];
const all = board.querySelector("[data-select-all]");
all.hidden = false;
all.addEventListener("change", () => {
  for (const box of boxes()) box.checked = all.checked;
});
board.addEventListener("change", (event) => {
  if (event.target.name !== "seat") return;
  const ticked = boxes().filter((box) => box.checked).length;
  all.checked = ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
});
