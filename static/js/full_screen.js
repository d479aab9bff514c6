// A page that fills the screen, for a projector.

import { onPrepare } from "./page.js";

function turnFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

document.addEventListener("fullscreenchange", () => {
  const word = document.fullscreenElement ? "Leave full screen" : "Full screen";
  for (const control of document.querySelectorAll("[data-full-screen]")) control.textContent = word;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-full-screen]")) turnFullScreen();
});

onPrepare((root) => {
  for (const control of root.querySelectorAll("[data-full-screen]")) {
    control.hidden = !document.fullscreenEnabled;
  }
});
