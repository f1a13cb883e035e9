// How to get in, on a phone that will stand where there is no signal: sealed by the platform to a key that was made here
// and cannot leave this browser, from the acceptance until the responder has left.
import { dropSeen, keepSeen, lastSeen } from "./outbox.js";

const asked = new Set();

function place(by, callout) {
  return `${by}:way-in:${callout}`;
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
}

// Asks once for each version that is on file; `fetchSealed` gets the public key and answers with what the platform sealed to
// it. Kept only where it opens.
export async function holdWayIn(by, callout, version, fetchSealed) {
  const of = place(by, callout);
  const once = `${of}:${version}`;
  if (asked.has(once) || !crypto.subtle) {
    return;
  }
  forgetAsked(of);
  asked.add(once);
  try {
    if (isOf(version, await lastSeen(of))) {
      return;
    }
    const pair = await crypto.subtle.generateKey(
      { name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, false, ["decrypt"]);
    const open = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
    const response = await fetchSealed(btoa(String.fromCharCode(...open)));
    if (response.status === 404) {
      // There is none for this phone: asking again would bring none.
      return;
    }
    if (!response.ok) {
      throw new Error(`answer ${response.status}`);
    }
    const held = { sealed: await response.json(), key: pair.privateKey, version };
    await opened(held);
    // Left meanwhile, or changed: then this is not the one to be kept.
    if (asked.has(once)) {
      await keepSeen(of, held);
    }
  } catch (problem) {
    asked.delete(once);
    throw problem;
  }
}

// A platform that names no version, as before there were any, has only one.
function isOf(version, held) {
  return Boolean(held) && (!version || held.what.version === version);
}

// Whether this phone can show it without a signal.
export async function holdsWayIn(by, callout, version) {
  return isOf(version, await lastSeen(place(by, callout)));
}

// Null where nothing is held, or only what is on file no longer.
export async function openWayIn(by, callout, version) {
  const held = await lastSeen(place(by, callout));
  return isOf(version, held) ? opened(held.what) : null;
}

async function opened({ sealed, key }) {
  const secret = await crypto.subtle.decrypt({ name: "RSA-OAEP" }, key, bytes(sealed.key));
  const aes = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(sealed.nonce) }, aes, bytes(sealed.sealed));
  return JSON.parse(new TextDecoder().decode(text));
}

export async function releaseWayIn(by, callout) {
  forgetAsked(place(by, callout));
  await dropSeen(place(by, callout));
}

function forgetAsked(of) {
  for (const one of asked) {
    if (one.startsWith(`${of}:`)) {
      asked.delete(one);
    }
  }
}
