// What is wrong with the stage as it stands: a list of sentences. Places must not overlap, texts must be large enough,
// whole, and apart from each other, and nothing may scroll. Sizes are those of a screen of 1280 × 720.
() => {
  const stage = document.querySelector(".stage");
  const times = Math.min(innerWidth / 1280, innerHeight / 720);
  const wrong = [];
  const say = (what, element) =>
    wrong.push(`${what}: ${element.className || element.tagName} "${element.textContent.slice(0, 40)}"`);
  const seen = (element) => element.checkVisibility() && !element.closest(".visually-hidden, option");

  const boxes = [...stage.children].filter(seen).map((place) => [place, place.getBoundingClientRect()]);
  const meet = (one, other, by = 1) =>
    one.left < other.right - by && other.left < one.right - by &&
    one.top < other.bottom - by && other.top < one.bottom - by;
  for (const [k, [place, box]] of boxes.entries()) {
    if (box.width < 40 || box.height < 20) say("no room", place);
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      say("outside the window", place);
    for (const [other, around] of boxes.slice(k + 1))
      if (meet(box, around)) say(`overlaps ${other.className}`, place);
  }

  for (const element of stage.querySelectorAll("*")) {
    if (!seen(element) || element.matches("select, input")) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    if (overflowX === "visible" && overflowY === "visible") continue;
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    const column = element.matches(".has-texts > .mistakes-list"); // what has no room begins an unseen column
    if (scrollWidth > clientWidth + 1 && clientWidth > 1 && !column) say("cut off at its side", element);
    if (scrollHeight > clientHeight + 1 && clientHeight > 1) say("cut off below", element);
  }
  if (scrollX || scrollY || document.querySelector("main").scrollTop) wrong.push("scrolled");

  const texts = [];
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!/[^\s\u200b]/.test(node.data) || !seen(element) || element.closest("svg, select, [aria-hidden=true] .katex-mathml")) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size === 0) continue; // cells too small for numbers have their colour alone
    const index = element.closest(".mtight, sub"); // the index of a symbol is smaller than the symbol
    if (size < 20 && !index) say(`${size} px`, element);
    const place = boxes.find(([box]) => box.contains(element));
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      const around = place[1];
      const by = 2 * times;
      if (box.left < around.left - by || box.right > around.right + by || box.top < around.top - 4 * by || box.bottom > around.bottom + 4 * by) {
        if (!element.closest(".has-texts > .mistakes-list")) say("stands out of its place", element);
        continue;
      }
      if (!element.closest(".katex")) texts.push([element, box]);
    }
  }
  for (const [k, [element, box]] of texts.entries())
    for (const [other, around] of texts.slice(k + 1)) {
      if (element.contains(other) || other.contains(element)) continue;
      const inner = { left: box.left, right: box.right, top: box.top + 0.25 * box.height, bottom: box.bottom - 0.25 * box.height };
      if (meet(inner, around, 0)) say(`touches "${other.textContent.slice(0, 40)}"`, element);
    }
  const drawn = window.drawnTexts ?? [];
  for (const [text, size, whole] of drawn) {
    if (size < 20 - 0.01) wrong.push(`drawn at ${size} px: "${text}"`);
    if (!whole) wrong.push(`cut off by its canvas: "${text}"`);
  }
  return [...new Set(wrong)];
}
