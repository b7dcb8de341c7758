/**
 * What the network answers to the chosen sample, in one line below the figure of a phone: the numbers are elsewhere.
 * @import {NetworkCommon} from "./network-models.js"
 */
import { h, setText } from "../lib/dom.js";
import { answerLine } from "../lib/network-words.js";

/** @typedef {NetworkCommon & {sample: import("../experiments.js").SampleExplanation | null}} PointLineModel */

/**
 * @param {HTMLElement} element
 * @param {{onMore: () => void}} callbacks
 * @returns {{render: (model: PointLineModel) => void, dispose: () => void}}
 */
export function mountPointLine(element, { onMore }) {
  const words = h("span", { role: "status" });
  const more = h("button", { type: "button", class: "text-button", onclick: onMore }, "its way");
  more.title = "This sample’s way through the network, with its numbers";
  const root = h("p", { class: "point-line" }, words, more);
  element.append(root);
  return {
    render: ({ sample, samples }) =>
      setText(words, sample ? answerLine(sample, samples?.classes ?? []) : "The chosen point …"),
    dispose: () => root.remove(),
  };
}
