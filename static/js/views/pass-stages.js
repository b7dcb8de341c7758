/** The stages of one sample's step: input, forward pass, output activation, loss, backpropagation. */

import { h } from "../lib/dom.js";
import { formatMeasure, formatNumber } from "../lib/format.js";
import { formulaLine, MOST_ROWS, moreThan, rowOf, tableOf, totalRow } from "./pass-tables.js";
import { wordLink } from "./reference-link.js";

/** @typedef {import("./one-point-pass.js").PassSheet} PassSheet */
/** @typedef {import("./pass-tables.js").Column} Column */

/** @param {(Node | string)[]} title @param {...(Node | string | false | 0)} parts */
function stage(title, ...parts) {
  return h("section", { class: "pass-stage" }, h("h3", {}, ...title), ...parts);
}

/** @param {PassSheet} sheet */
export function inputStage({ sample, layers, inputName }) {
  const title = [wordLink("scaled-input")];
  const { scaling, inputs } = sample;
  if (!scaling || !inputs) {
    const count = layers[0].inputs.toLocaleString("en");
    return stage(title, h("p", { class: "quiet" }, `${count} inputs: too many to be listed.`));
  }
  const { kind, raw, subtracted, divided } = scaling;
  /** @type {Column[]} */
  const columns = {
    standard: /** @type {Column[]} */ ([
      ["", "input"],
      ["x", "raw input"],
      ["mean", "mean over the training samples"],
      ["std", "standard deviation over the training samples"],
      ["x′", "scaled input"],
    ]),
    unit: /** @type {Column[]} */ ([
      ["", "input"],
      ["x", "raw input"],
      ["largest", "largest size of a training value"],
      ["x′", "scaled input"],
    ]),
    none: /** @type {Column[]} */ ([
      ["", "input"],
      ["x", "raw input"],
    ]),
  }[kind];
  const values = (/** @type {number} */ k) =>
    ({
      standard: [raw[k], subtracted[k], divided[k], inputs[k]],
      unit: [raw[k], divided[k], inputs[k]],
      none: [raw[k]],
    })[kind];
  const rows = inputs
    .slice(0, MOST_ROWS)
    .map((_, k) => rowOf(inputName(0, k), values(k), `0.${k}`));
  const rule = {
    standard: "x' = (x - \\text{mean}) / \\text{std}",
    unit: "x' = x / \\text{largest}",
    none: "",
  }[kind];
  const words =
    kind === "none" ? h("p", { class: "pass-key" }, "taken as they are") : formulaLine(rule);
  return stage(
    title,
    words,
    tableOf("pass-inputs", "", columns, rows),
    moreThan(inputs.length - rows.length),
  );
}

/** Sums and answers, layer by layer. @param {PassSheet} sheet */
export function forwardStage(sheet) {
  const { sample, unitRow, layerCaption } = sheet;
  const tables = sample.layers.map(({ z, a }, layer) => {
    const last = layer === sample.layers.length - 1;
    /** @type {Column[]} */
    const columns = [
      ["neuron", "neuron"],
      ["z", "sum"],
    ];
    if (!last) columns.push(["a", "answer"]);
    const rows = z
      .slice(0, MOST_ROWS)
      .map((_, k) => unitRow("forward", layer, k, last ? [z[k]] : [z[k], a[k]]));
    return h(
      "div",
      { "data-layer": layer },
      tableOf("pass-table pass-forward", layerCaption(layer), columns, rows),
      moreThan(z.length - rows.length),
    );
  });
  return stage([wordLink("forward-pass")], ...tables);
}

