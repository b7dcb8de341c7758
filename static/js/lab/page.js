/** A page that is one lab: its address, and the buttons of the bar. */

import { embedModel, linkOfFile, shareActions } from "../parts/actions.js";
import { readOptions } from "../state/link.js";
import { REFUSED } from "../state/session.js";
import { mountKeysChoice } from "../views/keys-choice.js";
import { mountDrop } from "../views/open-file.js";
import { mountPresets } from "../views/presets.js";
import { mountShare } from "../views/share.js";
import { Address } from "./address.js";
import { createLab } from "./create.js";
import { isEmbedded, mountEmbedded } from "./embedded.js";
import { setSingleKeys, singleKeys } from "./keys.js";
import { Present } from "./present.js";
import { saveFigures, seenFigures } from "./saving.js";

/** @typedef {import("../parts/part.js").Instance} Instance */

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** What the page's head says. @param {string} name */
function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
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
  // A frame has neither bar nor Share.
  if (isEmbedded()) return mountEmbedded(lab);
  const present = new Present(lab, { button: byId("present-button"), theme: byId("theme-button") });
  await lab.ready;
  const { keys } = mountBar(lab, address);
  present.tools.keys = keys.open;
  addEventListener("keydown", (event) => {
    if (wantsKeys(event)) keys.open();
  });
  // A link may lead into the middle of a lesson.
  if (new URLSearchParams(location.search).get("present") === "1") present.set(true);
}

/** The bar of a phone bears the name of what is shown instead of the site's. @param {Instance} lab */
function mountTitle(lab) {
  const place = document.querySelector("[data-lab-title]");
  lab.on("drawn", () => {
    const { title } = lab.session;
    if (place && place.textContent !== title) place.textContent = title;
  });
}

/** @param {Instance} lab @param {Address} address */
function mountBar(lab, address) {
  const { session } = lab;
  const locked = session.lab.locks.size > 0;
  const onFile = async (/** @type {File} */ file) => address.open(lab, await linkOfFile(file));
  const { kind } = /** @type {typeof import("./instance.js").Instance} */ (lab.constructor);
  const presets = mountPresets(byId("presets"), {
    address: new URL(meta("gallery"), location.href).href,
    lab: kind,
    onChoose(name) {
      const preset = session.examples.named(name);
      // Its figure is what one wants to see, whatever panel a phone shows.
      if (preset) session.open(preset.experiment, { chosen: true, view: { tab: "figure" } });
    },
    onFile,
  });
  const say = () => presets.render({ chosen: session.example?.name ?? null, locked });
  lab.on("drawn", say);
  lab.on("opened", ({ chosen }) => chosen && scrollTo(0, 0));
  say();
  const share = /** @type {HTMLButtonElement} */ (byId("share-button"));
  const embed = () => embedModel(lab);
  mountShare(share, {
    ...shareActions(session),
    onFigures: (format) => saveFigures(lab, seenFigures(lab), format),
    embed,
    onFile: locked ? undefined : onFile,
  });
  if (!locked)
    mountDrop((file) => onFile(file).catch((error) => session.fail(REFUSED, error.message)));
  return { keys: mountKeysChoice(byId("keys-button"), { singleKeys, setSingleKeys }) };
}

/** @param {KeyboardEvent} event */
function wantsKeys({ key, target, defaultPrevented }) {
  if (key !== "?" || defaultPrevented || !singleKeys() || document.querySelector("dialog[open]"))
    return false;
  return !(
    target instanceof Element && target.matches("input:not([type=range]), textarea, select")
  );
}
