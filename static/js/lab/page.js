/** A page that is one lab: its address, and the buttons of the bar. */

import { shareActions } from "../parts/actions.js";
import { readOptions } from "../state/link.js";
import { mountKeysChoice } from "../views/keys-choice.js";
import { mountPresets } from "../views/presets.js";
import { mountShare } from "../views/share.js";
import { Address } from "./address.js";
import { createLab } from "./create.js";
import { setSingleKeys, singleKeys } from "./keys.js";

/** @typedef {import("./instance.js").Instance<any>} Instance */

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** @param {new (root: HTMLElement, labs: import("./labs.js").Labs, options: any) => Instance} kind */
export async function openLabPage(kind) {
  const options = readOptions(location.search);
  const preset = new URLSearchParams(location.search).get("preset") ?? undefined;
  const address = new Address();
  /** @type {Instance} */
  const lab = createLab(byId("main"), {
    kind,
    preset,
    ...options,
    first: (presets) => address.first(lab, presets),
  });
  address.follow(lab);
  mountTitle(lab);
  mountPresent(lab);
  await lab.ready;
  mountBar(lab);
}

/** The bar of a phone bears the name of what is shown instead of the site's. @param {Instance} lab */
function mountTitle(lab) {
  const place = document.querySelector("[data-lab-title]");
  lab.on("drawn", () => {
    const { title } = lab.session;
    if (place && place.textContent !== title) place.textContent = title;
  });
}

/** @param {Instance} lab */
function mountPresent(lab) {
  const button = byId("present-button");
  let presenting = false;
  const present = (/** @type {boolean} */ on) => {
    if (!lab.session) return;
    presenting = on;
    document.body.classList.toggle("is-presenting", on);
    button.setAttribute("aria-pressed", String(on));
    lab.setProjector(on);
  };
  button.addEventListener("click", () => present(!presenting));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && presenting && !document.querySelector("dialog[open]"))
      present(false);
  });
}

/** @param {Instance} lab */
function mountBar(lab) {
  const { session } = lab;
  const presets = mountPresets(byId("presets"), {
    onChoose: (preset) => session.open(preset.experiment, { chosen: true }),
  });
  presets.render({ presets: session.lab.locks.size > 0 ? [] : session.presets });
  const share = /** @type {HTMLButtonElement} */ (byId("share-button"));
  mountShare(share, shareActions(session));
  mountKeysChoice(byId("keys-button"), { singleKeys, setSingleKeys });
}
