/** What a teacher points with: a dot that follows the mouse, and a light on one part that dims the others. */

import { h, on } from "../lib/dom.js";

/** What does something of its own when it is clicked. */
const ACTIVE =
  "button, input, select, textarea, a, label, canvas, [role=application], [tabindex='0']";

export class Light {
  /** @param {HTMLElement} root  of the lab */
  constructor(root) {
    this.root = root;
    this.dot = h("div", { class: "pointer-dot", hidden: true, "aria-hidden": "true" });
    /** The part in the light. @type {Element | null} */
    this.part = null;
    /** What is under the mouse. @type {Element | null} */
    this.under = null;
  }

  get pointing() {
    return !this.dot.hidden;
  }

  /** @returns {(() => void)[]} what stops it */
  begin() {
    document.body.append(this.dot);
    return [
      on(window, "pointermove", (event) => this.follow(event)),
      // With the pointer on nothing is moved or chosen by mistake.
      on(this.root, "pointerdown", (event) => this.hold(event), { capture: true }),
      on(this.root, "click", (event) => this.pick(event), { capture: true }),
      on(this.root, "dblclick", (event) => this.double(event)),
      () => this.end(),
    ];
  }

  end() {
    this.point(false);
    this.shine(null);
    this.dot.remove();
  }

  /** @param {boolean} wanted */
  point(wanted) {
    this.dot.hidden = !wanted;
    this.root.classList.toggle("is-pointing", wanted);
    this.root.querySelector(".stage-pointer")?.setAttribute("aria-pressed", String(wanted));
  }

  /** @param {PointerEvent} event */
  follow({ clientX, clientY, target }) {
    this.under = target instanceof Element ? target : null;
    this.dot.style.setProperty("--x", `${clientX}px`);
    this.dot.style.setProperty("--y", `${clientY}px`);
  }

  /** The part that an element belongs to, if it is one to look at. @param {EventTarget | null} target */
  partOf(target) {
    const part = target instanceof Element ? target.closest(".stage .part") : null;
    return part?.closest(".stage-head, .stage-bar") ? null : part;
  }

  /** @param {Event} event */
  hold(event) {
    if (!this.pointing || !this.partOf(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Event} event */
  pick(event) {
    const part = this.partOf(event.target);
    if (!this.pointing || !part) return;
    event.preventDefault();
    event.stopPropagation();
    this.turn(part);
  }

  /** Where a click does something of its own, two of them do it twice. @param {Event} event */
  double({ target }) {
    const part = this.partOf(target);
    if (part && !this.pointing && target instanceof Element && !target.closest(ACTIVE))
      this.turn(part);
  }

  /** In the light, or out of it again. @param {Element | null} [part]  else the one under the mouse */
  turn(part = this.partOf(this.under)) {
    const large = this.root.querySelector(".stage-large > .part:not([hidden])");
    const wanted = part ?? this.part ?? large;
    this.shine(wanted === this.part ? null : wanted);
  }

  /** @param {Element | null} part */
  shine(part) {
    this.part?.classList.remove("is-lit");
    part?.classList.add("is-lit");
    this.part = part;
    this.root.classList.toggle("has-light", part !== null);
  }
}
