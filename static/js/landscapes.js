/** The landscape lab's page. */

import "./frame.js";
import { LandscapeInstance } from "./lab/landscape.js";
import { openLabPage } from "./lab/page.js";

await openLabPage(LandscapeInstance);
