// The editor of policy documents: colours behind the text, its size, and the way to a fault.

import { parsed } from "./page.js";

const TOKEN = /("(?:[^"\\\n]|\\.)*"?)(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?|[{}[\],]/g;

function coloured(text) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const token of text.matchAll(TOKEN)) {
    fragment.append(text.slice(at, token.index));
    const [whole, string, colon] = token;
    const span = document.createElement("span");
    span.className = colon ? "json-key" : string ? "json-string" : /[{}[\],]/.test(whole) ? "json-mark" : "json-value";
    span.textContent = string ?? whole;
    fragment.append(span, colon ?? "");
    at = token.index + whole.length;
  }
  // A last line that is empty has its height only with something in it.
  fragment.append(`${text.slice(at)}\n`);
  return fragment;
}

function colour(textarea) {
  const behind = document.createElement("pre");
  behind.className = "editor-colours";
  behind.setAttribute("aria-hidden", "true");
  const place = document.createElement("div");
  place.className = "editor-text";
  const focused = document.activeElement === textarea;
  textarea.replaceWith(place);
  place.append(behind, textarea);
  if (focused) textarea.focus();
  const follow = () => {
    // As wide and as high as the text's own window, without its scrollbars.
    behind.style.width = `${textarea.clientWidth + textarea.clientLeft + 1}px`;
    behind.style.height = `${textarea.clientHeight + 2}px`;
    behind.scrollTop = textarea.scrollTop;
    behind.scrollLeft = textarea.scrollLeft;
  };
  const draw = () => {
    behind.replaceChildren(coloured(textarea.value));
    follow();
  };
  textarea.addEventListener("input", draw);
  textarea.addEventListener("scroll", follow);
  new ResizeObserver(follow).observe(textarea);
  addEventListener("pageshow", draw); // coming back, the browser restores what was typed
  draw();
}

// What was found holds for the text that was checked, and for no other.
function forgetFindings(textarea) {
  const forget = () => {
    for (const found of document.querySelectorAll("[data-go-to], .alert-success")) found.hidden = true;
  };
  textarea.addEventListener("input", forget, { once: true });
}

// As IAM counts: white space is free.
function count(textarea) {
  const editor = textarea.closest("[data-editor-limit]");
  const limit = Number(editor.dataset.editorLimit);
  const size = editor.querySelector("[data-editor-size]");
  const show = () => {
    const length = textarea.value.replaceAll(/[ \t\r\n]/g, "").length;
    size.textContent = `${length} of ${limit} characters${length > limit ? ": too long" : ""}`;
    size.classList.toggle("too-long", length > limit);
  };
  size.hidden = false;
  textarea.addEventListener("input", show);
  addEventListener("pageshow", show);
  show();
}

function widthOfCharacter(textarea) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = getComputedStyle(textarea).font;
  return context.measureText("0").width;
}

function leadToFault(button, textarea) {
  const place = Number(button.dataset.goTo);
  button.hidden = false;
  button.addEventListener("click", () => {
    textarea.focus();
    textarea.setSelectionRange(place, Math.min(place + 1, textarea.value.length));
    const lines = textarea.value.slice(0, place).split("\n");
    const height = parseFloat(getComputedStyle(textarea).lineHeight);
    textarea.scrollTop = Math.max(0, (lines.length - 5) * height);
    textarea.scrollLeft = Math.max(0, (lines.at(-1).length - 20) * widthOfCharacter(textarea));
  });
}

// While a text is typed the server validates it, as the button does; the pane alone is replaced.
const PAUSE = 1000;

function validateTyped(textarea) {
  let timer;
  let asked;
  const validate = async () => {
    const pane = document.querySelector("[data-findings][data-validates]");
    if (!pane || !textarea.value) return;
    asked?.abort();
    asked = new AbortController();
    const body = new FormData(textarea.form);
    body.set("check", "document");
    let answer;
    try {
      const { signal } = asked;
      const response = await fetch(textarea.form.action, { method: "POST", body, signal });
      if (!response.ok) return;
      answer = (await parsed(response)).querySelector("[data-findings]");
    } catch {
      return; // another text was typed meanwhile, or the server cannot be reached
    }
    if (!answer) return;
    const chosen = pane.querySelector("input:checked")?.id;
    const focused = pane.contains(document.activeElement) && document.activeElement.id;
    pane.replaceWith(answer);
    const tab = chosen && document.getElementById(chosen);
    if (tab) tab.checked = true;
    if (focused) document.getElementById(focused)?.focus();
    for (const button of answer.querySelectorAll("[data-go-to]")) leadToFault(button, textarea);
  };
  textarea.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(validate, PAUSE);
  });
}

// Loading another text replaces what was typed; that is asked first.
function guardTyped(form, textarea) {
  form.addEventListener("submit", (event) => {
    const typed = textarea.value !== textarea.defaultValue;
    if (typed && !confirm("Replace the document that you typed?")) event.preventDefault();
  });
}

for (const textarea of document.querySelectorAll("[data-policy-editor]")) {
  colour(textarea);
  count(textarea);
  forgetFindings(textarea);
  validateTyped(textarea);
  for (const button of document.querySelectorAll("[data-go-to]")) leadToFault(button, textarea);
  for (const form of document.querySelectorAll(".start-from")) guardTyped(form, textarea);
}
for (const shown of document.querySelectorAll("[data-json]")) {
  shown.replaceChildren(coloured(shown.textContent));
}
