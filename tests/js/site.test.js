/** Addresses begin where the page says that this server's do. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { at, site } from "../../static/js/lib/site.js";

class HTMLMetaElement {
  /** @param {string} content */
  constructor(content) {
    this.content = content;
  }
}

/** A page whose head names a root, or none. @param {string | null} root */
function pageAt(root) {
  const found = root === null ? null : new HTMLMetaElement(root);
  const document = { querySelector: () => found };
  const location = { origin: "https://lab.example.org" };
  Object.assign(globalThis, { document, location, HTMLMetaElement });
}

afterEach(() => {
  for (const name of ["document", "location", "HTMLMetaElement"])
    Reflect.deleteProperty(globalThis, name);
});

test("below a path every address begins with it", () => {
  pageAt("/fallline/");
  assert.equal(at("/api/v1/traces?format=csv"), "/fallline/api/v1/traces?format=csv");
  assert.equal(`${site()}/landscapes`, "https://lab.example.org/fallline/landscapes");
});

test("at the root of a host, and in a page that names none, addresses stay", () => {
  for (const root of ["/", null]) {
    pageAt(root);
    assert.equal(at("/learn"), "/learn");
    assert.equal(site(), "https://lab.example.org");
  }
});

test("an address with a scheme stays, and so does any where there is no page", () => {
  assert.equal(at("/learn"), "/learn");
  pageAt("/fallline/");
  assert.equal(
    at("https://lab.example.org/fallline/learn"),
    "https://lab.example.org/fallline/learn",
  );
});
