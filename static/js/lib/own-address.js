/** Addresses of the server that phones can reach. No DOM in here. */

/** @typedef {import("../experiments.js").Address} Found */

/** Whether a host is the machine itself, which no other can reach by that name. @param {string} host */
export function isHere(host) {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    /^127(\.\d{1,3}){3}$/.test(name) ||
    ["::1", "0.0.0.0", "::"].includes(name)
  );
}

/**
 * What somebody writes as an address, as the beginning of a link; empty where no phone gets anywhere by it.
 * @param {string} text
 */
export function codeBase(text) {
  const address = text.trim();
  if (!address || /\s/.test(address)) return "";
  try {
    const { protocol, host, hostname } = new URL(
      /^https?:\/\//i.test(address) ? address : `http://${address}`,
    );
    return isHere(hostname) ? "" : `${protocol}//${host}`;
  } catch {
    return "";
  }
}

/** How the server is started for others. @param {string} port  of the page's address */
export function serveCommand(port) {
  return `fallline serve --host 0.0.0.0${port && port !== "8000" ? ` --port ${port}` : ""}`;
}
