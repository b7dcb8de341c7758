/** A landscape lab in an element: all its figures and controls. */

import { PARTS } from "../parts/landscape/index.js";
import { LandscapeFigures } from "./landscape-figures.js";

/** @typedef {import("./landscape-figures.js").LandscapeFrame} LandscapeFrame */

export class LandscapeInstance extends LandscapeFigures {
  static firstPreset = "first-look";
  static parts = PARTS;
}
