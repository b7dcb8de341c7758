/** What the controls that all labs share do: run cards and the Share dialog. */

import { namedDefaults } from "../controls/schema.js";
import { h } from "../lib/dom.js";
import { at, site } from "../lib/site.js";
import { asCurl, asPython } from "../state/code.js";
import { covers } from "../state/examples.js";
import { FILE_NAME, fileText, readFileText } from "../state/experiment-file.js";
import { locksOf } from "../state/locks.js";
import { MOST_BYTES } from "../state/payload.js";
import { writeView } from "../state/view-text.js";
import { currentTheme } from "../theme.js";
import { post, postJSON } from "../transport/rest.js";

/** @typedef {import("../state/session.js").Session} Session */
/** @typedef {import("../experiments.js").Json} Json */

/**
 * What a run's card can ask for.
 * @param {Session} session
 */
export function cardActions(session) {
  const { lab } = session;
  return {
    onSelect: (/** @type {number} */ index) => lab.select(index),
    onInput: (/** @type {number} */ i, /** @type {string} */ name, /** @type {Json} */ value) =>
      lab.turn(i, name, value, false),
    onChange: (/** @type {number} */ i, /** @type {string} */ name, /** @type {Json} */ value) =>
      typeof value === "number" || name === "batch_size"
        ? lab.turn(i, name, value, true)
        : lab.patch(i, { optimizer: { ...lab.experiment.runs[i].optimizer, [name]: value } }),
    onRename: (/** @type {number} */ i, /** @type {string} */ label) => lab.rename(i, label),
    onOptimizer: (/** @type {number} */ i, /** @type {string} */ name) =>
      lab.changeOptimizer(i, defaultsOf(session, name)),
    onSchedule: (
      /** @type {number} */ i,
      /** @type {import("../experiments.js").Schedule | null} */ schedule,
      /** @type {boolean} */ done,
    ) => {
      const rate = lab.experiment.runs[i].learning_rate;
      const number = typeof rate === "object" && rate ? rate.initial : rate;
      session.byHand(done, () => lab.patch(i, { learning_rate: schedule ?? number }));
    },
    onClipping: (
      /** @type {number} */ i,
      /** @type {import("../experiments.js").Clipping | null} */ clipping,
      /** @type {boolean} */ done,
    ) => session.byHand(done, () => lab.patch(i, { gradient_clipping: clipping })),
    onLoss: (
      /** @type {number} */ i,
      /** @type {import("../experiments.js").Named | null} */ loss,
      /** @type {boolean} */ done,
    ) => session.byHand(done, () => lab.changeLoss(i, loss)),
    onDuplicate: (/** @type {number} */ i) => lab.duplicate(i),
    onMute: (/** @type {number} */ i) => lab.mute(i, !lab.muted.has(lab.slots[i])),
    onRemove: (/** @type {number} */ i) => lab.remove(i),
    onAdd: () =>
      lab.add({
        optimizer: { ...defaultsOf(session, "sgd"), momentum: 0.9 },
        learning_rate: lab.standardRate,
        batch_size: null,
        start: lab.experiment.runs[0].start,
        loss: null,
        label: "",
        gradient_clipping: null,
        changes: [],
      }),
  };
}

/** An optimizer with its default settings. @param {Session} session @param {string} name */
function defaultsOf(session, name) {
  const info = session.lab.optimizer(name);
  return info ? namedDefaults(info) : { name };
}

/**
 * What the Share dialog gives away: exactly what is on the screen.
 * @param {Session} session
 */
export function shareActions(session) {
  const { lab } = session;
  return {
    link: async () => `${site()}${await linkOf(session)}`,
    curl: () => asCurl(site(), lab.experiment),
    python: () => asPython(lab.experiment),
    onDownload: async (/** @type {string} */ format) => {
      const path =
        format === "html"
          ? `/api/v1/figures?format=html&theme=${currentTheme()}`
          : `/api/v1/traces?format=${format}`;
      const response = await post(path, lab.experiment);
      save(await response.blob(), `fall-line.${format}`);
    },
    onExperiment: () => {
      const text = fileText(lab.experiment, session.state);
      save(new Blob([text], { type: "application/json" }), FILE_NAME);
    },
  };
}

