// The ceremonies of passkeys and security keys (WebAuthn).

import { onPrepare } from "./page.js";

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

onPrepare((root) => {
  for (const form of root.querySelectorAll("[data-ceremony]")) prepareCeremony(form);
});
