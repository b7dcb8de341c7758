/** The landscape lab: fetches what there is to choose from and opens the page. */

import { LabPage } from "./lab-page.js";
import { getJSON } from "./transport/rest.js";

const [catalog, presets] = await Promise.all([
  getJSON("/api/v1/catalog"),
  getJSON("/presets.json"),
]);
const page = new LabPage(catalog, presets);
await page.start();
