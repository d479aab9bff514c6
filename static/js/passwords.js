// The rules for a new password, each as it is typed.

import { onPrepare } from "./page.js";

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

onPrepare((root) => {
  for (const list of root.querySelectorAll("[data-rules]")) watchRules(list);
  for (const element of root.querySelectorAll("[data-differs]")) watchDifference(element);
});
