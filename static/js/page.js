// What every module shares: what it prepares, of a page and of each part that is loaded into one later.

const preparations = [];

// `prepare(root)` is called for the document, before it is focused, and for each dialog and each list
// that replaces another.
export const onPrepare = (prepare) => preparations.push(prepare);

// In a dialog the page behind is inert, its live region too.
export const announce = (text) => {
  const inDialog = document.querySelector("dialog [role=status]");
  (inDialog ?? document.getElementById("announcer")).textContent = text;
};

export const parsed = async (response) =>
  new DOMParser().parseFromString(await response.text(), "text/html");

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

export function prepare(root) {
  for (const each of preparations) each(root);
  if (root === document) focusOnNews();
}

addEventListener("DOMContentLoaded", () => {
  prepare(document);
  // A rejected form is not sent again by reloading it or by coming back to it.
  if (document.querySelector(REJECTED)) history.replaceState(null, "", location.href);
});
