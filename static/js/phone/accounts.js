// The accounts of the virtual phone: kept in this browser alone, and what is read into one.

export const STORED = "phone-accounts";
const MOST = 50;
const LONGEST = { secret: 256, name: 128 };
const SHORTEST = 16;
const UNLIKE = { 0: "the letter O", 1: "the letter I or L", 8: "the letter B" };

const NO_DEVICE = "This is not the QR code of a virtual MFA device.";

let unstored = null; // where the browser keeps nothing, they last as long as the page

function isAccount(found) {
  const texts = [found?.name, found?.issuer, found?.secret];
  return texts.every((text) => typeof text === "string") && /^[A-Z2-7]+$/.test(found.secret);
}

// All of them, newest first; what anybody else put there is left out.
export function all() {
  if (unstored) return unstored;
  try {
    const found = JSON.parse(localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(found) ? found.filter(isAccount) : [];
  } catch {
    return [];
  }
}

function keep(accounts) {
  try {
    localStorage.setItem(STORED, JSON.stringify(accounts));
  } catch {
    unstored = accounts;
  }
}

export const areKept = () => unstored === null;

// A secret key as people type it: in groups, in small letters, with padding. Throws what is wrong.
export function secretKey(text) {
  const typed = text.replace(/[\s-]/g, "").replace(/=+$/, "");
  if (!typed) throw new Error("Enter the secret key.");
  const wrong = /[^A-Za-z2-7]/u.exec(typed)?.[0];
  if (wrong) {
    const rather = UNLIKE[wrong] ? ` Perhaps it is ${UNLIKE[wrong]}.` : "";
    throw new Error(`A secret key has the letters A to Z and the digits 2 to 7, not "${wrong}".${rather}`);
  }
  const secret = typed.toUpperCase();
  if (secret.length < SHORTEST || [1, 3, 6].includes(secret.length % 8)) {
    throw new Error(`The secret key is not complete: it has ${secret.length} characters.`);
  }
  if (secret.length > LONGEST.secret) throw new Error("The secret key is too long.");
  return secret;
}

const trimmed = (name) => [...name.trim()].slice(0, LONGEST.name).join("");

// The text that is percent-encoded in an address. Throws where it is not.
export function percentDecoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(NO_DEVICE);
  }
}

// What a QR code says (otpauth://totp/ISSUER:NAME?secret=...), as an account. Throws what is wrong.
export function scanned(text) {
  const found = /^otpauth:\/\/totp\/([^?#]*)\?([^#]*)$/i.exec(text);
  if (!found) throw new Error(NO_DEVICE);
  const told = new URLSearchParams(found[2]);
  const only = { algorithm: "SHA1", digits: "6", period: "30" };
  for (const [name, value] of Object.entries(only)) {
    if ((told.get(name) ?? value).toUpperCase() !== value) {
      throw new Error("This phone has codes of six digits, every 30 seconds, by SHA-1 alone.");
    }
  }
  const [, issuer, name] = /^(?:([^:]*):)?(.*)$/s.exec(percentDecoded(found[1]));
  return {
    issuer: trimmed(told.get("issuer") ?? issuer ?? ""),
    name: trimmed(name) || "Unnamed",
    secret: secretKey(told.get("secret") ?? ""),
  };
}

function freeName(name, accounts) {
  const taken = new Set(accounts.map((account) => account.name));
  let [free, count] = [name, 1];
  while (taken.has(free)) free = `${name} (${(count += 1)})`;
  return free;
}

// Adds it under a name that no other has. A secret that is there already is not added again.
// Returns the account and whether it is new.
export function add({ issuer, name, secret }) {
  const accounts = all();
  const known = accounts.find((account) => account.secret === secret);
  if (known) return { account: known, isNew: false };
  if (accounts.length >= MOST) throw new Error(`This phone keeps ${MOST} accounts. Remove one first.`);
  const account = { issuer, name: freeName(name, accounts), secret };
  keep([account, ...accounts]);
  return { account, isNew: true };
}

export function rename(secret, text) {
  const name = trimmed(text);
  if (!name) throw new Error("Enter a name.");
  keep(all().map((account) => (account.secret === secret ? { ...account, name } : account)));
}

export const remove = (secret) => keep(all().filter((account) => account.secret !== secret));
