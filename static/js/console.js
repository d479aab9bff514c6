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
    (opener.closest("details.menu")?.querySelector("summary") ?? opener).focus();
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

// An Actions menu offers what fits the selected row.
function fitMenus() {
  for (const item of document.querySelectorAll("[data-only]")) {
    const selected = document.querySelector(`input[type=radio][form="${item.form.id}"]:checked`);
    item.disabled = selected?.dataset.status !== item.dataset.only;
  }
}

const CLASSES = {
  "uppercase letter": /[A-Z]/,
  "lowercase letter": /[a-z]/,
  number: /[0-9]/,
  symbol: /[!@#$%^&*()_+\-=[\]{}|']/,
};
const RULES = {
  length: (password, value) => password.length >= Number(value) && password.length <= 128,
  class: (password, value) => CLASSES[value].test(password),
  classes: (password, value) =>
    Object.values(CLASSES).filter((found) => found.test(password)).length >= Number(value),
};

// Each rule as the password is typed; the server decides again, and alone where no rule is known.
function watchRules(list) {
  const field = document.getElementById(list.dataset.rules);
  const check = () => {
    for (const rule of list.children) {
      const known = RULES[rule.dataset.kind];
      const met = known && field.value && known(field.value, rule.dataset.value);
      rule.dataset.state = !known || !field.value ? "pending" : met ? "met" : "unmet";
      rule.querySelector(".rule-word").textContent =
        { met: ": met", unmet: ": not met", pending: "" }[rule.dataset.state];
    }
  };
  field.addEventListener("input", check);
  check();
}

const CEREMONIES = {
  create: async (options) =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    }),
  get: async (options) =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    }),
};
const CEREMONY_ERRORS = {
  NotAllowedError: ["Nothing was sent", "You cancelled, or it took too long. Try again when you are ready."],
  InvalidStateError: ["This key is assigned already", "Use another passkey or security key."],
  SecurityError: ["The browser refused", "Passkeys do not work at this address of the console."],
};

async function holdCeremony(form) {
  const start = form.querySelector("[data-ceremony-start]");
  const alert = form.querySelector("[data-ceremony-error]");
  start.disabled = true;
  alert.hidden = true;
  try {
    const credential = await CEREMONIES[form.dataset.ceremony](JSON.parse(form.dataset.options));
    form.elements.response.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    const [heading, text] = CEREMONY_ERRORS[error.name] ?? ["The passkey was not used", error.message];
    alert.querySelector("[data-ceremony-heading]").textContent = heading;
    alert.querySelector("[data-ceremony-text]").textContent = text;
    alert.hidden = false;
    start.disabled = false;
    start.focus();
  }
}

function prepareCeremony(form) {
  const able = window.PublicKeyCredential?.parseCreationOptionsFromJSON;
  const start = form.querySelector("[data-ceremony-start]");
  start.hidden = false;
  start.disabled = !able;
  if (!able) {
    const alert = form.querySelector("[data-ceremony-error]");
    alert.querySelector("[data-ceremony-heading]").textContent = "This browser has no passkeys";
    alert.querySelector("[data-ceremony-text]").textContent = "Use a newer browser, over https or on localhost.";
    alert.hidden = false;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    holdCeremony(form);
  });
}

function showLocally(time) {
  const moment = new Date(time.dateTime);
  if ("local" in time.dataset) {
    time.textContent = moment.toLocaleString(undefined, {
      year: "numeric",
      month: "long",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
    });
  } else {
    time.title = `${moment.toLocaleString()} (${time.title})`;
  }
}

document.addEventListener("change", (event) => {
  fitMenus();
  for (const id of event.target.dataset.showPassword?.split(" ") ?? []) {
    document.getElementById(id).type = event.target.checked ? "text" : "password";
  }
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
for (const time of document.querySelectorAll("time[datetime]")) showLocally(time);
for (const list of document.querySelectorAll("[data-rules]")) watchRules(list);
for (const form of document.querySelectorAll("[data-ceremony]")) prepareCeremony(form);
fitMenus();
document.querySelector("[data-focus]")?.focus();
