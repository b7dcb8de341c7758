/** Quiet notices at the foot of the page: a lost connection that mends itself, or an error with a way on. */

import { icon } from "../controls/icons.js";
import { h, setText } from "../lib/dom.js";

/** @typedef {"open" | "connecting" | "lost" | "busy" | "slow"} Connection  busy: refused for the moment; slow: without a socket */
/**
 * @typedef {object} NoticeModel
 * @property {Connection} connection
 * @property {{title: string, detail?: string} | null} error
 */

/** A first connection is usually there before anyone could read that it is not. */
const PATIENCE = 800;
/** What mends itself no sooner than the network does need not be read for longer. */
const READ = 12_000;
/** @type {Record<Connection, string>} */
const WORDS = {
  open: "",
  connecting: "Connecting …",
  lost: "The connection is lost; trying again.",
  busy: "Too much is asked at once; waiting, then asking again.",
  slow: "Slow connection mode: rows come all at once, and some figures have to wait.",
};

/**
 * @param {HTMLElement} element
 * @param {{onDismiss: () => void, onRetry?: () => void}} callbacks
 * @returns {{render: (model: NoticeModel) => void, dispose: () => void}}
 */
export function mountNotice(element, { onDismiss, onRetry }) {
  const connection = h("p", {
    class: "notice notice-connection",
    role: "status",
    "aria-live": "polite",
    hidden: true,
  });
  const title = h("strong", {});
  const detail = h("span", {});
  const retry = h(
    "button",
    { type: "button", class: "text-button", onclick: () => onRetry?.() },
    "Try again",
  );
  const close = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Dismiss",
      title: "Dismiss",
      onclick: onDismiss,
    },
    icon("close", 18),
  );
  const words = h("p", {}, title, " ", detail);
  const error = h(
    "div",
    { class: "notice notice-error", role: "alert", hidden: true },
    icon("warning", 18),
    words,
  );
  if (onRetry) error.append(retry);
  error.append(close);
  element.append(connection, error);
  let timer = 0;
  let state = "open";

  function hide() {
    connection.hidden = true;
    connection.replaceChildren();
  }

  /** @param {Connection} next */
  function showConnection(next) {
    if (next === state) return;
    state = next;
    window.clearTimeout(timer);
    if (next === "open") return hide();
    timer = window.setTimeout(() => {
      connection.replaceChildren(h("span", { class: "notice-dot" }), WORDS[next]);
      connection.hidden = false;
      if (next === "slow") timer = window.setTimeout(hide, READ);
    }, PATIENCE);
  }

  return {
    render(model) {
      showConnection(model.connection);
      error.hidden = !model.error;
      setText(title, model.error?.title ?? "");
      setText(detail, model.error?.detail ?? "");
    },
    dispose() {
      window.clearTimeout(timer);
      connection.remove();
      error.remove();
    },
  };
}
