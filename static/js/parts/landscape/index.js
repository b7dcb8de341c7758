/** All parts of the landscape lab, in the order in which they stand. */

import { apply, runs, seed, undo } from "../common/cards.js";
import { curves } from "../common/curves.js";
import { diagnosis } from "../common/diagnosis.js";
import { example } from "../common/example.js";
import { head, knob, strip, tabs } from "../common/strips.js";
import { transport } from "../common/transport.js";
import { STAGE_PARTS } from "../stage/index.js";
import { curve, figureChoice, map, outcomes, rates, surface } from "./figures.js";
import { picker, ruler, step } from "./words.js";

/** @type {readonly import("../part.js").AnyPart[]} */
export const PARTS = [
  head,
  example,
  picker,
  seed,
  runs,
  undo,
  apply,
  figureChoice,
  map,
  curve,
  surface,
  outcomes,
  rates,
  strip,
  knob,
  curves,
  transport,
  step,
  diagnosis,
  ruler,
  tabs,
  ...STAGE_PARTS,
];
