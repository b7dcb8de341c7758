/** What can be taken back, and what can be done again. Knows nothing of what it keeps. */

const MOST = 100;

/** @template Moment */
export class Undo {
  constructor() {
    /** @type {Moment[]} */
    this.past = [];
    /** @type {Moment | null} */
    this.present = null;
    /** @type {Moment[]} what was taken back, the last first */
    this.future = [];
    /** By which drag the present came about. @type {number | null} */
    this.drag = null;
  }

  /**
   * Something was done: it can be taken back, and what had been taken back is gone. What one drag does is one.
   * @param {Moment} moment
   * @param {number | null} [drag]  by which it was done
   */
  note(moment, drag = null) {
    const further = drag !== null && drag === this.drag;
    if (this.present && !further) this.past.push(this.present);
    if (this.past.length > MOST) this.past.shift();
    this.present = moment;
    this.future = [];
    this.drag = drag;
  }

  /** The same moment, looked at in another way. @param {Partial<Moment>} part */
  amend(part) {
    if (this.present) this.present = { ...this.present, ...part };
  }

  /** There is no way back from here. */
  forget() {
    this.past = [];
    this.present = null;
    this.future = [];
    this.drag = null;
  }

  get canUndo() {
    return this.past.length > 0;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  /** @returns {Moment | null} the moment before */
  undo() {
    return this.move(this.past, this.future);
  }

  /** @returns {Moment | null} the moment that was taken back last */
  redo() {
    return this.move(this.future, this.past);
  }

  /** @param {Moment[]} from @param {Moment[]} to */
  move(from, to) {
    const next = from.pop();
    if (next === undefined || this.present === null) return null;
    to.push(this.present);
    this.present = next;
    this.drag = null;
    return next;
  }
}
