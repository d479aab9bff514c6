// The virtual phone: shows the codes of its accounts, takes new ones, and has a clock of its own.

import { announce, onPrepare } from "../page.js";
import * as accounts from "./accounts.js";
import { STEP, codeAt } from "./totp.js";

const AHEAD = "phone-clock"; // this phone's clock against the computer's, in seconds
const RING = 2 * Math.PI * 18; // the ring's circumference, in units of its picture
const cards = new Map(); // by secret

const part = (root, name) => root.querySelector(`[data-phone-${name}]`);
const phone = () => part(document, "page");

const clock = () => part(document, "clock");
const now = () => Date.now() / 1000 + Number(clock().value);

const inThrees = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;
const spelled = (code) => [...code].join(" ");

function tell(text, isError = false) {
  const news = part(document, "news");
  news.className = `alert alert-${isError ? "error" : "success"}`;
  news.textContent = text;
  news.hidden = !text;
}

function showCodes(card, secret, counter) {
  for (const shown of card.querySelectorAll("[data-phone-code]")) {
    const code = codeAt(secret, counter + Number(shown.dataset.phoneCode));
    const [seen, heard] = shown.children;
    seen.textContent = inThrees(code);
    heard.textContent = spelled(code);
    shown.nextElementSibling.dataset.copy = code;
  }
  card.dataset.counter = counter;
}

// Once a second; only what has changed is written, and nothing of it is announced.
function tick() {
  const time = now();
  const [counter, left] = [Math.floor(time / STEP), STEP - (Math.floor(time) % STEP)];
  for (const [secret, card] of cards) {
    if (card.dataset.counter !== String(counter)) showCodes(card, secret, counter);
    part(card, "left").textContent = left;
    part(card, "ring").setAttribute("stroke-dashoffset", RING * (1 - left / STEP));
    card.toggleAttribute("data-ending", left <= 5);
  }
  const shown = new Date(1000 * time).toLocaleTimeString("en-US", { hourCycle: "h23" });
  part(document, "time").textContent = shown;
}

function keepTicking() {
  tick();
  setTimeout(keepTicking, 1000 - ((1000 * now()) % 1000));
}

function newCard(secret) {
  const card = document.getElementById("phone-account").content.cloneNode(true).firstElementChild;
  part(card, "ring").setAttribute("stroke-dasharray", RING);
  part(card, "rename").addEventListener("click", () => openRename(secret));
  part(card, "remove").addEventListener("click", () => openRemove(secret));
  for (const button of card.querySelectorAll("[data-copy]")) button.hidden = false;
  cards.set(secret, card);
  return card;
}

function nameCard(card, { issuer, name }) {
  part(card, "issuer").textContent = issuer;
  part(card, "name").textContent = name;
  for (const button of card.querySelectorAll("[data-of]")) {
    button.setAttribute("aria-label", `${button.dataset.of} ${name}`);
  }
}

// The list as it is kept now, whichever tab changed it; cards that stay are not touched.
function showAccounts() {
  const kept = accounts.all();
  const secrets = new Set(kept.map((account) => account.secret));
  for (const [secret, card] of [...cards]) {
    if (!secrets.has(secret)) {
      card.remove();
      cards.delete(secret);
    }
  }
  for (const account of [...kept].reverse()) {
    const card = cards.get(account.secret) ?? newCard(account.secret);
    nameCard(card, account);
    if (!card.isConnected) part(document, "accounts").prepend(card);
  }
  part(document, "empty").hidden = kept.length > 0;
  part(document, "unkept").hidden = accounts.areKept();
  tick();
}

function addAccount(found) {
  const { account, isNew } = accounts.add(found);
  showAccounts();
  tell(isNew ? `${account.name} was added.` : `${account.name} is on this phone already.`);
}

