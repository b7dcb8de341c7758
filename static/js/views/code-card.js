/**
 * A QR code as large as the screen, of what is on screen, and the address that is in it. A phone reaches no other machine
 * by the name that this one has for itself: then the code has the machine's address on the network, or there is none.
 */

import { h } from "../lib/dom.js";
import { codeBase, isHere, serveCommand } from "../lib/own-address.js";
import { at } from "../lib/site.js";
import { createDialog } from "./dialog.js";

/** @typedef {import("../lib/own-address.js").Found} Found */

/** Most characters that the server makes a code of. */
const LONGEST = 2000;

/**
 * @param {{path: () => Promise<string>, addresses: () => Promise<Found[]>}} callbacks  path: of what is on screen, without the host
 * @returns {{open: () => Promise<void>, dispose: () => void}}
 */
export function mountCodeCard({ path, addresses }) {
  const sheet = createDialog("On your phone", "sheet-code");
  const picture = h("img", { class: "code-picture", alt: "" });
  const field = h("input", {
    type: "text",
    class: "form-text code-field",
    "aria-label": "Address in the code",
    title: "Where phones reach this server",
    spellcheck: "false",
    autocomplete: "off",
  });
  const words = h("p", { class: "code-words", role: "status" });
  const command = h("code", { class: "code-command" });
  const side = h(
    "div",
    { class: "code-side" },
    h("label", { class: "code-label" }, "Address", field),
    words,
    command,
  );
  sheet.body.append(h("div", { class: "code-place" }, picture), side);
  let link = "";
  /** @type {Found[]} */
  let found = [];

  function show() {
    const base = codeBase(field.value);
    const text = base ? base + link : "";
    const fits = text.length > 0 && text.length <= LONGEST;
    picture.hidden = !fits;
    if (fits) {
      picture.src = at(`/api/v1/qr?text=${encodeURIComponent(text)}`);
      picture.alt = `QR code of ${base}`;
    }
    command.hidden = fits || found.length === 0 || text.length > LONGEST;
    command.textContent = serveCommand(location.port);
    words.textContent = wordsOf(text.length, base);
  }

  /** @param {number} length  of the text @param {string} base */
  function wordsOf(length, base) {
    if (length > LONGEST)
      return `The link has ${length.toLocaleString("en-GB")} characters: too many for a code.`;
    if (base) return "Phones must be in the same network as this computer.";
    if (found.length === 0)
      return "A phone cannot reach this page’s own address. Write above where it reaches this server.";
    const hosts = found.map(({ host }) => host).join(", ");
    return `No phone can reach this server: it does not answer at ${hosts}, only on this computer. Start it so:`;
  }

  field.addEventListener("input", show);
  return {
    async open() {
      words.textContent = "";
      picture.hidden = true;
      command.hidden = true;
      sheet.open();
      try {
        const here = isHere(location.hostname);
        [link, found] = await Promise.all([path(), here ? addresses() : []]);
        const reached = found.find(({ answers }) => answers);
        const port = location.port ? `:${location.port}` : "";
        field.value = here ? "" : location.origin;
        if (reached) field.value = `${location.protocol}//${reached.host}${port}`;
        show();
      } catch (error) {
        words.textContent = `The code could not be made. ${/** @type {Error} */ (error).message}`;
      }
    },
    dispose: sheet.dispose,
  };
}
