/** Where this server's addresses begin: a proxy may offer it below a path of its host, which the page's head names. */

/** What is before every address; empty at the root of a host, and where there is no page. */
function root() {
  if (typeof document === "undefined") return "";
  const element = document.querySelector('meta[name="root"]');
  return element instanceof HTMLMetaElement ? element.content.replace(/\/$/, "") : "";
}

/** An address of this server as a browser asks for it. What begins with a scheme stays. @param {string} address  from the server's root */
export function at(address) {
  return address.startsWith("/") ? root() + address : address;
}

/** What stands before an address in a link for others. */
export function site() {
  return location.origin + root();
}
