// Small comforts on top of pages that work without them. Each function is one of them.

const announce = (text) => {
  document.getElementById("announcer").textContent = text;
};

function revealScriptedControls(root) {
  for (const control of root.querySelectorAll("[data-copy], [data-dismiss], .show-password")) {
    control.hidden = false;
  }
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce("Copied");
    button.dataset.copied = "yes";
    setTimeout(() => delete button.dataset.copied, 1500);
  } catch {
    announce("Copying failed. Select the text and copy it by hand.");
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

function countDown(element) {
  const left = Number(element.textContent) - 1;
  element.textContent = Math.max(left, 0);
  if (left > 0) setTimeout(countDown, 1000, element);
  else announce("You can try again now.");
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

function addressOf(opener) {
  if (opener.href) return opener.href;
  const address = new URL(opener.formAction);
  address.search = new URLSearchParams(new FormData(opener.form));
  return address.href;
}

function showDialog(body, opener) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.append(body);
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener.focus();
  });
  document.body.append(dialog);
  revealScriptedControls(dialog);
  watchConfirmation(dialog);
  dialog.showModal();
}

// The page behind a link, as a dialog over this one; whatever is unexpected is simply opened.
async function openDialog(opener) {
  const address = addressOf(opener);
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const body = page.querySelector("[data-dialog-body]");
    if (!response.ok || response.redirected || !body) throw new Error("not a dialog");
    opener.closest("dialog")?.close();
    closeMenus(null);
    showDialog(body, opener);
  } catch {
    location.assign(address);
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  closeMenus(target);
  const dialogOpener = target.closest("[data-dialog]");
  if (dialogOpener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openDialog(dialogOpener);
  } else if (target.closest("[data-copy]")) {
    copy(target.closest("[data-copy]"));
  } else if (target.closest("[data-dismiss]")) {
    target.closest(".flash").remove();
  } else if (target.closest("dialog [data-cancel]")) {
    event.preventDefault();
    target.closest("dialog").close();
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("change", (event) => {
  const field = document.getElementById(event.target.dataset.showPassword);
  if (field) field.type = event.target.checked ? "text" : "password";
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const submit = event.target.querySelector("[type=submit]");
  if (submit && event.target.method === "post") setTimeout(() => (submit.disabled = true), 0);
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const submit of document.querySelectorAll("form [type=submit]:disabled")) submit.disabled = false;
});

revealScriptedControls(document);
for (const form of document.forms) watchConfirmation(form);
for (const element of document.querySelectorAll("[data-countdown]")) setTimeout(countDown, 1000, element);
const narrow = matchMedia("(max-width: 688px)");
const sideNav = document.querySelector(".side-nav");
if (sideNav && narrow.matches) sideNav.open = false;
for (const time of document.querySelectorAll("time[datetime]")) {
  const local = new Date(time.dateTime).toLocaleString();
  time.title = `${local} (${time.title})`;
}
document.querySelector("[data-focus]")?.focus();
