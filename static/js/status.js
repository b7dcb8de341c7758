/** The status page looks again every few seconds while somebody looks at it. */

import "./frame.js";
import { firstPictureDrawn } from "./lib/first-picture.js";

const EVERY_MS = 5000;

async function again() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const text = answer?.ok ? await answer.text() : "";
  const next = new DOMParser().parseFromString(text, "text/html").getElementById("status");
  const shown = document.getElementById("status");
  // Who has the table in hand keeps it as it is.
  if (next && shown && !shown.contains(document.activeElement)) shown.replaceWith(next);
}

setInterval(again, EVERY_MS);
firstPictureDrawn();
