// The editor of policy documents: colours behind the text, its size, and the way to a fault.

const TOKEN = /("(?:[^"\\\n]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?|[{}[\],]/g;

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
  textarea.replaceWith(place);
  place.append(behind, textarea);
  const draw = () => behind.replaceChildren(coloured(textarea.value));
  const follow = () => {
    behind.scrollTop = textarea.scrollTop;
    behind.scrollLeft = textarea.scrollLeft;
  };
  textarea.addEventListener("input", draw);
  textarea.addEventListener("scroll", follow);
  new ResizeObserver(follow).observe(textarea);
  draw();
}

// As IAM counts: white space is free.
function count(textarea) {
  const editor = textarea.closest("[data-editor-limit]");
  const limit = Number(editor.dataset.editorLimit);
  const size = editor.querySelector("[data-editor-size]");
  const show = () => {
    const length = textarea.value.replaceAll(/[ \t\r\n]/g, "").length;
    size.textContent = `${length} of ${limit} characters`;
    size.classList.toggle("too-long", length > limit);
  };
  size.hidden = false;
  textarea.addEventListener("input", show);
  show();
}

function leadToFault(button, textarea) {
  const place = Number(button.dataset.goTo);
  button.hidden = false;
  button.addEventListener("click", () => {
    textarea.focus();
    textarea.setSelectionRange(place, Math.min(place + 1, textarea.value.length));
    const line = textarea.value.slice(0, place).split("\n").length - 1;
    const height = parseFloat(getComputedStyle(textarea).lineHeight);
    textarea.scrollTop = Math.max(0, (line - 4) * height);
  });
}

for (const textarea of document.querySelectorAll("[data-policy-editor]")) {
  colour(textarea);
  count(textarea);
  for (const button of document.querySelectorAll("[data-go-to]")) leadToFault(button, textarea);
}
for (const shown of document.querySelectorAll("[data-json]")) {
  shown.replaceChildren(coloured(shown.textContent));
}
