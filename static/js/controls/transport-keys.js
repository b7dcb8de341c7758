/** The keys of the transport and its speeds, without the page. */

/** Steps a second that the menu offers; Infinity is as fast as the page can draw. */
export const SPEEDS = [1, 2, 4, 8, 15, 30, 60, 120, Number.POSITIVE_INFINITY];

/** @typedef {"toggle" | "back" | "forward" | "start" | "end" | "reset" | "reseed" | "fork" | "undo" | "redo"} TransportAction */

const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
const takesAll = () => true;
/** Keys that inputs other than text fields use. @type {Record<string, (key: string) => boolean>} */
const OWN_KEYS = {
  range: (key) => MOVES.has(key),
  radio: (key) => MOVES.has(key) || key === " ",
  checkbox: (key) => key === " ",
};

/**
 * What a key does: Space plays and pauses, arrows step, Home and End jump, R starts again with the same seed, Shift+R
 * with a new one, F forks here; Ctrl+Z takes back, with Shift does again. Null where the key belongs to somebody else:
 * with Ctrl, Alt or Meta, in a field, and Space on a control that the keyboard went to. A control that was clicked is
 * done with: whoever chooses with the mouse plays with Space.
 * @param {{key: string, shiftKey?: boolean, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean}} event
 * @param {{tagName?: string, type?: string, isContentEditable?: boolean, role?: string | null} | null} [target]
 * @param {boolean} [letters]  whether single letters are shortcuts
 * @param {boolean} [clicked]  whether the target has the focus because somebody pointed at it
 * @returns {TransportAction | null}
 */
export function actionForKey(event, target = null, letters = true, clicked = false) {
  const plain = !(event.altKey || event.ctrlKey || event.metaKey);
  if (plain && event.key === " " && clicked && !isTextField(target)) return "toggle";
  if (event.altKey || takesKey(target, event.key)) return null;
  if (event.ctrlKey || event.metaKey) return historyAction(event);
  if (event.key === " ") return pressesOnSpace(target) ? null : "toggle";
  if (!letters && /^[a-z]$/i.test(event.key)) return null;
  if (event.key === "r" || event.key === "R") return event.shiftKey ? "reseed" : "reset";
  if (event.shiftKey) return null;
  switch (event.key) {
    case "ArrowLeft":
      return "back";
    case "ArrowRight":
      return "forward";
    case "Home":
      return "start";
    case "End":
      return "end";
    case "f":
    case "F":
      return "fork";
    default:
      return null;
  }
}

/** @param {{key: string, shiftKey?: boolean}} event @returns {TransportAction | null} */
function historyAction({ key, shiftKey }) {
  if (key === "y") return "redo";
  if (key.toLowerCase() !== "z") return null;
  return shiftKey ? "redo" : "undo";
}

/**
 * Whether the focused element has a use of its own for a key: a slider for arrows, a text field for all.
 * @param {{tagName?: string, type?: string, isContentEditable?: boolean, role?: string | null} | null} target
 * @param {string} key
 */
function takesKey(target, key) {
  if (!target) return false;
  const tag = target.tagName ?? "";
  if (target.isContentEditable || ["TEXTAREA", "SELECT"].includes(tag)) return true;
  if (tag === "INPUT") return (OWN_KEYS[target.type ?? ""] ?? takesAll)(key);
  return ["slider", "tab"].includes(target.role ?? "") && MOVES.has(key);
}

/** @param {{tagName?: string, type?: string, isContentEditable?: boolean} | null} target */
function isTextField(target) {
  if (target?.isContentEditable || target?.tagName === "TEXTAREA") return true;
  return target?.tagName === "INPUT" && !((target.type ?? "") in OWN_KEYS);
}

/** @param {{tagName?: string} | null} target */
function pressesOnSpace(target) {
  return ["BUTTON", "A", "SUMMARY"].includes(target?.tagName ?? "");
}

/**
 * How a speed is written.
 * @param {number} speed
 */
export function speedLabel(speed) {
  if (!Number.isFinite(speed)) return "max speed";
  return speed === 1 ? "1 step/s" : `${speed} steps/s`;
}