/** What is made of the last sums: softmax, sigmoid, or nothing. @param {PassSheet} sheet */
export function outputStage(sheet) {
  const { sample, unitName } = sheet;
  const { activation, latex, exponentials, values } = sample.output;
  const last = sample.layers.length - 1;
  const { z } = sample.layers[last];
  if (activation === "identity") {
    return stage(
      ["Output"],
      h("p", { class: "pass-key" }, "no activation: the sums z are the answers"),
    );
  }
  const power = activation === "softmax" ? "eᶻ" : "e⁻ᶻ";
  /** @type {Column[]} */
  const columns = [
    ["output", "output"],
    ["z", "sum"],
    ...(exponentials ? [/** @type {Column} */ ([power, "exponential"])] : []),
    ["p", sample.probabilities ? "probability" : "answer"],
  ];
  const rows = z
    .slice(0, MOST_ROWS)
    .map((_, k) =>
      rowOf(
        unitName(last, k),
        [z[k], ...(exponentials ? [exponentials[k]] : []), values[k]],
        `${last + 1}.${k}`,
      ),
    );
  if (exponentials && activation === "softmax") {
    const sum = exponentials.reduce((all, value) => Number(all) + Number(value), 0);
    const total = totalRow(`sum of ${z.length}`, 2, sum);
    total.append(h("td", { class: "number" }, "1"));
    rows.push(total);
  }
  return stage(
    ["Output: ", activation === "tanh" ? "tanh" : wordLink(activation, activation)],
    formulaLine(latex),
    tableOf("pass-output", "", columns, rows),
  );
}

/** A formula and what it is made of, a line each. @param {string} latex */
function formulaLines(latex) {
  return latex ? latex.split(",\\quad ").map((line) => formulaLine(line)) : [];
}

/** The loss of the sample, and its part of the cost. @param {PassSheet} sheet */
export function lossStage({ sample, lossLatex }) {
  const { samples, share, mean_loss, output } = sample;
  const of = `${formatNumber(mean_loss)}, the mean over ${samples.toLocaleString("en")} training samples`;
  const words =
    share === null
      ? [" is measured on a test sample: it is no part of the ", wordLink("cost"), ` ${of}.`]
      : [
          ` / ${samples.toLocaleString("en")} = `,
          h("span", { class: "pass-share" }, formatMeasure(share)),
          " is its part of the ",
          wordLink("cost"),
          ` ${of}.`,
        ];
  return stage(
    [wordLink("loss", "Loss of this sample")],
    ...formulaLines(output.loss_latex),
    formulaLine(lossLatex),
    output.weight !== null &&
      h(
        "p",
        { class: "pass-key" },
        `w = ${formatNumber(output.weight)}: the weight of its class, divided by the mean weight of the training samples.`,
      ),
    h("p", { class: "pass-key" }, formatNumber(sample.loss), ...words),
  );
}

/** The slopes δ, from the outputs back to the first hidden layer. @param {PassSheet} sheet */
export function backwardStage(sheet) {
  const { sample, unitRow, layerCaption } = sheet;
  const last = sample.layers.length - 1;
  const { values, wanted, slope_latex } = sample.output;
  const tables = sample.layers.map(({ delta, back, slope }, layer) => {
    /** @type {Column[]} */
    const columns = [["neuron", "neuron"]];
    if (back && slope)
      columns.push(["Σwδ", "from the layer above"], ["f′(z)", "slope of the activation"]);
    else columns.push(["p", "answer"], ["y", "target"]);
    columns.push(["δ", "delta"]);
    const rows = delta
      .slice(0, MOST_ROWS)
      .map((_, k) =>
        unitRow("backward", layer, k, [
          ...(back && slope ? [back[k], slope[k]] : [values[k], wanted[k]]),
          delta[k],
        ]),
      );
    return h(
      "div",
      { "data-layer": layer },
      tableOf("pass-table pass-backward", layerCaption(layer), columns, rows),
      moreThan(delta.length - rows.length),
    );
  });
  const hidden = last > 0 && formulaLine("\\delta_j = f'(z_j) \\sum_i w_{ij}\\,\\delta_i");
  return stage(
    [wordLink("backpropagation")],
    ...formulaLines(slope_latex),
    tables[last],
    hidden,
    ...tables.slice(0, last).reverse(),
  );
}
