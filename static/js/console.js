// Small comforts on top of pages that work without them. Each function is one of them.

// In a dialog the page behind is inert, its live region too.
const announce = (text) => {
  const inDialog = document.querySelector("dialog [role=status]");
  (inDialog ?? document.getElementById("announcer")).textContent = text;
};

function revealScriptedControls(root) {
  for (const control of root.querySelectorAll("[data-copy], [data-dismiss], .show-password")) {
    control.hidden = false;
  }
  for (const save of root.querySelectorAll("[data-appearance] [type=submit]")) save.hidden = true;
  for (const control of root.querySelectorAll("[data-full-screen]")) {
    control.hidden = !document.fullscreenEnabled;
  }
}

function turnFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

document.addEventListener("fullscreenchange", () => {
  const word = document.fullscreenElement ? "Leave full screen" : "Full screen";
  for (const control of document.querySelectorAll("[data-full-screen]")) control.textContent = word;
});

// Browsers have navigator.clipboard over https and on localhost alone; elsewhere a selected text is
// copied, from inside the dialog where there is one, because all else is inert then.
async function putOnClipboard(text, button) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const selected = document.createElement("textarea");
  Object.assign(selected, { value: text, readOnly: true, className: "visually-hidden" });
  (button.closest("dialog") ?? document.body).append(selected);
  selected.select();
  const copied = document.execCommand("copy");
  selected.remove();
  button.focus();
  if (!copied) throw new Error("not copied");
}

const ENDPOINT_BOXES = "[data-without-endpoint]";
const withoutEndpoint = (button) =>
  button.closest(".command-line")?.querySelector(ENDPOINT_BOXES)?.checked;

async function copy(button) {
  const { copy: whole, copyBare: bare } = button.dataset;
  try {
    await putOnClipboard(withoutEndpoint(button) ? bare : whole, button);
    announce("Copied");
    button.dataset.copied = "Copied";
  } catch {
    announce("Copying failed. Select the text and copy it by hand.");
    button.dataset.copied = "Not copied";
  }
  setTimeout(() => delete button.dataset.copied, 2000);
}

// Whoever exported the endpoint says so once, for all commands and pages of this browser.
function showEndpoints(root) {
  const without = localStorage.getItem("without-endpoint") === "true";
  for (const box of root.querySelectorAll(ENDPOINT_BOXES)) box.checked = without;
}

function closeMenus(except) {
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

function dismiss(flash) {
  const next = flash.nextElementSibling?.querySelector("[data-dismiss]");
  flash.remove();
  (next ?? document.getElementById("main")).focus();
}

// As the server writes it: "4 min 29 s".
function countDown(element, end) {
  const left = Math.max(Math.round((end - Date.now()) / 1000), 0);
  const minutes = Math.floor(left / 60);
  element.textContent = minutes ? `${minutes} min ${left % 60} s` : `${left} s`;
  if (left > 0) setTimeout(countDown, 1000, element, end);
  else announce("You can try again now.");
}

// The time that a code has left, as a bar and as a number; the server's header loads the next one.
function runOut(element) {
  const property = element.matches("progress") ? "value" : "textContent";
  const left = Math.max(Number(element[property]) - 1, 0);
  element[property] = left;
  if (left) setTimeout(runOut, 1000, element);
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

function newDialog(opener) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.addEventListener("close", () => {
    dialog.remove();
    (opener.closest("details.menu")?.querySelector("summary") ?? opener).focus();
  });
  document.body.append(dialog);
  return dialog;
}

// One dialog at a time: what a dialog leads to takes its place, and focus returns to its opener.
function showDialog(body, opener) {
  const dialog = document.querySelector("dialog") ?? newDialog(opener);
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  status.className = "visually-hidden";
  dialog.replaceChildren(body, status);
  for (const close of dialog.querySelectorAll("[data-close]")) close.hidden = false;
  prepare(dialog);
  if (!dialog.open) dialog.showModal();
  const first = ["[aria-invalid=true]", "input:not([type=hidden], .command-line *)", "[data-cancel]"];
  first.map((selector) => dialog.querySelector(selector)).find(Boolean).focus();
}

const parsed = async (response) =>
  new DOMParser().parseFromString(await response.text(), "text/html");

// The page behind a link, as a dialog over this one; whatever is unexpected is simply opened.
async function openDialog(opener) {
  const address = addressOf(opener);
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const body = (await parsed(response)).querySelector("[data-dialog-body]");
    if (!response.ok || response.redirected || !body) throw new Error("not a dialog");
    closeMenus(null);
    showDialog(body, opener);
  } catch {
    location.assign(address);
  }
}

