/**
 * Who asks: a random token of this browser, by which the server shares its time among all who ask. It says nothing of
 * anybody, and is in no cookie.
 */

const STORED = "fallline-client";
const BYTES = 16;
let token = "";

/** @returns {string} letters, digits, - and _ */
export function client() {
  token ||= kept() || made();
  return token;
}

/** A header of what is asked of the API. */
export function asClient() {
  return { "fallline-client": client() };
}

function kept() {
  try {
    return localStorage.getItem(STORED) ?? "";
  } catch {
    return ""; // storage is blocked: it holds for this page
  }
}

function made() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    localStorage.setItem(STORED, text);
  } catch {
    // Storage is blocked.
  }
  return text;
}
