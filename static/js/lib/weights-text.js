/** All weights and biases of a network as text, and read from what somebody pastes. No DOM in here. */

import { readNumber } from "../controls/typed.js";

/** @typedef {{name: string, rows: number, columns: number | null}} Place  columns: null for biases */

const LABEL = /\b([Wwb])[\s_]?([1-9]\d*)\s*[=:]/g;
/** What other programs write around lists. */
const AROUND =
  /\b(?:torch|np|numpy|jnp|tf)\.|\b(?:tensor|array|Parameter|parameter|containing)\b:?|\b(?:dtype|requires_grad|grad_fn|device)\s*=\s*[\w.<>'"]+/g;

/** W1, b1, W2, b2, … of a network. @param {readonly number[]} sizes  of its layers, inputs first @returns {Place[]} */
export function placesOf(sizes) {
  return sizes.slice(1).flatMap((rows, k) => [
    { name: `W${k + 1}`, rows, columns: sizes[k] },
    { name: `b${k + 1}`, rows, columns: null },
  ]);
}

/** @param {Place} place */
function countOf({ rows, columns }) {
  return rows * (columns ?? 1);
}

/** How many numbers, and of what shape: "W1 (2 × 3), b1 (2)". @param {readonly number[]} sizes */
export function shapesText(sizes) {
  return placesOf(sizes)
    .map(
      ({ name, rows, columns }) =>
        `${name} (${columns === null ? rows : `${rows}\u00a0×\u00a0${columns}`})`,
    )
    .join(", ");
}

/**
 * A line for each: W1 = [[0.15, 0.2], [0.25, 0.3]].
 * @param {ArrayLike<number>} flat  in the order W1, b1, W2, b2, …
 * @param {readonly number[]} sizes
 */
export function weightsText(flat, sizes) {
  let begin = 0;
  const take = (/** @type {number} */ count) => {
    begin += count;
    return `[${Array.from({ length: count }, (_, k) => String(flat[begin - count + k])).join(", ")}]`;
  };
  return placesOf(sizes)
    .map(({ name, rows, columns }) => {
      if (columns === null) return `${name} = ${take(rows)}`;
      return `${name} = [${Array.from({ length: rows }, () => take(columns)).join(", ")}]`;
    })
    .join("\n");
}

/**
 * Numbers in the order W1, b1, W2, b2, …, as nested lists, as plain numbers or in lines; with names in any order.
 * @param {string} text
 * @param {readonly number[]} sizes
 * @returns {import("../controls/typed.js").Typed<number[]>}
 */
export function readWeights(text, sizes) {
  const places = placesOf(sizes);
  const plain = text.replace(AROUND, " ");
  const labels = [...plain.matchAll(LABEL)];
  if (labels.length) return readNamed(plain, labels, places);
  const lists = topLists(plain);
  if (lists?.length === places.length) return joined(places.map((place, k) => [place, lists[k]]));
  const all = numbersOf(plain);
  const count = places.reduce((sum, place) => sum + countOf(place), 0);
  if (all.value === null) return all;
  if (all.value.length !== count)
    return refused(`Expected ${count} numbers, ${shapesText(sizes)}, got ${all.value.length}.`);
  return all;
}

/** @param {string} text @param {RegExpMatchArray[]} labels @param {Place[]} places */
function readNamed(text, labels, places) {
  const names = labels.map(([, letter, number]) => `${letter === "b" ? "b" : "W"}${number}`);
  const parts = labels.map((label, k) => {
    const begin = (label.index ?? 0) + label[0].length;
    return text.slice(begin, labels[k + 1]?.index ?? text.length);
  });
  const wanted = places.map(({ name }) => name);
  const odd = names.find((name, k) => !wanted.includes(name) || names.indexOf(name) !== k);
  const missing = wanted.find((name) => !names.includes(name));
  if (odd || missing) {
    const came = odd && wanted.includes(odd) ? `${odd} twice` : names.join(", ");
    return refused(`Expected ${wanted.join(", ")}, each once, got ${came}.`);
  }
  return joined(places.map((place) => [place, parts[names.indexOf(place.name)]]));
}

/** @param {[Place, string][]} parts */
function joined(parts) {
  /** @type {number[]} */
  const all = [];
  for (const [place, text] of parts) {
    const found = readPlace(place, text);
    if (found.value === null) return found;
    all.push(...found.value);
  }
  return { value: all, word: "" };
}

/** @param {Place} place @param {string} text */
function readPlace(place, text) {
  const { name, rows, columns } = place;
  const found = numbersOf(text);
  if (found.value === null) return refused(`${name}: ${found.word}`);
  const shape = columns === null ? `${rows}` : `${rows} × ${columns} = ${rows * columns}`;
  if (found.value.length !== countOf(place))
    return refused(`${name}: expected ${shape} numbers, got ${found.value.length}.`);
  const lines = [...text.matchAll(/\[([^[\]]*)\]/g)].map(([, inside]) => tokensOf(inside).length);
  const wrong = columns !== null && lines.length > 1 && lines.some((length) => length !== columns);
  if (wrong)
    return refused(
      `${name}: expected ${rows} lists of ${columns}, one a neuron, got ${lines.length} of ${lines[0]}.`,
    );
  return found;
}

/** What stands in the outermost brackets, where there is a list of lists; else null. @param {string} text */
function topLists(text) {
  const inner = text.trim();
  /** @type {string[]} */
  const lists = [];
  let depth = 0;
  let begin = 0;
  const whole = /^[[(][\s]*[[(]/.test(inner) && closesLast(inner) ? inner.slice(1, -1) : inner;
  for (const [k, mark] of [...whole].entries()) {
    if ("[(".includes(mark) && depth++ === 0) begin = k;
    if ("])".includes(mark) && --depth === 0) lists.push(whole.slice(begin, k + 1));
  }
  return depth === 0 && lists.length ? lists : null;
}

/** Whether the first bracket is closed by the last character. @param {string} text */
function closesLast(text) {
  let depth = 0;
  for (const [k, mark] of [...text].entries()) {
    if ("[(".includes(mark)) depth += 1;
    if ("])".includes(mark) && --depth === 0) return k === text.length - 1;
  }
  return false;
}

/** @param {string} text */
function tokensOf(text) {
  const plain = text.replace(/[[\](){}]/g, " ");
  // Where semicolons separate, a comma is a decimal one.
  return plain.split(plain.includes(";") ? /[\s;]+/ : /[\s,]+/).filter(Boolean);
}

/** @param {string} text @returns {import("../controls/typed.js").Typed<number[]>} */
function numbersOf(text) {
  const tokens = tokensOf(text);
  if (!tokens.length) return refused("Expected numbers, got nothing.");
  const read = tokens.map((token) => readNumber(token));
  const bad = read.find(({ value }) => value === null);
  if (bad) return refused(bad.word);
  return { value: read.map(({ value }) => Number(value)), word: "" };
}

/** @param {string} word */
function refused(word) {
  return { value: null, word };
}
