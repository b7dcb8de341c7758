/** How a table was read: its columns with their parts, what can be decided otherwise, and what was assumed. */

import { clear, freshId, h } from "../lib/dom.js";

/** @typedef {import("../api.js").TableAnswer} TableAnswer */
/** @typedef {import("../api.js").TableColumnAnswer} TableColumn */
/** @typedef {import("./own-table.js").Choices} Choices */

const SHOWN = 4;
const PARTS = ["input", "target", "left out"];
/** Beside the targets that there are: a network may predict several numbers. */
const ONE_MORE = "one more target";
const FOUND = "as found";

/** @type {{name: string, label: string, options: [string, string][]}[]} */
const TRAINING = [
  {
    name: "task",
    label: "What is learned",
    options: [
      ["", FOUND],
      ["regression", "a number"],
      ["classes", "a class"],
    ],
  },
  {
    name: "missing",
    label: "Rows with missing cells",
    options: [
      ["", "left out"],
      ["mean", "filled with the mean"],
      ["median", "filled with the median"],
    ],
  },
  {
    name: "test_fraction",
    label: "Rows for testing",
    options: [
      ["", "20 % of more than 20"],
      ["0", "none"],
      ["0.1", "10 %"],
      ["0.2", "20 %"],
      ["0.3", "30 %"],
      ["0.5", "50 %"],
    ],
  },
  {
    name: "order",
    label: "They are",
    options: [
      ["", "of every class alike, or at random"],
      ["shuffled", "at random"],
      ["in_order", "the last ones"],
    ],
  },
  {
    name: "scaling",
    label: "Inputs",
    options: [
      ["", "standardised"],
      ["unit", "divided by the largest"],
      ["none", "as they are"],
    ],
  },
  {
    name: "target_scaling",
    label: "A number to be learned",
    options: [
      ["", "standardised"],
      ["none", "as it is"],
    ],
  },
];

/** @type {typeof TRAINING} */
const READING = [
  {
    name: "separator",
    label: "Columns are separated by",
    options: [
      ["", FOUND],
      [",", "commas"],
      [";", "semicolons"],
      ["tab", "tabs"],
      ["space", "spaces"],
      ["|", "bars"],
    ],
  },
  {
    name: "decimal",
    label: "Decimal mark",
    options: [
      ["", FOUND],
      [".", "point"],
      [",", "comma"],
    ],
  },
  {
    name: "header",
    label: "First row",
    options: [
      ["", FOUND],
      ["yes", "names"],
      ["two", "names in two rows"],
      ["no", "data"],
    ],
  },
  {
    name: "around",
    label: "Titles, notes and totals",
    options: [
      ["", "left out"],
      ["keep", "rows of the table"],
    ],
  },
  {
    name: "encoding",
    label: "Encoding of a file",
    options: [
      ["", FOUND],
      ["utf-8", "UTF-8"],
      ["windows-1252", "Windows-1252"],
      ["utf-16", "UTF-16"],
      ["iso-8859-15", "ISO 8859-15"],
      ["mac-roman", "Mac Roman"],
    ],
  },
];

/**
 * @param {HTMLElement} element
 * @param {(choices: Choices) => void} onChoose
 */
export function mountTablePreview(element, onChoose) {
  const count = h("p", { class: "formula-hint" });
  const columns = h("tbody", {});
  const table = h(
    "table",
    { class: "table-columns" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["Column", "Part", "Holds", "Missing", "First rows"].map((text) =>
          h("th", { scope: "col" }, text),
        ),
      ),
    ),
    columns,
  );
  const assumed = h("ul", { class: "table-assumptions" });
  const menus = [...TRAINING, ...READING].map((choice) => mountChoice(choice, onChoose));
  const groups = [menus.slice(0, TRAINING.length), menus.slice(TRAINING.length)];
  element.append(
    count,
    h(
      "div",
      { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Columns" },
      table,
    ),
    h("h3", {}, "What was assumed"),
    assumed,
    h(
      "div",
      { class: "table-choices" },
      groups[0].map((menu) => menu.element),
    ),
    h(
      "details",
      {},
      h("summary", {}, "How the text is read"),
      h(
        "div",
        { class: "table-choices" },
        groups[1].map((menu) => menu.element),
      ),
    ),
  );

  return {
    /** @param {Partial<TableAnswer>} answer @param {Choices} choices */
    render({ preview, assumptions = [] }, choices) {
      if (!preview) return;
      count.textContent = `${preview.row_count.toLocaleString("en")} rows, ${preview.columns.length} columns`;
      clear(columns).append(
        ...preview.columns.map((column, index) =>
          columnRow(column, firstCells(preview.rows, index), (part) =>
            onChoose(withPart(preview.columns, index, part)),
          ),
        ),
      );
      assumed.replaceChildren(...assumptions.map((line) => h("li", {}, line)));
      for (const menu of menus) menu.render(choices);
      if (!choices.task && preview.task)
        menus[0].found(preview.task === "classes" ? "a class" : "a number");
    },
  };
}

/** @param {string[][]} rows @param {number} column */
function firstCells(rows, column) {
  return rows
    .slice(0, SHOWN)
    .map((row) => row[column] || "–")
    .join(", ");
}

/**
 * @param {TableColumn} column
 * @param {string} first
 * @param {(part: string) => void} onPart
 */
function columnRow(column, first, onPart) {
  const more = column.part !== "target" && column.kind === "number" ? [ONE_MORE] : [];
  const menu = h(
    "select",
    { class: "plain-select", "aria-label": `Part of ${column.name}` },
    [...PARTS, ...more].map((part) =>
      h("option", { value: part, selected: part === column.part }, part),
    ),
  );
  menu.addEventListener("change", () => onPart(menu.value));
  const holds = column.kind === "words" ? `${column.different} words` : column.kind;
  return h(
    "tr",
    { class: `is-${column.part.replace(" ", "-")}` },
    h("th", { scope: "row" }, column.name),
    h("td", {}, menu),
    h("td", {}, holds),
    h("td", {}, column.missing || "–"),
    h("td", { class: "table-first" }, first),
  );
}

/**
 * The columns' parts with one of them changed: a target takes the place of those that there are, unless it is one more.
 * @param {TableColumn[]} columns
 * @param {number} index
 * @param {string} part
 * @returns {Choices}
 */
export function withPart(columns, index, part) {
  const parts = columns.map((column, at) => {
    if (at === index) return part === ONE_MORE ? "target" : part;
    return part === "target" && column.part === "target" ? "input" : column.part;
  });
  const named = (/** @type {string} */ wanted) =>
    columns.filter((_, at) => parts[at] === wanted).map((column) => column.name);
  return { target: named("target"), columns: named("input"), leave_out: named("left out") };
}

/**
 * @param {{name: string, label: string, options: [string, string][]}} choice
 * @param {(choices: Choices) => void} onChoose
 */
function mountChoice({ name, label, options }, onChoose) {
  const id = freshId(name);
  const menu = h(
    "select",
    { class: "plain-select", id },
    options.map(([value, text]) => h("option", { value }, text)),
  );
  menu.addEventListener("change", () => onChoose({ [name]: menu.value }));
  return {
    element: h("div", { class: "table-choice" }, h("label", { for: id }, label), menu),
    /** What the server made of it, unasked. @param {string} text */
    found(text) {
      menu.options[0].text = `${FOUND}: ${text}`;
    },
    /** @param {Choices} choices */
    render(choices) {
      menu.value = String(choices[name] ?? "");
    },
  };
}
