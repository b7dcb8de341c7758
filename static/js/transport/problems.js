/** What can go wrong with a question to the server, and whether asking again may help. */

/** @typedef {{title?: string, detail?: string, status?: number, retry_after?: number, errors?: {path?: string, expected?: string, got?: string}[]}} Problem */

/** An answer with problem details. */
export class ProblemError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title ?? "The server refused the request.");
    this.problem = problem;
  }
}

/** No answer, or none of the server's: the network, a proxy or a restart is in between. */
export class Unreachable extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super("The server does not answer.", { cause });
  }
}

/** Too much at once, a proxy without its server, a server that is busy or starting. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);

/**
 * An answer, or what is wrong with the question in words.
 * @template T
 * @param {Promise<T>} answer
 * @returns {Promise<T | {error: string}>}
 */
export async function orInWords(answer) {
  try {
    return await answer;
  } catch (error) {
    const first = error instanceof ProblemError ? error.problem.errors?.[0] : null;
    return { error: first ? wordsOf(first) : String(/** @type {Error} */ (error).message) };
  }
}

/** What was expected and what came; the reader of formulas says both by himself. @param {{expected?: string, got?: string}} mistake */
function wordsOf({ expected = "", got = "" }) {
  return expected.includes(", got ") ? expected : `expected ${expected}, got ${got}`;
}

/** Whether a problem is the server's for a while, and no answer to what was asked. @param {Problem} problem */
export function isBusy({ status }) {
  return status !== undefined && PASSING.has(status);
}

/** Whether it is the server's own word that it has no time now: a proxy's is none. @param {unknown} error */
export function isHeld(error) {
  return error instanceof ProblemError && error.problem.retry_after !== undefined;
}

/** How long the server wants to be left alone, milliseconds. @param {unknown} error */
export function restOf(error) {
  return error instanceof ProblemError ? 1000 * (error.problem.retry_after ?? 0) : 0;
}

/** Whether the same question may be answered later. @param {unknown} error */
export function isTrouble(error) {
  return error instanceof Unreachable || (error instanceof ProblemError && isBusy(error.problem));
}