/** The link of what is on screen, from the server's root. @param {Session} session */
async function linkOf(session) {
  const answer = await postJSON("/api/v1/experiments/normalize", session.lab.experiment);
  return `${answer.link}${writeView(session.state)}`;
}

/**
 * The same without the host, as short as it can be: where nothing of an example has been changed, its name says all of it.
 * @param {Session} session
 */
export async function shortLinkOf(session) {
  const named = await exampleLinkOf(session);
  return named ? named() : at(await linkOf(session));
}

/** What makes the link of an example of which nothing has been changed; null for any other experiment. @param {Session} session */
async function exampleLinkOf(session) {
  const { example: shown, examples, lab } = session;
  const example = examples.named(shown?.name);
  if (!example) return null;
  const { experiment } = await postJSON("/api/v1/experiments/normalize", example.experiment);
  if (!covers(experiment, lab.experiment) || !covers(lab.experiment, experiment)) return null;
  return () => {
    const view = writeView({ ...session.state, example: null }).slice(1);
    return `${location.pathname}?preset=${example.name}${view && `#${view}`}`;
  };
}

/**
 * What makes both links of what is on screen when they are asked for, with the host: a page that plays goes on meanwhile.
 * Without a server there is the page's own address, and none where that is a file.
 * @param {Session} session
 */
export async function linksOf(session) {
  const own = () => (location.protocol.startsWith("http") ? location.href : "");
  if (!own()) return { short: own, whole: own };
  try {
    const [answer, named] = await Promise.all([
      postJSON("/api/v1/experiments/normalize", session.lab.experiment),
      exampleLinkOf(session),
    ]);
    const whole = () => `${site()}${answer.link}${writeView(session.state)}`;
    return { whole, short: () => (named ? `${location.origin}${named()}` : whole()) };
  } catch {
    return { short: own, whole: own };
  }
}

/**
 * What a frame for other pages may show of this lab now, and hold.
 * @param {import("./part.js").Instance} host
 * @returns {import("../views/embed.js").EmbedModel}
 */
export function embedModel(host) {
  const { kind, parts } = /** @type {typeof import("../lab/instance.js").Instance} */ (
    host.constructor
  );
  const meta = document.querySelector('meta[name="frame-ancestors"]');
  const shown = parts.map((part) => {
    const { name, title, figure, control } = part;
    const region = (typeof part.region === "function" ? part.region(host) : part.region) ?? "";
    /** @type {import("../views/embed.js").Group} */
    const group = figure ? "figure" : control ? "control" : "words";
    const here = (part.shows?.(host) ?? true) && (part.picked?.(host) ?? true);
    return { name, title, region, group, here };
  });
  // The tabs of a phone, and what there is to present with, belong to a whole lab.
  const apart = new Set(["", "foot"]);
  return {
    title: `${host.session.title}: Fall Line`,
    parts: shown.filter(({ here, region }) => here && !apart.has(region)),
    locks: locksOf(kind),
    ancestors: meta?.getAttribute("content") ?? "",
  };
}

/** Gives a file away. @param {Blob} content @param {string} name */
export function save(content, name) {
  const url = URL.createObjectURL(content);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * The link of what a file holds; the server says what is wrong with it.
 * @param {File} file
 * @returns {Promise<string>} without the host
 */
export async function linkOfFile(file) {
  if (file.size > MOST_BYTES) throw new Error("The file is larger than 8 MB; no experiment is.");
  const { experiment, view } = readFileText(await file.text());
  const answer = await postJSON("/api/v1/experiments/normalize", experiment);
  return `${answer.link}${view}`;
}
