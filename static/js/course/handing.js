/** What a reader has answered as one file, to hand in and to be loaded again: HTML that needs nothing else, or Markdown. */

/** @typedef {import("./keeping.js").Kept} Kept */
/** @typedef {{name: string, date: string, title: string, origin: string}} Cover */
/**
 * @typedef {object} Entry
 * @property {string} chapter
 * @property {string} question
 * @property {string} answer
 * @property {string} result
 * @property {string} link  of the experiment
 * @property {string[]} pictures  as data addresses
 */

const MARK = "fallline-course:";
const FOUND = /<!-- fallline-course:([A-Za-z0-9+/=]+) -->/;

/** @param {Kept} kept @param {string} origin @returns {Entry[]} */
function entriesOf({ predictions, texts }, origin) {
  const answered = Object.values(predictions).map(({ chapter, question, text, result, link }) => ({
    chapter,
    question,
    answer: text,
    result,
    link: origin + link,
    pictures: [],
  }));
  const written = Object.values(texts)
    .filter(({ text, pictures = [] }) => text.trim() || pictures.length > 0)
    .map(({ chapter, task, text, link, pictures = [] }) => ({
      chapter,
      question: task,
      answer: text,
      result: "",
      link: link ? origin + link : "",
      pictures,
    }));
  return [...answered, ...written];
}

/** What the file is loaded from again. @param {Kept} kept */
function record(kept) {
  const bytes = new TextEncoder().encode(JSON.stringify(kept));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `<!-- ${MARK}${btoa(binary)} -->`;
}

/** @param {string} text  of a file that was downloaded here @returns {unknown} null where it is none */
export function recordIn(text) {
  const found = FOUND.exec(text);
  if (!found) return null;
  try {
    const binary = atob(found[1]);
    return JSON.parse(
      new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0))),
    );
  } catch {
    return null;
  }
}

/** @param {Entry[]} entries @returns {[string, Entry[]][]} */
function byChapter(entries) {
  /** @type {Map<string, Entry[]>} */
  const found = new Map();
  for (const entry of entries)
    found.set(entry.chapter, [...(found.get(entry.chapter) ?? []), entry]);
  return [...found];
}

/** @param {Kept} kept @param {Cover} cover */
export function asMarkdown(kept, { name, date, title, origin }) {
  const lines = [`# ${title}`, "", [name, date].filter(Boolean).join(", "), ""];
  for (const [chapter, entries] of byChapter(entriesOf(kept, origin))) {
    lines.push(`## ${chapter}`, "");
    for (const { question, answer, result, link, pictures } of entries) {
      lines.push(`**${question}**`, "", ...answer.split("\n").map((line) => `> ${line}`), "");
      for (const picture of pictures) lines.push(`![](${picture})`, "");
      if (result) lines.push(result, "");
      if (link) lines.push(`<${link}>`, "");
    }
  }
  return `${lines.join("\n")}\n${record(kept)}\n`;
}

/** @param {string} text */
function escaped(text) {
  /** @type {{[letter: string]: string}} */
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (letter) => names[letter]);
}

const STYLE =
  "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.6 Georgia,serif;color:#17212b}" +
  "blockquote{margin:0 0 .5rem;padding-left:1rem;border-left:3px solid #dedbd2;white-space:pre-wrap}" +
  "img{max-width:100%}.question{font-weight:bold}.link{font-size:.85rem;overflow-wrap:anywhere}";

/** @param {Kept} kept @param {Cover} cover */
export function asHtml(kept, { name, date, title, origin }) {
  const parts = byChapter(entriesOf(kept, origin)).map(([chapter, entries]) => {
    const answers = entries.map(
      ({ question, answer, result, link, pictures }) =>
        `<p class="question">${escaped(question)}</p><blockquote>${escaped(answer)}</blockquote>` +
        pictures.map((picture) => `<p><img alt="" src="${escaped(picture)}"></p>`).join("") +
        (result ? `<p>${escaped(result)}</p>` : "") +
        (link ? `<p class="link"><a href="${escaped(link)}">${escaped(link)}</a></p>` : ""),
    );
    return `<h2>${escaped(chapter)}</h2>${answers.join("\n")}`;
  });
  const who = [name, date].filter(Boolean).map(escaped).join(", ");
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style>` +
    `<h1>${escaped(title)}</h1><p>${who}</p>${parts.join("\n")}\n${record(kept)}\n</html>\n`
  );
}
