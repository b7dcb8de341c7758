/** The network lab's page. */

import "./frame.js";
import { NetworkInstance } from "./lab/network.js";
import { openLabPage } from "./lab/page.js";

await openLabPage(NetworkInstance);
