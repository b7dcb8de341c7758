/**
 * `node tools/types.js < openapi.json`: the schemas of the API's document as TypeScript types, on standard output.
 * `make types` writes static/js/api.d.ts with it.
 */

import { text } from "node:stream/consumers";
import { compile } from "json-schema-to-typescript";

const BANNER = "/** The API's schemas as types, by `make types`. Not to be edited. */";
/** What the library says of each type beside its description. */
const NOTES =
  /(?: \*\n)? \* This interface was referenced by [^\n]*\n \* via the `definition` [^\n]*\n/g;

/** The root, which nobody asked for. */
const ROOT = /export interface Api \{[^}]*\}\n/;

/**
 * A schema as the library reads it best. Titles would make a type of every field, what is said beside a reference a type
 * of its own, and the bounds of a list a type of each length; fields that may come later are nobody's to use yet; of what
 * is said of a type its first paragraph is enough.
 * @param {unknown} schema
 * @returns {unknown}
 */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== "object" || schema === null) return schema;
  if ("$ref" in schema) return { $ref: schema.$ref };
  return Object.fromEntries(
    Object.entries(schema).flatMap((entry) => plainEntry(schema, ...entry)),
  );
}

/** @param {object} schema @param {string} key @param {unknown} value @returns {[string, unknown][]} */
function plainEntry(schema, key, value) {
  if (key === "title" && typeof value === "string") return [];
  if (key === "additionalProperties" && value === true && "properties" in schema) return [];
  if (key === "description" && typeof value === "string") return [[key, value.split("\n\n")[0]]];
  if (key === "prefixItems") return [["items", plain(value)]];
  if ((key === "minItems" || key === "maxItems") && !("prefixItems" in schema)) return [];
  return [[key, plain(value)]];
}

const document = (await text(process.stdin)).replaceAll("#/components/schemas/", "#/$defs/");
const root = { $defs: plain(JSON.parse(document).components.schemas) };
const types = await compile(root, "Api", {
  unreachableDefinitions: true,
  additionalProperties: false,
  bannerComment: BANNER,
  style: { printWidth: 100, bracketSpacing: true, trailingComma: "all" },
});
process.stdout.write(types.replace(NOTES, "").replace(ROOT, "").replaceAll("/**\n */\n", ""));
