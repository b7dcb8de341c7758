/** The network lab: fetches what there is to choose from and opens the page. */

import "./frame.js";
import { place } from "./lab-frame.js";
import { NetworkPage } from "./network-page.js";
import { firstAnswers, pageServer } from "./page-server.js";

const server = pageServer();
const { catalog, presets } = await firstAnswers(server, place("notice"));
const page = new NetworkPage(server, catalog, presets);
await page.start();
