/**
 * `node tools/build.js FOLDER`: the pages' files as they are served to others, in FOLDER/files. Scripts and style sheets
 * are bundled and minified, every name carries the hash of its content, and what shrinks lies there compressed too.
 * FOLDER/manifest.json says what became of the files of static/.
 */

import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";
import * as esbuild from "esbuild";

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const SOURCE = path.join(ROOT, "static");
const PAGES = [
  "home",
  "landscapes",
  "networks",
  "reference",
  "learn",
  "api-docs",
  "replay",
  "error",
  "status",
];
/** Each page has a module and a style sheet, which import all that they need. */
const BUNDLED = [
  ...PAGES.flatMap((page) => [`js/${page}.js`, `css/pages/${page}.css`]),
  // It comes late, and keeps nothing that the page's own script has to know of.
  "js/saving/saving.js",
];
/** What is linked as it is: scripts that are no modules, libraries that come late, the icon. */
const COPIED = [
  "js/boot.js",
  "vendor/katex/katex.mjs",
  "vendor/plotly/plotly-custom.min.mjs",
  "vendor/swagger-ui/swagger-ui-bundle.js",
  "favicon.svg",
];
/** A compressed file that saves less than this share is left out. */
const WORTH = 0.1;

/** @type {{metafile: true, write: false} & esbuild.BuildOptions} */
const OPTIONS = {
  absWorkingDir: SOURCE,
  outbase: SOURCE,
  outdir: SOURCE,
  entryNames: "[dir]/[name]-[hash]",
  assetNames: "[dir]/[name]-[hash]",
  minify: true,
  metafile: true,
  write: false,
  target: "es2022",
  logLevel: "warning",
};

/**
 * Which file each source became, where it became one of its own.
 * @param {esbuild.Metafile} metafile
 * @returns {[string, string][]}
 */
function renamed({ outputs }) {
  return Object.entries(outputs).map(([name, { entryPoint, inputs }]) => [
    entryPoint ?? Object.keys(inputs)[0],
    name,
  ]);
}

/** A file, and its compressed forms where they are worth it. @param {string} file @param {Uint8Array} content */
async function write(file, content) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  const brotli = { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  const forms = {
    br: await promisify(zlib.brotliCompress)(content, brotli),
    gz: await promisify(zlib.gzip)(content, { level: 9 }),
  };
  for (const [ending, form] of Object.entries(forms))
    if (form.length < (1 - WORTH) * content.length) await writeFile(`${file}.${ending}`, form);
}

/** @param {string} folder */
async function build(folder) {
  const bundling = { bundle: true, format: /** @type {const} */ ("esm") };
  /** @type {Record<string, esbuild.Loader>} */
  const copied = { ".js": "copy", ".mjs": "copy", ".svg": "copy" };
  const builds = await Promise.all([
    esbuild.build({ ...OPTIONS, ...bundling, entryPoints: BUNDLED, loader: { ".woff2": "file" } }),
    esbuild.build({ ...OPTIONS, entryPoints: COPIED, loader: copied }),
  ]);
  await rm(folder, { recursive: true, force: true });
  const outputs = builds.flatMap(({ outputFiles }) => outputFiles);
  await Promise.all(
    outputs.map(({ path: file, contents }) =>
      write(path.join(folder, "files", path.relative(SOURCE, file)), contents),
    ),
  );
  const manifest = Object.fromEntries(builds.flatMap(({ metafile }) => renamed(metafile)));
  await writeFile(path.join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("expected the folder to write: node tools/build.js FOLDER");
await build(path.resolve(folder));
