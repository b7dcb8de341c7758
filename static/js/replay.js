/** A figure that is played: every line is drawn as far as the step, and its head stands there. No server, no network. */

/** @typedef {{x: (number | null)[], y: (number | null)[], customdata: number[], meta?: {run: number, role: string}, line?: object, colorbar?: object, legendgroup?: string, opacity?: number, xaxis?: string, name?: string}} Trace */
/** @typedef {{domain: [number, number]}} Axis */
/** @typedef {{margin: object, legend: object, xaxis: Axis, xaxis2: Axis, yaxis: Axis, yaxis2: Axis}} Layout */
/** @typedef {import("./types.js").PlotlyLibrary} PlotlyLibrary */

const SECONDS = 8;
const NARROW = 700;
const { Plotly } = /** @type {{Plotly: PlotlyLibrary}} */ (/** @type {unknown} */ (globalThis));

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const element = byId("figure");
const [play, output] = [byId("play"), byId("step")];
const scrub = /** @type {HTMLInputElement} */ (byId("scrub"));
const speed = /** @type {HTMLSelectElement} */ (byId("speed"));
/** @type {{data: Trace[], layout: Layout}} */
const figure = JSON.parse(byId("data").textContent);
const last = Number(scrub.max);

const lines = figure.data.filter((trace) => trace.meta?.role === "line");
const ahead = lines.map((trace) => ({
  ...trace,
  line: { ...trace.line, width: 1, dash: "solid" },
  opacity: 0.35,
  hoverinfo: "skip",
  hovertemplate: undefined,
  meta: { role: "ahead" },
}));
const ground = figure.data.filter((trace) => !["line", "head"].includes(trace.meta?.role ?? ""));
const heads = figure.data.filter((trace) => trace.meta?.role === "head");
const shown = [...ground, ...ahead, ...lines.map((trace) => ({ ...trace })), ...heads];
const firstLine = ground.length + ahead.length;
const firstHead = firstLine + lines.length;
/** Which line a head stands on: that of its run, on its axes, which is drawn first. */
const followed = heads.map((head) =>
  lines.findIndex((line) => line.meta?.run === head.meta?.run && line.xaxis === head.xaxis),
);

let step = last;
let playing = false;
let drawing = false;
let position = last;
let before = 0;

/**
 * How many points of a line belong to steps up to this one.
 * @param {number[]} steps  rising
 * @param {number} until
 */
function reached(steps, until) {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function draw() {
  if (drawing) return;
  drawing = true;
  const ends = lines.map((line) => reached(line.customdata, step));
  const cut = lines.map((line, i) => [line.x.slice(0, ends[i]), line.y.slice(0, ends[i])]);
  const points = followed.map((i) => {
    const at = Math.max(0, ends[i] - 1);
    return [[lines[i].x[at]], [lines[i].y[at]], [lines[i].customdata[at]]];
  });
  await Plotly.restyle(
    element,
    {
      x: [...cut.map(([x]) => x), ...points.map(([x]) => x)],
      y: [...cut.map(([, y]) => y), ...points.map(([, y]) => y)],
      customdata: [
        ...lines.map((line, i) => line.customdata.slice(0, ends[i])),
        ...points.map(([, , c]) => c),
      ],
    },
    [...lines.keys()].map((i) => firstLine + i).concat([...heads.keys()].map((i) => firstHead + i)),
  );
  drawing = false;
}

/** @param {number} value */
function go(value) {
  position = Math.min(last, Math.max(0, value));
  step = Math.round(position);
  scrub.value = String(step);
  output.textContent = `step ${step.toLocaleString("en")}`;
  draw();
}

/** @param {boolean} on */
function setPlaying(on) {
  playing = on;
  play.setAttribute("aria-pressed", String(on));
  play.setAttribute("aria-label", on ? "Pause" : "Play");
  if (!on) return;
  if (step >= last) go(0);
  before = performance.now();
  requestAnimationFrame(tick);
}

/** @param {number} now */
function tick(now) {
  if (!playing) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pace = calm ? 2 : (last / SECONDS) * Number(speed.value);
  go(position + (pace * Math.max(0, now - before)) / 1000);
  before = now;
  if (step >= last) setPlaying(false);
  else requestAnimationFrame(tick);
}

/** On a narrow screen the two plots stand one above the other. */
function arranged() {
  const narrow = innerWidth < NARROW;
  const { layout } = figure;
  const width = element.clientWidth;
  const domain = (/** @type {[number, number]} */ wide, /** @type {[number, number]} */ slim) =>
    narrow ? slim : wide;
  return {
    ...layout,
    title: undefined,
    width,
    height: narrow ? 760 : 520,
    margin: { ...layout.margin, t: 16, l: narrow ? 52 : 64 },
    legend: { ...layout.legend, y: narrow ? -0.08 : -0.14 },
    xaxis: { ...layout.xaxis, domain: domain(layout.xaxis.domain, [0, narrow ? 0.86 : 1]) },
    xaxis2: { ...layout.xaxis2, domain: domain(layout.xaxis2.domain, [0, 1]) },
    yaxis: { ...layout.yaxis, domain: domain(layout.yaxis.domain, [0.5, 1]) },
    yaxis2: { ...layout.yaxis2, domain: domain(layout.yaxis2.domain, [0, 0.4]) },
  };
}

/** The scale of the losses stands beside the map, wherever that is. */
function grounded() {
  const narrow = innerWidth < NARROW;
  return shown.map((trace) => {
    if (!narrow || !("colorbar" in trace)) return trace;
    return { ...trace, colorbar: { ...trace.colorbar, x: 0.87, y: 0.75, len: 0.5 } };
  });
}

async function start() {
  await document.fonts.load('14px "Fall Line Sans"');
  const quiet = { displaylogo: false, showSendToCloud: false, responsive: false };
  await Plotly.newPlot(element, grounded(), arranged(), quiet);
  go(last);
  element.dataset.ready = "true";
}

play.addEventListener("click", () => setPlaying(!playing));
byId("back").addEventListener("click", () => {
  setPlaying(false);
  go(step - 1);
});
byId("forward").addEventListener("click", () => {
  setPlaying(false);
  go(step + 1);
});
scrub.addEventListener("input", () => {
  setPlaying(false);
  go(Number(scrub.value));
});
addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("input, select, summary") || event.ctrlKey || event.metaKey) return;
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => go(step - 1),
    ArrowRight: () => go(step + 1),
    Home: () => go(0),
    End: () => go(last),
  };
  if (event.key === " " && !target.closest("button")) setPlaying(!playing);
  else if (keys[event.key]) {
    setPlaying(false);
    keys[event.key]();
  } else return;
  event.preventDefault();
});
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(start, 150);
});

start();

export {};
