/** What is said of a plane and of the path on it. No DOM in here. */

import { formatCount, formatNumber, formatPercent } from "../lib/format.js";
import { pointAt } from "../state/plane-model.js";

/** @typedef {import("../state/planes.js").FoundPlane} FoundPlane */

/** Share of the largest distance from a plane that is none. */
const ON = 1e-6;

/** Which samples the losses are over. @param {FoundPlane} plane */
export function samplesText({ answer, choice, batch }) {
  const samples = formatCount(answer.samples);
  if (batch !== null)
    return `${samples} ${answer.samples === 1 ? "sample" : "samples"} of step ${formatCount(batch)}`;
  return `${samples} ${choice.over === "test" ? "test" : "training"} samples`;
}

/** Over what the losses are. @param {FoundPlane} plane */
export function captionText(plane) {
  const which = plane.batch === null ? "" : "the ";
  return `loss over ${which}${samplesText(plane)}`;
}

/**
 * Where the path lies, and what that says of its losses; or why there is no plane.
 * @param {FoundPlane | null} plane
 * @param {{refused: string, step: number, reach: number}} now
 * @param {FoundPlane | null} [few]  the same plane over one batch, which is shown beside it
 */
export function planeText(plane, { refused, step, reach }, few = null) {
  if (!plane) {
    if (reach < 1) return "A path has a plane once the run has taken a few steps.";
    if (refused) return `There is no such plane here: ${refused}`;
    return "The plane is being computed.";
  }
  const { path_steps: steps, path_distance: distances, explained_variance: shares } = plane.answer;
  const at = pointAt(steps, step);
  const whole = shares
    ? `${formatPercent(shares[0] + (shares[1] ?? 0))} of the path’s variance lies in this plane, onto which it is projected. `
    : "";
  const on = distances[at] < ON * Math.max(...distances);
  const lies = on ? "lies on it" : `is ${formatNumber(distances[at], 3)} off it`;
  const over = few
    ? `its loss is ${lossText(plane, at)} over the ${samplesText(plane)}, ${lossText(few, at)} over the ${samplesText(few)}`
    : captionText(plane);
  return `${whole}At step ${formatCount(steps[at])} the run itself ${lies}; ${over}.`;
}

/** The run's own loss at a point of its path. @param {FoundPlane} plane @param {number} at */
function lossText({ answer }, at) {
  const loss = answer.path_loss[at];
  return loss === null ? "no number" : formatNumber(loss, 3);
}

/**
 * What the parameter is of which a plane has the number, counted from 1 as neurons are.
 * @param {number[]} sizes  units of each layer, inputs first
 * @param {number} index  in the order W1, b1, W2, b2, …
 */
export function parameterName(sizes, index) {
  let rest = index;
  for (let layer = 1; layer < sizes.length; layer += 1) {
    const [inputs, units] = [sizes[layer - 1], sizes[layer]];
    if (rest < inputs * units)
      return `layer ${layer}, ${Math.floor(rest / inputs) + 1} ← ${(rest % inputs) + 1}`;
    rest -= inputs * units;
    if (rest < units) return `layer ${layer}, bias ${rest + 1}`;
    rest -= units;
  }
  return `parameter ${index}`;
}
