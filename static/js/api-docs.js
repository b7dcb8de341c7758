/** The interactive documentation, from this server's own files. */

import "./frame.js";

const { SwaggerUIBundle } = /** @type {any} */ (window);
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#swagger",
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