function showPage(page) {
  document.title = page.title;
  document.body.replaceWith(page.body);
  prepare(document);
}

// A dialog's form stays in its dialog until the server sends the reader on, to where Cancel leads.
async function sendDialog(form) {
  const body = new URLSearchParams(new FormData(form));
  try {
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (response.type === "opaqueredirect") {
      location.assign(form.querySelector("[data-cancel]").href);
      return;
    }
    const page = await parsed(response);
    const answer = page.querySelector("[data-dialog-body]");
    if (answer) showDialog(answer);
    else showPage(page);
  } catch {
    location.reload();
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  closeMenus(target);
  const dialogOpener = target.closest("[data-dialog]");
  if (target.closest("[aria-disabled=true]")) {
    event.preventDefault();
  } else if (dialogOpener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openDialog(dialogOpener);
  } else if (target.closest("[data-copy]")) {
    copy(target.closest("[data-copy]"));
  } else if (target.closest("[data-full-screen]")) {
    turnFullScreen();
  } else if (target.closest("[data-dismiss]")) {
    dismiss(target.closest(".flash"));
  } else if (target.closest("dialog :is([data-cancel], [data-close])")) {
    event.preventDefault();
    target.closest("dialog").close();
  }
});

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

const selectedRow = (form) =>
  document.querySelector(`input:is([type=radio], [type=checkbox])[form="${form}"]:checked`);

function unselectRows(root) {
  for (const row of root.querySelectorAll("input[type=radio][form]")) row.checked = false;
}

// What acts on a row waits for one, and says so; a menu's items are those that fit the row.
function fitToSelection() {
  for (const control of document.querySelectorAll("[data-row]")) {
    const row = selectedRow(control.dataset.row);
    const unfit = row && row.dataset.kind === control.dataset.unfit ? control.dataset.unfitWhy : "";
    const why = row ? unfit : control.dataset.rowWhy;
    control.setAttribute("aria-disabled", Boolean(why));
    document.getElementById(control.getAttribute("aria-describedby")).textContent = why;
  }
  for (const item of document.querySelectorAll("[data-only]")) {
    item.disabled = selectedRow(item.form.id)?.dataset.status !== item.dataset.only;
  }
}

