// The codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), in plain JavaScript.
//
// Browsers have crypto.subtle over https and on localhost alone; a training room has plain http.

export const STEP = 30;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BLOCK = 64; // bytes

const rotated = (word, by) => (word << by) | (word >>> (32 - by));

// The bytes, a one, zeros, and how many bits there were: whole blocks.
function padded(bytes) {
  const message = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 4, 8 * bytes.length);
  return view;
}

function schedule(message, start) {
  const words = Array.from({ length: 16 }, (_, index) => message.getUint32(start + 4 * index));
  for (let i = 16; i < 80; i += 1) {
    words.push(rotated(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1));
  }
  return words;
}

function mixed(round, b, c, d) {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

export function sha1(bytes) {
  const message = padded(bytes);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let start = 0; start < message.byteLength; start += BLOCK) {
    let [a, b, c, d, e] = state;
    schedule(message, start).forEach((word, round) => {
      const next = (rotated(a, 5) + mixed(round, b, c, d) + e + word) | 0;
      [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
    });
    [a, b, c, d, e].forEach((word, index) => (state[index] = (state[index] + word) | 0));
  }
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((word, index) => digest.setUint32(4 * index, word));
  return new Uint8Array(digest.buffer);
}

function hmac(key, bytes) {
  const short = key.length > BLOCK ? sha1(key) : key;
  const pad = (byte) => Array.from({ length: BLOCK }, (_, index) => (short[index] ?? 0) ^ byte);
  return sha1([...pad(0x5c), ...sha1([...pad(0x36), ...bytes])]);
}

// The bytes of a base32 text; bits left over at its end count for nothing.
export function decoded(base32) {
  const bytes = [];
  let [bits, value] = [0, 0];
  for (const letter of base32) {
    value = (value << 5) | BASE32.indexOf(letter);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(value >>> bits);
    value &= (1 << bits) - 1;
  }
  return bytes;
}

// The six digits of the step that has this number, counted from 1970.
export function codeAt(secret, counter) {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint32(0, Math.floor(counter / 2 ** 32));
  bytes.setUint32(4, counter % 2 ** 32);
  const digest = hmac(decoded(secret), new Uint8Array(bytes.buffer));
  const number = new DataView(digest.buffer).getUint32(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
