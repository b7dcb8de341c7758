/** The interactive documentation, from this server's own files. */

import "./frame.js";
import { at } from "./lib/site.js";

/** @typedef {{SwaggerUIBundle: (options: object) => void}} Swagger */

const { SwaggerUIBundle } = /** @type {Window & Swagger} */ (/** @type {unknown} */ (window));
SwaggerUIBundle({
  url: at("/api/v1/openapi.json"),
  dom_id: "#swagger",
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
