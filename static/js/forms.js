// Forms: sent once, confirmed by typing, passwords that can be shown; messages that can be dismissed.

import { onPrepare } from "./page.js";

function dismiss(flash) {
  const next = flash.nextElementSibling?.querySelector("[data-dismiss]");
  flash.remove();
  (next ?? document.getElementById("main")).focus();
}

function watchConfirmation(form) {
  const submit = form.querySelector("[data-confirm]");
  if (!submit) return;
  const input = form.querySelector("[name=confirm]");
  const check = () => {
    submit.disabled = input.value !== submit.dataset.confirm;
  };
  input.addEventListener("input", check);
  check();
}

// A search keeps what is ticked in the form beside it.
function keepTicks(search, form) {
  for (const ticked of [...form.elements].filter((control) => control.checked)) {
    const kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name: ticked.name, value: ticked.value });
    search.append(kept);
  }
}

// A form is sent once, however often its button is pressed, and one that answers a file each time;
// a search takes along what was typed in the form beside it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  for (const field of form.querySelectorAll("[data-carries]")) {
    field.value = document.getElementById(field.dataset.carries).value;
  }
  if (form.dataset.keeps) keepTicks(form, document.getElementById(form.dataset.keeps));
  const submits = [...form.elements].filter((control) => control.type === "submit");
  if (form.method === "post" && !("file" in form.dataset)) {
    setTimeout(() => submits.forEach((submit) => (submit.disabled = true)), 0);
  }
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const submit of document.querySelectorAll("[type=submit]:disabled")) submit.disabled = false;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) dismiss(event.target.closest(".flash"));
});
document.addEventListener("change", (event) => {
  for (const id of event.target.dataset.showPassword?.split(" ") ?? []) {
    document.getElementById(id).type = event.target.checked ? "text" : "password";
  }
});

onPrepare((root) => {
  for (const control of root.querySelectorAll("[data-dismiss], .show-password")) control.hidden = false;
  for (const form of root.querySelectorAll("form")) watchConfirmation(form);
});
