/** The network lab: fetches what there is to choose from and opens the page. */

import { NetworkPage } from "./network-page.js";
import { getJSON } from "./transport/rest.js";

const [catalog, presets] = await Promise.all([
  getJSON("/api/v1/catalog"),
  getJSON("/network-presets.json"),
]);
const page = new NetworkPage(catalog, presets);
await page.start();