const CLASSES = {
  "uppercase letter": /[A-Z]/,
  "lowercase letter": /[a-z]/,
  number: /[0-9]/,
  symbol: /[!@#$%^&*()_+\-=[\]{}|']/,
};
const currentPassword = () => document.querySelector("[autocomplete=current-password]").value;
const RULES = {
  length: (password, value) => password.length >= Number(value) && password.length <= 128,
  class: (password, value) => CLASSES[value].test(password),
  classes: (password, value) =>
    Object.values(CLASSES).filter((found) => found.test(password)).length >= Number(value),
  names: (password, value) => !value.toLowerCase().split(" ").includes(password.toLowerCase()),
  reuse: (password, value) => {
    if (!currentPassword()) return null;
    return password === currentPassword() ? false : value === "1" ? true : null;
  },
};

// Each rule as the passwords are typed (null: only the server can tell); the server decides again.
function watchRules(list) {
  const field = document.getElementById(list.dataset.rules);
  const check = () => {
    for (const rule of list.children) {
      const met = field.value ? RULES[rule.dataset.kind](field.value, rule.dataset.value) : null;
      rule.dataset.state = met === null ? "pending" : met ? "met" : "unmet";
      rule.querySelector(".rule-word").textContent =
        { met: ": met", unmet: ": not met", pending: "" }[rule.dataset.state];
    }
  };
  document.addEventListener("input", check);
  check();
}

// Two passwords that are not the same, as soon as the second is no beginning of the first.
function watchDifference(element) {
  const [first, second] = element.dataset.differs.split(" ").map((id) => document.getElementById(id));
  const check = (event) => {
    const typing = event.type === "input" && event.target === second;
    const same = typing ? first.value.startsWith(second.value) : first.value === second.value;
    element.textContent = same || !second.value ? "" : "The two new passwords are not the same.";
  };
  for (const field of [first, second]) {
    field.addEventListener("input", check);
    field.addEventListener("change", check);
  }
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

// "November 30, 2026, 14:31 (UTC+01:00)", as the server writes it for UTC.
function absolute(moment, dayAlone) {
  const day = moment.toLocaleDateString("en-US", { year: "numeric", month: "long", day: "numeric" });
  if (dayAlone) return day;
  const clock = moment.toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const offset = -moment.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const parts = [hours, minutes].map((part) => String(part).padStart(2, "0")).join(":");
  return `${day}, ${clock} (UTC${offset ? (offset > 0 ? "+" : "-") + parts : ""})`;
}

function showLocally(time) {
  const text = absolute(new Date(time.dateTime), time.dataset.local === "day");
  if ("local" in time.dataset) time.textContent = text;
  else time.title = `${text}; ${time.title}`;
}

// What is chosen holds at once, without loading the page anew: it may show what is shown once.
async function changeAppearance(form) {
  const root = document.documentElement;
  const mode = form.elements.visual_mode.value;
  root.dataset.mode = mode;
  root.dataset.textSize = form.elements.text_size.value;
  document.querySelector("meta[name=color-scheme]").content = mode === "browser" ? "light dark" : mode;
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    announce(response.type === "opaqueredirect" ? "Saved" : "Not saved. Reload the page.");
  } catch {
    announce("Not saved: the server does not answer.");
  }
}

document.addEventListener("change", (event) => {
  fitToSelection();
  const appearance = event.target.closest("[data-appearance]");
  if (appearance) changeAppearance(appearance);

  if (event.target.matches(ENDPOINT_BOXES)) {
    localStorage.setItem("without-endpoint", event.target.checked);
    showEndpoints(document);
  }
  for (const id of event.target.dataset.showPassword?.split(" ") ?? []) {
    document.getElementById(id).type = event.target.checked ? "text" : "password";
  }
});

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
  if (form.closest("dialog") && !("native" in form.dataset)) {
    event.preventDefault();
    sendDialog(form);
  }
});
addEventListener("pageshow", (event) => {
  fitToSelection();
  if (!event.persisted) return;
  for (const submit of document.querySelectorAll("[type=submit]:disabled")) submit.disabled = false;
});

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

const REJECTED = "[aria-invalid=true], fieldset[aria-describedby] input, main [role=alert]:not([hidden])";

// What the page has to say: its outcome, the first field to correct, or the alert; an alert above a
// field that is to be filled in next is read out there.
function focusOnNews() {
  const news = document.querySelector("[data-focus]") ?? document.querySelector(REJECTED);
  const field = document.querySelector("[autofocus]");
  if (field && news?.matches("[role=alert]")) {
    announce(news.textContent.trim());
    field.focus();
    return;
  }
  if (news?.matches("[role=alert]")) news.tabIndex = -1;
  news?.focus();
}

function showCurrentTab(tab) {
  const bar = tab.closest(".tabs");
  bar.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - bar.clientWidth / 2;
}

function prepare(root) {
  revealScriptedControls(root);
  showEndpoints(root);
  for (const form of root.querySelectorAll("form")) watchConfirmation(form);
  for (const element of root.querySelectorAll("[data-countdown]")) {
    countDown(element, Date.now() + 1000 * Number(element.dataset.countdown));
  }
  for (const element of root.querySelectorAll("[data-seconds-left]")) setTimeout(runOut, 1000, element);
  for (const time of root.querySelectorAll("time[datetime]")) showLocally(time);
  for (const list of root.querySelectorAll("[data-rules]")) watchRules(list);
  for (const element of root.querySelectorAll("[data-differs]")) watchDifference(element);
  for (const form of root.querySelectorAll("[data-ceremony]")) prepareCeremony(form);
  for (const tab of root.querySelectorAll(".tabs [aria-current]")) showCurrentTab(tab.parentElement);
  if (root !== document) return;
  const sideNav = document.querySelector(".side-nav");
  if (sideNav && matchMedia("(max-width: 688px)").matches) sideNav.open = false;
  unselectRows(root);
  fitToSelection();
  focusOnNews();
}

prepare(document);
// A rejected form is not sent again by reloading it or by coming back to it.
if (document.querySelector(REJECTED)) history.replaceState(null, "", location.href);
