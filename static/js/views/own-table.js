/** A table of one's own: pasted, dropped or opened, looked at with all that was assumed, and only then trained on. */

import { h } from "../lib/dom.js";
import { ProblemError } from "../transport/problems.js";
import { mountTablePreview } from "./table-preview.js";

/** @typedef {import("../api.js").TableAnswer} TableAnswer */
/** @typedef {Record<string, string | string[]>} Choices  what is decided otherwise, by the parameters' names */

const EXAMPLE = "height,width,kind\n1.2,0.4,oak\n0.7,0.9,elm\n1.4,0.5,oak\n0.6,1.1,elm\n";
/** After so long without a key the text is read, milliseconds. */
const PAUSE = 250;

/**
 * @param {HTMLElement} element
 * @param {import("./data-picker.js").DataPickerCallbacks} callbacks
 * @param {() => void} close
 */
export function mountOwnTable(element, callbacks, close) {
  const field = h("textarea", {
    class: "table-field",
    rows: 8,
    "aria-label": "Table as text",
    placeholder: EXAMPLE,
    spellcheck: "false",
  });
  const problem = h("p", { class: "form-problem", role: "alert" });
  const named = h("p", { class: "formula-hint table-file", hidden: true });
  const use = h(
    "button",
    { type: "button", class: "button button-primary", disabled: true },
    "Train on this table",
  );
  const { file, open } = fileOpener((chosen) => take(chosen));
  const place = h("div", { class: "table-preview", hidden: true });
  const preview = mountTablePreview(place, (chosen) => {
    choices = { ...choices, ...chosen };
    read();
  });
  element.append(
    h(
      "div",
      { class: "own-table" },
      h(
        "p",
        { class: "formula-hint" },
        "Paste a table, drop a file or open one: any ordinary CSV, TSV or text in columns. You see how it was read before anything is trained. Nothing is stored on the server.",
      ),
      field,
      named,
      h("div", { class: "share-row" }, use, open, file),
      problem,
      place,
    ),
  );

  /** @type {Blob | null} */
  let opened = null;
  /** @type {Choices} */
  let choices = {};
  /** @type {TableAnswer["dataset"] | null} */
  let dataset = null;
  let asked = 0;
  let timer = 0;

  /** What is there now, or a refusal with what was found until then; an answer to an older question is passed over. */
  async function read() {
    asked += 1;
    const question = asked;
    dataset = null;
    use.disabled = true;
    const source = opened ?? field.value;
    if (source === "") {
      problem.textContent = "";
      place.hidden = true;
      return;
    }
    const { answer, refusal } = await asking(callbacks.readTable(source, choices));
    if (question !== asked) return;
    problem.textContent = refusal;
    dataset = answer.dataset ?? null;
    use.disabled = dataset === null;
    place.hidden = !answer.preview;
    if (answer.preview) preview.render(answer, choices);
  }

  /** Another table: what was decided of the last one does not hold. @param {Blob | null} source */
  function begin(source) {
    opened = source;
    choices = {};
    dataset = null;
    use.disabled = true;
    named.hidden = source === null;
  }

  /** @param {File | undefined | null} chosen */
  function take(chosen) {
    if (!chosen) return;
    begin(chosen);
    field.value = "";
    named.textContent = `${chosen.name}, ${chosen.size.toLocaleString("en")} bytes`;
    read();
  }

  field.addEventListener("input", () => {
    begin(null);
    clearTimeout(timer);
    timer = window.setTimeout(read, PAUSE);
  });
  use.addEventListener("click", () => {
    if (!dataset) return;
    close();
    callbacks.onTable(/** @type {import("../experiments.js").Dataset} */ ({ ...dataset }));
  });
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  });
}

/** @param {Promise<TableAnswer>} answer @returns {Promise<{answer: Partial<TableAnswer>, refusal: string}>} */
async function asking(answer) {
  try {
    return { answer: await answer, refusal: "" };
  } catch (error) {
    const found = error instanceof ProblemError ? error.problem : null;
    const refusal =
      found?.errors?.[0]?.expected ?? found?.detail ?? String(/** @type {Error} */ (error).message);
    return { answer: /** @type {Partial<TableAnswer>} */ (found ?? {}), refusal };
  }
}

/** @param {(chosen: File | undefined) => void} onChoose */
function fileOpener(onChoose) {
  const file = h("input", {
    type: "file",
    accept: ".csv,.tsv,.txt,.dat,.data,text/*",
    class: "visually-hidden",
    "aria-label": "Table as a file",
    tabindex: -1,
  });
  file.addEventListener("change", () => {
    onChoose(file.files?.[0]);
    file.value = "";
  });
  const attributes = { type: "button", class: "button", onclick: () => file.click() };
  return { file, open: h("button", attributes, "Open a file") };
}
