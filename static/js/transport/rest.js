/** Questions over HTTP. What is no answer of the server's is told apart from a refusal: see problems.js. */

import { at } from "../lib/site.js";
import { asClient } from "./client.js";
import { ProblemError, Unreachable } from "./problems.js";

/** After so long without an answer there will be none, milliseconds. */
const DEADLINE = 90_000;

/**
 * @param {Response} response
 * @returns {Promise<Response>}
 */
export async function checked(response) {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ title: response.statusText }));
  throw new ProblemError({ ...problem, status: response.status });
}

/**
 * @param {string} url
 * @param {RequestInit} options
 * @param {AbortSignal} [signal]
 */
async function request(url, options, signal) {
  const control = new AbortController();
  const stop = () => control.abort();
  const timer = setTimeout(stop, DEADLINE);
  signal?.addEventListener("abort", stop);
  try {
    // What is no call of the API may be on its way already, asked for by the page's head without any header.
    const headers = url.includes("/api/") ? { ...options.headers, ...asClient() } : options.headers;
    return await fetch(at(url), { ...options, headers, signal: control.signal });
  } catch (error) {
    throw signal?.aborted ? error : new Unreachable(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * A body that ends early, or is a page of somebody else's, is no answer.
 * @template T
 * @param {Promise<T>} body
 * @returns {Promise<T>}
 */
async function whole(body) {
  try {
    return await body;
  } catch (error) {
    throw new Unreachable(error);
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<unknown>}
 */
export async function getJSON(url, signal) {
  return whole((await checked(await request(url, {}, signal))).json());
}

/** @param {string} url @returns {Promise<string>} */
export async function getText(url) {
  return whole((await checked(await request(url, {}))).text());
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<ArrayBuffer>}
 */
export async function getBytes(url, signal) {
  return whole((await checked(await request(url, {}, signal))).arrayBuffer());
}

/**
 * @param {string} url
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
export async function post(url, body, signal) {
  const headers = { "content-type": "application/json" };
  return checked(
    await request(url, { method: "POST", headers, body: JSON.stringify(body) }, signal),
  );
}

/**
 * @template {string} Path
 * @param {Path} url
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../experiments.js").AnswerAt<Path>>}
 */
export async function postJSON(url, body, signal) {
  return whole((await post(url, body, signal)).json());
}

/**
 * @param {string} url
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<ArrayBuffer>}
 */
export async function postForBytes(url, body, signal) {
  return whole((await post(url, body, signal)).arrayBuffer());
}

/**
 * An answer in lines of JSON, each as soon as it has come. Rejects where it ends within a line.
 * @template Line
 * @param {string} url
 * @param {unknown} body
 * @param {(line: Line) => void} onLine
 * @param {AbortSignal} [signal]
 */
export async function postForLines(url, body, onLine, signal) {
  const headers = { "content-type": "application/json", accept: "application/x-ndjson" };
  const options = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await checked(await request(url, options, signal));
  const stream = /** @type {ReadableStream<Uint8Array>} */ (response.body);
  const reader = stream.getReader();
  // The server goes on for as long as somebody reads.
  const stop = () => reader.cancel().catch(() => {});
  signal?.addEventListener("abort", stop);
  try {
    await whole(readLines(reader, onLine));
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  signal?.throwIfAborted();
}

/**
 * @template Line
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {(line: Line) => void} onLine
 */
async function readLines(reader, onLine) {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) onLine(JSON.parse(line));
  }
  if (rest) onLine(JSON.parse(rest));
}