// What a link hands over stands in the address's fragment, and leaves the address first of all.
function takeFragment() {
  const fragment = location.hash.slice(1);
  if (!fragment) return;
  history.replaceState(null, "", location.pathname);
  try {
    addAccount(accounts.scanned(accounts.percentDecoded(fragment)));
  } catch (error) {
    tell(error.message, true);
  }
}

function showError(form, text, field = "") {
  for (const input of form.querySelectorAll("input")) {
    const isWrong = Boolean(text) && input.name === field;
    input.closest(".field").classList.toggle("field-invalid", isWrong);
    input.setAttribute("aria-invalid", isWrong);
    const error = document.getElementById(`${input.id}-error`);
    error.hidden = !isWrong;
    error.lastElementChild.textContent = isWrong ? text : "";
    if (isWrong) input.focus();
  }
}

// A dialog that does something when it is sent; what is wrong with its field stands there.
function ask(name, fill, submit, field) {
  const dialog = part(document, `${name}-dialog`);
  const form = dialog.querySelector("form");
  form.reset();
  showError(form, "");
  fill(form);
  form.onsubmit = (event) => {
    event.preventDefault();
    try {
      const done = submit(form.elements);
      dialog.close();
      done?.();
    } catch (error) {
      showError(form, error.message, field);
    }
  };
  dialog.showModal();
}

const nameOf = (secret) => accounts.all().find((account) => account.secret === secret)?.name ?? "";

function openAdd() {
  const read = ({ secret, name }) => {
    if (/^\s*otpauth:/i.test(secret.value)) return accounts.scanned(secret.value.trim());
    return { issuer: "", name: name.value.trim() || "Unnamed", secret: accounts.secretKey(secret.value) };
  };
  ask("add", () => {}, (fields) => addAccount(read(fields)), "secret");
}

function openRename(secret) {
  const fill = (form) => {
    form.elements.name.value = nameOf(secret);
  };
  const submit = ({ name }) => {
    accounts.rename(secret, name.value);
    showAccounts();
    announce("Renamed");
  };
  ask("rename", fill, submit, "name");
}

function openRemove(secret) {
  const name = nameOf(secret);
  const fill = (form) => {
    part(form, "removed").textContent = name;
  };
  const submit = () => {
    accounts.remove(secret);
    showAccounts();
    tell(`${name} was removed from this phone.`);
    return () => document.getElementById("main").focus();
  };
  ask("remove", fill, submit);
}

function showClock() {
  const ahead = Number(clock().value);
  const seconds = Math.abs(ahead);
  const parts = [Math.floor(seconds / 60) && `${Math.floor(seconds / 60)} min`, seconds % 60 && `${seconds % 60} s`];
  const text = ahead ? `${parts.filter(Boolean).join(" ")} ${ahead > 0 ? "ahead" : "behind"}` : "On time";
  part(document, "ahead").textContent = text;
  clock().setAttribute("aria-valuetext", text);
  part(document, "right").disabled = !ahead;
  tick();
}

function turnClock(ahead) {
  clock().value = ahead;
  try {
    localStorage.setItem(AHEAD, ahead);
  } catch {
    part(document, "unkept").hidden = false;
  }
  showClock();
}

function keptClock() {
  try {
    return Number(localStorage.getItem(AHEAD)) || 0;
  } catch {
    return 0;
  }
}

onPrepare((root) => {
  if (root !== document) return;
  phone().hidden = false;
  clock().value = keptClock();
  showAccounts();
  showClock();
  takeFragment();
  keepTicking();
  clock().addEventListener("input", () => turnClock(clock().value));
  part(document, "right").addEventListener("click", () => {
    turnClock(0);
    clock().focus();
  });
  part(document, "add").addEventListener("click", openAdd);
  addEventListener("hashchange", takeFragment);
  addEventListener("storage", (event) => {
    if (event.key === accounts.STORED) showAccounts();
    if (event.key === AHEAD) {
      clock().value = keptClock();
      showClock();
    }
  });
});
