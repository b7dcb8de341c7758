/**
 * The clock of the transport: which step is shown, at which speed it moves. Knows no DOM but the frame callback.
 */
export class Player {
  /**
   * @param {{onStep: (step: number) => void, onState: (playing: boolean) => void, frame?: (callback: (time: number) => void) => number}} events
   */
  constructor(events) {
    this.events = events;
    this.frame = events.frame ?? ((callback) => requestAnimationFrame(callback));
    this.position = 0;
    this.last = 0;
    /** The last step whose row is there: playing waits here for the next ones. */
    this.available = Number.POSITIVE_INFINITY;
    this.speed = 8;
    this.loop = false;
    this.playing = false;
    this.generation = 0;
    this.stopped = false;
  }

  /** Held, the clock stands still although it plays: nobody sees it. @param {boolean} held */
  set held(held) {
    this.stopped = held;
    this.generation += 1;
    if (this.playing && !held) this.run();
  }

  get step() {
    return Math.floor(this.position + 1e-9);
  }

  /** @param {number} last the last step there is */
  setLast(last) {
    this.last = last;
    if (this.position > last) this.seek(last);
  }

  /** @param {number} step */
  seek(step) {
    const next = Math.max(0, Math.min(this.last, Math.round(step)));
    const changed = next !== this.step;
    this.position = next;
    if (changed) this.events.onStep(next);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.playing) return;
    if (this.step >= this.last) this.seek(0);
    this.playing = true;
    this.events.onState(true);
    if (!this.stopped) this.run();
  }

  run() {
    this.generation += 1;
    const { generation } = this;
    let before = -1;
    /** @param {number} now */
    const tick = (now) => {
      if (!this.playing || generation !== this.generation) return;
      const seconds = before < 0 ? 0 : Math.min(0.1, (now - before) / 1000);
      before = now;
      this.advance(seconds);
      if (this.playing) this.frame(tick);
    };
    this.frame(tick);
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.position = this.step;
    this.events.onState(false);
  }

  /** @param {number} seconds */
  advance(seconds) {
    const shown = this.step;
    const end = Math.max(shown, Math.min(this.last, this.available));
    const next = this.position + seconds * this.speed;
    this.position = this.available < this.last ? Math.min(next, end) : next;
    if (this.position >= this.last) {
      if (this.loop && this.position >= this.last + this.speed * 0.8) this.position = 0;
      else if (!this.loop) {
        this.position = this.last;
        this.pause();
      }
    }
    const step = Math.min(this.step, this.last);
    if (step !== Math.min(shown, this.last)) this.events.onStep(step);
  }
}
