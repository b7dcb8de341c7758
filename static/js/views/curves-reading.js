/** What stands under the pointer on the curves: the step, and the loss, the rate and the accuracy of every run there. */

import { h, setText } from "../lib/dom.js";
import { formatCount, formatMeasure, formatNumber, formatPercent } from "../lib/format.js";
import { errorText } from "../lib/own-units.js";

/** @typedef {import("../types.js").RunView} RunView */

/** The columns that are read, each with how it is written. @type {[string, (value: number) => string][]} */
const READ = [
  ["loss", formatMeasure],
  ["test_loss", (value) => `test ${formatMeasure(value)}`],
  ["accuracy", (value) => formatPercent(value)],
  ["learning_rate", (value) => `η ${formatNumber(value)}`],
];

/**
 * The values of a run at a step; between two measurements the last one counts.
 * @param {RunView} run
 * @param {number} step
 * @param {readonly import("../types.js").ErrorCurve[]} [errors]
 * @returns {string[]}
 */
export function readingOf({ trace }, step, errors = []) {
  if (!trace?.rows) return ["–"];
  const { outcome, rows, columns } = trace;
  if (outcome.status === "diverged" && outcome.step !== null && step >= outcome.step)
    return [`× at ${formatCount(outcome.step)}`];
  const row = Math.min(step, rows - 1);
  const known = (/** @type {string} */ name) => {
    const column = columns[name];
    let at = row;
    while (at > 0 && column && Number.isNaN(column[at])) at -= 1;
    return column && Number.isFinite(column[at]) ? column[at] : null;
  };
  const off = errors.flatMap(({ column, tested, name }) => {
    const train = known(column);
    const text = errorText(train, tested ? known(tested) : null);
    return train === null ? [] : [`${name || "answers"} off by ${text}`];
  });
  const read = READ.flatMap(([name, write]) => {
    const value = known(name);
    return value === null ? [] : [write(value)];
  });
  return [...read, ...off];
}

/** @param {HTMLElement} body  of the curves */
export function mountReading(body) {
  const line = h("div", { class: "reading-line" });
  const step = h("strong", {});
  const list = h("div", { class: "reading-runs" });
  const box = h("div", { class: "reading" }, step, list);
  const root = h(
    "div",
    { class: "curves-reading", hidden: true, "aria-hidden": "true" },
    line,
    box,
  );
  body.append(root);

  return {
    /**
     * @param {{step: number, x: number, top: number, bottom: number, width: number}} where  pixels within the body
     * @param {RunView[]} runs
     * @param {readonly import("../types.js").ErrorCurve[]} [errors]
     */
    show({ step: at, x, top, bottom, width }, runs, errors) {
      root.hidden = false;
      line.style.left = `${x}px`;
      line.style.top = `${top}px`;
      line.style.height = `${bottom - top}px`;
      setText(step, `step ${formatCount(at)}`);
      list.replaceChildren(
        ...runs
          .filter(({ muted }) => !muted)
          .map((run) =>
            h(
              "p",
              { "data-slot": run.slot },
              h("span", { class: "reading-name" }, run.label),
              h("span", {}, readingOf(run, at, errors).join(" · ")),
            ),
          ),
      );
      // Beside the line, on the side where there is room.
      const room = box.offsetWidth + 12;
      box.style.left = `${x + room > width ? Math.max(0, x - room) : x + 12}px`;
      box.style.top = `${top}px`;
    },
    hide() {
      root.hidden = true;
    },
  };
}
