// Menus that close when the reader turns elsewhere, reasons that can be dismissed, side navigation, tabs.

import { onPrepare } from "./page.js";

export function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

function moveInMenu(menu, step) {
  menu.open = true;
  const items = [...menu.querySelectorAll(".menu-panel :is(a, button:enabled)")];
  const at = items.indexOf(document.activeElement);
  items.at(at < 0 ? Math.min(step - 1, 0) : (at + step) % items.length)?.focus();
}

document.addEventListener("click", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  const own = event.target.closest("details.menu");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    document.body.dataset.reasons = "dismissed";
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  } else if (own && step && !event.target.matches("[aria-disabled=true], input")) {
    event.preventDefault();
    moveInMenu(own, step);
  }
});

document.addEventListener("focusout", (event) => {
  if (event.relatedTarget) closeMenus(event.relatedTarget);
});
for (const kind of ["focusin", "pointerover"]) {
  document.addEventListener(kind, (event) => {
    if (!event.target.closest(".reasoned")) delete document.body.dataset.reasons;
  });
}

function showCurrentTab(tab) {
  const bar = tab.closest(".tabs");
  bar.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - bar.clientWidth / 2;
}

onPrepare((root) => {
  for (const tab of root.querySelectorAll(".tabs [aria-current]")) showCurrentTab(tab.parentElement);
  if (root !== document) return;
  const sideNav = document.querySelector(".side-nav");
  if (sideNav && matchMedia("(max-width: 688px)").matches) sideNav.open = false;
});
