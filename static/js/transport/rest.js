/** An answer with problem details. */
export class ProblemError extends Error {
  /** @param {{title?: string, detail?: string, status?: number, errors?: {path: string}[]}} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title ?? "The server refused the request.");
    this.problem = problem;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Response>}
 */
export async function checked(response) {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ title: response.statusText }));
  throw new ProblemError(problem);
}

/**
 * @param {string} url
 * @returns {Promise<any>}
 */
export async function getJSON(url) {
  return (await checked(await fetch(url))).json();
}

/**
 * @param {string} url
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
export async function post(url, body, signal) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  return checked(response);
}

/**
 * @param {string} url
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function postJSON(url, body, signal) {
  return (await post(url, body, signal)).json();
}

/**
 * One request at a time; while one is under way only the newest further one is kept.
 * @template T
 * @param {(argument: T) => Promise<void>} work
 * @returns {(argument: T) => void}
 */
export function latestOnly(work) {
  /** @type {{argument: T} | null} */
  let waiting = null;
  let busy = false;
  /** @param {T} argument */
  async function run(argument) {
    busy = true;
    try {
      await work(argument);
    } finally {
      busy = false;
      if (waiting) {
        const next = waiting;
        waiting = null;
        run(next.argument);
      }
    }
  }
  return (argument) => {
    if (busy) waiting = { argument };
    else run(argument);
  };
}
