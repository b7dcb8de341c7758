/** A page that says what is wrong: it has the bar, and nothing else that moves. */

import "./frame.js";
import { firstPictureDrawn } from "./lib/first-picture.js";

firstPictureDrawn();
