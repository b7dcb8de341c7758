/**
 * What a part of a lab is: one entry, from which place, name, needs and Share follow.
 *
 * @template [Host=Instance]
 * @template [Frame=CommonFrame & {timeline: import("../types.js").CurvesModel}]
 * @typedef {object} Part
 * @property {string} name    as `parts=`, `hide=` and the class `part-NAME` have it
 * @property {string} title   as Share calls it
 * @property {Region | ((host: Host) => Region) | null} region  where it likes to stand; in a region the order is the
 *   registry's; null is nowhere but on the stage
 * @property {StagePlace} [stage]  where it stands while presenting; nowhere when absent
 * @property {string} [panel]  a name that hides it together with others
 * @property {boolean} [figure]  it is a picture that may stand alone
 * @property {boolean} [control]  it is there to be used
 * @property {readonly string[]} [columns]  of rows, which it reads
 * @property {(host: Host) => Probe[]} [probes]  which it looks through
 * @property {(host: Host) => boolean} [shows]  whether there is something to show; always when absent
 * @property {(host: Host) => boolean} [folded]  it can be folded to its heading: whether it is at first
 * @property {(host: Host) => boolean} [picked]  whether it is the one that is looked at, of several that take turns on a page
 * @property {(element: HTMLElement, host: Host) => PartView<Frame>} mount
 */

/** A lab of any kind. @typedef {import("../lab/instance.js").Instance<any>} Instance */
/** A part of any lab, told of it by who knows which. @typedef {Part<any, any>} AnyPart */
/** @typedef {"head" | "left" | "main" | "side" | "below" | "curves" | "transport" | "right" | "foot"} Region */
/**
 * While presenting each part has a place of its own. Figures stand where the experiment's point is: one of them large,
 * and one beside it if it can be read at that size.
 * @typedef {"head" | "large" | "figure" | "legend" | "words" | "timeline" | "bar"} StagePlace
 */
/** @typedef {Region | `stage-${"head" | "large" | "second" | "legend" | "words" | "timeline" | "bar"}`} Place */
/** @typedef {import("../state/prober.js").ProbeWish} Probe */
/** @template [Frame=any] @typedef {{render: (frame: Frame) => void, dispose: () => void}} PartView */
/**
 * What parts show, worked out when it is first read.
 * @template [Explanation=import("../experiments.js").Explanation]
 * @typedef {object} CommonFrame
 * @property {number} step
 * @property {number} selected
 * @property {import("../types.js").RunView[]} views
 * @property {ReturnType<typeof import("../state/models.js").runCards>} cards
 * @property {Explanation | null} explanation
 * @property {import("../views/run-knobs.js").RunContext & import("../views/run-settings.js").SettingsContext} context
 * @property {string | undefined} lossNote
 */
/** @template Values @typedef {{[Name in keyof Values]: () => Values[Name]}} Makers */

/** Regions in the order in which one reads them; the middle ones share a grid. @type {readonly Region[]} */
export const REGIONS = [
  "head",
  "left",
  "main",
  "side",
  "below",
  "curves",
  "transport",
  "right",
  "foot",
];

/** Places of the stage in the order in which one reads them. @type {readonly Place[]} */
export const STAGE = [
  "stage-head",
  "stage-large",
  "stage-second",
  "stage-legend",
  "stage-timeline",
  "stage-words",
  "stage-bar",
];
