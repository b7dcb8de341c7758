/** The contents beside the text: unfolded where one reads, and on a phone behind a button. */

/**
 * @param {HTMLElement} side
 * @param {HTMLElement} contents
 * @param {HTMLElement} button
 */
export function mountContents(side, contents, button) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    contents.querySelectorAll("a[href^='#']")
  );
  const byId = new Map([...links].map((link) => [link.hash.slice(1), link]));
  const places = [...byId.keys()].map(
    (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
  );
  /** @type {HTMLAnchorElement[]} */
  let current = [];
  let filtering = false;
  mountButton(side, contents, button);

  /** @param {HTMLElement} place */
  function mark(place) {
    const own = byId.get(place.id);
    const section = own?.closest(".contents-section");
    const title = section?.querySelector("a");
    const next = [own, title].filter((link) => link !== null && link !== undefined);
    if (next.every((link, k) => link === current[k]) && next.length === current.length) return;
    for (const link of current) link.removeAttribute("aria-current");
    for (const link of next) link.setAttribute("aria-current", "true");
    current = next;
    if (!filtering) unfold(section ? [section] : []);
    if (own) bringIntoSight(own);
    contents.classList.add("is-set");
  }

  /** Only the contents scroll, never the page. @param {HTMLElement} link */
  function bringIntoSight(link) {
    const [box, frame] = [link.getBoundingClientRect(), contents.getBoundingClientRect()];
    if (box.top >= frame.top + 8 && box.bottom <= frame.bottom - 32) return;
    contents.scrollTop += box.top - frame.top - 0.4 * frame.height;
  }

  /** @param {Element[]} sections */
  function unfold(sections) {
    for (const section of contents.querySelectorAll(".contents-section"))
      section.classList.toggle("is-open", sections.includes(section));
  }

  let asked = false;
  const follow = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      const place = reading(places);
      if (place) mark(place);
    });
  };
  addEventListener("scroll", follow, { passive: true });
  addEventListener("resize", follow, { passive: true });
  follow();

  return {
    /** Shows the entries that are left. @param {Set<string> | null} kept ids, or null for all */
    filter(kept) {
      filtering = kept !== null;
      const open = [];
      for (const section of contents.querySelectorAll(".contents-section")) {
        let left = 0;
        /** @type {Element | null} */
        let group = null;
        for (const item of section.querySelectorAll(".contents-entries > li")) {
          const link = item.querySelector("a");
          const stays = link ? (kept?.has(link.hash.slice(1)) ?? true) : !kept;
          item.classList.toggle("is-missed", !stays);
          if (!link) group = item;
          else if (stays) {
            group?.classList.remove("is-missed");
            left += 1;
          }
        }
        section.classList.toggle("is-missed", left === 0);
        const count = section.querySelector(".contents-count");
        if (count) count.textContent = String(left);
        if (filtering) open.push(section);
      }
      current = [];
      for (const link of links) link.removeAttribute("aria-current");
      unfold(open);
      follow();
    },
  };
}

/** The last section or entry that begins above the upper third of the window. @param {HTMLElement[]} places */
function reading(places) {
  const line = innerHeight / 3;
  let found = null;
  for (const place of places) {
    const box = place.getBoundingClientRect();
    if (box.height === 0) continue;
    if (box.top > line) break;
    found = place;
  }
  return found;
}

/**
 * @param {HTMLElement} side
 * @param {HTMLElement} contents
 * @param {HTMLElement} button
 */
function mountButton(side, contents, button) {
  /** @param {boolean} open */
  const show = (open) => {
    side.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const isOpen = () => side.classList.contains("is-open");
  button.addEventListener("click", () => show(!isOpen()));
  contents.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a")) show(false);
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !side.contains(event.target)) show(false);
  });
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    show(false);
    button.focus();
  });
}
