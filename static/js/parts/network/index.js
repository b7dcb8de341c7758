/** All parts of the network lab, in the order in which they stand. */

import { apply, runs, seed, undo } from "../common/cards.js";
import { learningCurves } from "../common/curves.js";
import { diagnosis } from "../common/diagnosis.js";
import { example } from "../common/example.js";
import { head, knob, strip, tabs } from "../common/strips.js";
import { transport } from "../common/transport.js";
import { STAGE_PARTS } from "../stage/index.js";
import { gradientNoise, sharpness } from "./curvature.js";
import { confusion, firstLayer, histograms, mistakes, pictureWay, words } from "./examples.js";
import {
  boundary,
  diagram,
  field,
  fieldSurface,
  figureChoice,
  fitted,
  map,
  outcomes,
  rates,
  sparklines,
  surface,
} from "./figures.js";
import { ask, draw, permute, sentence, shift } from "./inputs.js";
import { plane } from "./plane.js";
import { data, layers, onePoint, pointLine } from "./words.js";

/** @type {readonly import("../part.js").AnyPart[]} */
export const PARTS = [
  head,
  example,
  data,
  seed,
  runs,
  undo,
  apply,
  figureChoice,
  map,
  surface,
  fieldSurface,
  diagram,
  sparklines,
  firstLayer,
  words,
  boundary,
  field,
  fitted,
  confusion,
  mistakes,
  histograms,
  plane,
  outcomes,
  rates,
  pointLine,
  strip,
  knob,
  learningCurves,
  transport,
  draw,
  sentence,
  ask,
  layers,
  diagnosis,
  onePoint,
  pictureWay,
  shift,
  permute,
  sharpness,
  gradientNoise,
  tabs,
  ...STAGE_PARTS,
];
