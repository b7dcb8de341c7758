/**
 * A sentence of one's own: which of its words the network knows, what it answers, and that their order is lost on it.
 * @import {ProbeNotes} from "../experiments.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {Answer, Token} from "../lib/sentence.js"
 */
import { h, on } from "../lib/dom.js";
import { atMostEvery } from "../lib/drawing.js";
import { knownText, pickTexts, shuffled, shuffleText, TWINS } from "../lib/sentence.js";
import { mountBars, readAnswer } from "./bars.js";

/** @typedef {NetworkCommon & {prediction: ProbeView<ProbeNotes["prediction"]> | null}} TypeSentenceModel */

/** Milliseconds between two questions while typing. */
const PACE = 150;

/** Characters that a question may have. */
const LONGEST = 2000;

const KINDS = ["negative", "neutral", "positive"];

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {{onText?: (text: string) => void}} callbacks
 * @returns {{render: (model: TypeSentenceModel) => void, dispose: () => void}}
 */
export function mountTypeSentence(element, { onText }) {
  const id = `type-sentence-${++serial}`;
  const parts = build(id);
  const { root, field, shuffle, counted, words, barsPlace, effect, others, examples } = parts;
  element.append(root);
  const bars = mountBars(barsPlace, { label: "Probability of each class" });
  const sending = atMostEvery(() => onText?.(field.value), PACE);
  for (const [k, button] of parts.twins.entries()) on(button, "click", () => put(TWINS[k]));

  /** @type {TypeSentenceModel | null} */
  let model = null;
  /** @type {Answer | null} */
  let before = null;
  /** An answer to what is no longer in the field. @type {ProbeView<ProbeNotes["prediction"]> | null} */
  let stale = null;
  /** @type {unknown[]} */
  let shown = [];
  let seed = 0;
  let turn = 0;

  const answered = () =>
    !field.value.trim() || !model?.prediction || model.prediction === stale
      ? null
      : model.prediction;
  const names = () => (model?.samples?.classes?.length ? model.samples.classes : KINDS);

  /** @param {string} text @param {Answer | null} [compare] */
  function put(text, compare = null) {
    if (!field.value.trim()) stale = model?.prediction ?? null;
    field.value = text;
    before = compare;
    sending.now();
    show();
  }

  on(field, "input", () => {
    before = null;
    if (!field.value.trim()) stale = model?.prediction ?? null;
    sending.ask();
    show();
  });
  on(shuffle, "click", () => {
    const text = shuffled(field.value, seed++);
    if (text !== null) put(text, answerOf(answered(), names().length));
  });
  on(others, "click", () => {
    turn += 1;
    renderExamples();
  });

  function show() {
    if (!model) return;
    const prediction = answered();
    const answer = readAnswer(prediction, names().length);
    /** @type {Token[]} */
    const tokens = prediction?.note?.tokens ?? [];
    shuffle.disabled = shuffled(field.value, 0) === null;
    counted.textContent = prediction ? knownText(tokens) : "";
    renderWords(words, prediction, tokens);
    bars.render({
      names: names(),
      values: answer?.values ?? null,
      winner: answer?.answer ?? null,
    });
    effect.textContent = shuffleText(before, answerOf(prediction, names().length), names());
  }

  function renderExamples() {
    const { texts = [], labels = [] } = model?.samples?.examples ?? {};
    const picked = pickTexts(texts, labels, turn);
    others.hidden = texts.length <= picked.length;
    examples.replaceChildren(
      ...picked.map(({ text, label }) => {
        const kind = names()[label];
        const title = kind ? `${text} (people say: ${kind})` : text;
        const onclick = () => put(text);
        const link = h("button", { type: "button", class: "text-button", title, onclick }, text);
        return h("li", {}, link);
      }),
    );
  }

  return {
    render(next) {
      const fresh = next.samples !== model?.samples;
      model = next;
      root.classList.toggle("is-projector", next.projector);
      if (fresh) {
        turn = 0;
        renderExamples();
      }
      const key = [next.prediction, next.samples];
      if (shown.length && key.every((part, k) => part === shown[k])) return;
      shown = key;
      show();
    },
    dispose() {
      sending.cancel();
      bars.dispose();
      root.remove();
    },
  };
}

/** @param {string} id */
function build(id) {
  const counted = h("span", { class: "probing-note", role: "status" });
  const head = h("div", { class: "figure-head" }, h("h2", { id }, "Type a sentence"));
  const label = h("label", { class: "label", for: `${id}-field` }, "Your sentence, in English");
  const field = h("textarea", {
    id: `${id}-field`,
    class: "sentence-field",
    rows: "3",
    maxlength: String(LONGEST),
    spellcheck: "false",
    title: "What the network is asked about, while you type",
  });
  const title = "The same words in another order";
  const shuffle = h("button", { type: "button", class: "text-button", title }, "shuffle the words");
  const row = h("p", { class: "sentence-row" }, shuffle, counted);
  const words = h("p", {
    class: "sentence-words",
    role: "group",
    tabindex: "0",
    "aria-label": "Words as the network reads them",
  });
  const barsPlace = h("div", { class: "sentence-bars" });
  const effect = h("p", { class: "sentence-effect", role: "status" });
  const twins = TWINS.map((text) =>
    h("button", { type: "button", class: "text-button", title: "Try this sentence" }, text),
  );
  const limit = h(
    "p",
    { class: "probing-sentence" },
    "A bag of words has no order, so shuffling changes nothing. That is a limit: ",
    twins[0],
    " and ",
    twins[1],
    " are one to this network.",
  );
  const tip = "Other sentences of the data";
  const others = h("button", { type: "button", class: "text-button", title: tip }, "others");
  const offer = h("div", { class: "sentence-offer" }, h("span", { class: "label" }, "Try"), others);
  const examples = h("ul", { class: "sentence-examples" });
  const inner = [head, label, field, row, words, barsPlace, effect, limit, offer, examples];
  const root = h("section", { class: "type-sentence", "aria-labelledby": id }, inner);
  return { root, field, shuffle, counted, words, barsPlace, effect, twins, others, examples };
}

/** @param {HTMLElement} element @param {ProbeView<ProbeNotes["prediction"]> | null} prediction @param {Token[]} tokens */
function renderWords(element, prediction, tokens) {
  if (!prediction) {
    const text = "Each word will stand here; those that the network never learned are dotted.";
    element.replaceChildren(h("span", { class: "empty" }, text));
    return;
  }
  const spans = tokens.map(({ text, known }) =>
    known
      ? h("span", {}, text)
      : h(
          "span",
          { class: "is-unknown", title: "unknown: the network ignores it" },
          text,
          h("span", { class: "visually-hidden" }, " (unknown)"),
        ),
  );
  element.replaceChildren(...spans.flatMap((span) => [span, " "]));
}

/** @param {ProbeView<ProbeNotes["prediction"]> | null} prediction @param {number} classes @returns {Answer | null} */
function answerOf(prediction, classes) {
  const answer = readAnswer(prediction, classes);
  if (!prediction || !answer) return null;
  const tokens = (prediction.note?.tokens ?? []).map(({ text }) => text);
  return { tokens, step: prediction.step, values: answer.values, answer: answer.answer };
}
