/** The reader's answers as a file: name, download, load, clear. */

import { h, on } from "../lib/dom.js";
import { site } from "../lib/site.js";
import { asHtml, asMarkdown, recordIn } from "./handing.js";

/** @typedef {import("./keeping.js").Keeping} Keeping */
/** @typedef {{[name: string]: string}} Words */

/** @param {HTMLElement} element @param {{keeping: Keeping, words: Words, onLoaded: () => void}} host */
export function mountAnswers(element, { keeping, words, onLoaded }) {
  const name = h("input", {
    class: "answers-name",
    type: "text",
    autocomplete: "name",
    maxlength: "80",
  });
  const status = h("p", { class: "answers-status", role: "status" });
  const file = h("input", {
    type: "file",
    accept: ".html,.md,text/html,text/markdown",
    hidden: true,
  });
  /** @param {string} word @param {() => void} act */
  const button = (word, act) =>
    h("button", { type: "button", class: "text-button", onclick: act }, words[word]);
  const cover = () => ({
    name: name.value.trim(),
    date: new Date().toISOString().slice(0, 10),
    title: words.handed,
    origin: site(),
  });
  /** @param {string} ending @param {string} type @param {string} text */
  const save = (ending, type, text) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    h("a", { href: address, download: `fall-line-answers.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  name.value = keeping.kept.name;
  on(name, "input", () =>
    keeping.change((kept) => {
      kept.name = name.value;
    }),
  );
  on(file, "change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    const record = recordIn(await chosen.text());
    file.value = "";
    if (record === null) {
      status.textContent = words.not_loaded.replace("{name}", chosen.name);
      return;
    }
    keeping.load(record);
    name.value = keeping.kept.name;
    status.textContent = words.loaded;
    onLoaded();
  });
  let sure = false;
  const clear = button("forget", () => {
    if (!sure) {
      sure = true;
      clear.textContent = words.sure;
      return;
    }
    sure = false;
    clear.textContent = words.forget;
    keeping.clear();
    name.value = "";
    status.textContent = words.forgotten;
    onLoaded();
  });
  element.append(
    h("p", {}, words.keep),
    h("label", { class: "answers-who" }, words.name, " ", name),
    h(
      "p",
      { class: "answers-ways" },
      button("download", () => save("html", "text/html", asHtml(keeping.kept, cover()))),
      button("download_markdown", () =>
        save("md", "text/markdown", asMarkdown(keeping.kept, cover())),
      ),
      button("load", () => file.click()),
      clear,
      file,
    ),
    status,
  );
}
