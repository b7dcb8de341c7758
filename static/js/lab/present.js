/** Presenting: the lab as a stage of always the same size, which fills the screen whatever that is. */

import { on } from "../lib/dom.js";
import { magnify } from "../lib/magnified.js";
import { shortLinkOf } from "../parts/actions.js";
import { getJSON } from "../transport/rest.js";
import { mountCodeCard } from "../views/code-card.js";
import { singleKeys } from "./keys.js";
import { Light } from "./light.js";

/** @typedef {import("../parts/part.js").Instance} Instance */
/** @typedef {import("../parts/stage/tools.js").Tool} Tool */

/** The stage is at least as wide and as high, pixels of its own: what is 20 of them high is read from the last row. */
const [WIDTH, HEIGHT] = [1280, 720];
const TEXT = "input:not([type=range]), textarea";

export class Present {
  /**
   * @param {Instance} lab
   * @param {{button: HTMLElement, theme: HTMLElement}} bar  the bar's own buttons
   */
  constructor(lab, { button, theme }) {
    this.lab = lab;
    this.button = button;
    this.presenting = false;
    this.light = new Light(lab.root);
    const code = mountCodeCard({ path: () => shortLinkOf(lab.session), addresses: ownAddresses });
    /** @type {(() => void)[]} */
    this.stops = [];
    /** What each tool of the stage does. @type {Partial<Record<Tool, () => void>>} */
    this.tools = {
      leave: () => this.set(false),
      pointer: () => this.light.point(!this.light.pointing),
      theme: () => theme.click(),
      code: () => void code.open(),
    };
    on(button, "click", () => this.set(!this.presenting));
    lab.on("stage", (tool) => this.tools[tool]?.());
  }

  /** @param {boolean} wanted */
  set(wanted) {
    const { lab, button } = this;
    if (!lab.session || wanted === this.presenting) return;
    this.presenting = wanted;
    document.body.classList.toggle("is-presenting", wanted);
    button.setAttribute("aria-pressed", String(wanted));
    for (const stop of this.stops) stop();
    this.stops = wanted ? [...this.begin(), ...this.light.begin()] : [];
    this.fit();
    lab.setProjector(wanted);
    if (!wanted) button.focus({ preventScroll: true });
  }

  begin() {
    return [
      on(window, "resize", () => {
        this.fit();
        this.lab.draw();
      }),
      // Before the knobs: a remote turns pages whatever has been touched last.
      on(document, "keydown", (event) => this.turn(event), { capture: true }),
      on(document, "keydown", (event) => this.key(event)),
    ];
  }

  /** As large as the screen allows; what is left of it makes the stage wider or higher. */
  fit() {
    const { style } = document.documentElement;
    const { innerWidth, innerHeight } = window;
    const times = this.presenting ? Math.min(innerWidth / WIDTH, innerHeight / HEIGHT) : 1;
    magnify(times);
    style.setProperty("--times", String(times));
    style.setProperty("--stage-width", `${Math.floor(innerWidth / times)}px`);
    style.setProperty("--stage-height", `${Math.floor(innerHeight / times)}px`);
  }

  /** The keys of a presenter's remote. @param {KeyboardEvent} event */
  turn(event) {
    const { key, target } = event;
    const action = { PageDown: "next-example", PageUp: "previous-example" }[key];
    const typing = target instanceof Element && target.matches(TEXT);
    if (!action || typing || hasModifier(event) || isBusy()) return;
    event.preventDefault();
    event.stopPropagation();
    this.lab.session.act(action);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, target } = event;
    if (event.defaultPrevented || isBusy() || hasModifier(event)) return;
    if (key === "Escape") return this.back();
    const typing = target instanceof Element && target.matches(`${TEXT}, select`);
    if (typing || !singleKeys()) return;
    const letter = key.toLowerCase();
    if (letter === "l") this.tools.pointer?.();
    else if (letter === "q") this.tools.code?.();
    else if (letter === "s") this.light.turn();
  }

  /** Out of what one got into last. */
  back() {
    if (this.light.part) this.light.shine(null);
    else if (this.light.pointing) this.light.point(false);
    else this.set(false);
  }
}

/** A dialog takes all keys. */
function isBusy() {
  return document.querySelector("dialog[open]") !== null;
}

/** @param {KeyboardEvent} event */
function hasModifier({ ctrlKey, altKey, metaKey }) {
  return ctrlKey || altKey || metaKey;
}

async function ownAddresses() {
  const answer = await getJSON("/api/v1/addresses");
  return /** @type {{addresses: import("../experiments.js").Address[]}} */ (answer).addresses;
}
