"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const state = { axis: "step", log: false, smoothing: 0.8, hidden: new Set(), focus: null };
const charts = [];
const COLORS = 8;
const DASHES = ["", "7 4", "2 4", "9 3 2 3", "4 2"];

// ---- small helpers ----

const byId = (id) => document.getElementById(id);

function element(parent, name, attributes = {}, text) {
  const svg = name === "svg" || parent instanceof SVGElement;
  const child = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
  if (text !== undefined) child.textContent = text;
  parent.append(child);
  return child;
}

const color = (run) => `var(--c${data.runs[run].group % COLORS})`;
const dash = (run) => DASHES[(data.runs[run].member + Math.floor(data.runs[run].group / COLORS)) % DASHES.length];

/** The run's line as the charts draw it. */
function swatch(parent, run) {
  const svg = element(parent, "svg", { viewBox: "0 0 18 8", "aria-hidden": "true" });
  element(svg, "line", { x1: 0, y1: 4, x2: 18, y2: 4, stroke: color(run), "stroke-width": 3, "stroke-dasharray": dash(run) });
}

function number(value, percent) {
  if (percent) return (100 * value).toFixed(1) + " %";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

function count(value) {
  for (const [size, unit] of [[1e9, "B"], [1e6, "M"], [1e3, "k"]]) {
    if (value >= size) return +(value / size).toFixed(2) + unit;
  }
  return String(+value.toFixed(2));
}

function duration(seconds) {
  if (seconds < 60) return +seconds.toFixed(1) + " s";
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? minutes + " min" : Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0") + " h";
}

/** A round number, as short as it goes. */
function tickText(value, percent) {
  if (percent) return +(100 * value).toPrecision(4) + " %";
  const size = Math.abs(value);
  if (size >= 1e4) return count(value);
  return size !== 0 && size < 1e-3 ? value.toExponential() : String(+value.toPrecision(4));
}

const position = (value) => (state.axis === "seconds" ? duration(value) : count(value));

/** Where a step lies on the chosen axis. */
function along(run, step) {
  if (state.axis === "step") return step;
  const { step: steps, [state.axis]: values } = data.runs[run].clock;
  if (!steps.length) return step;
  let i = nearest(steps, step);
  if (steps[i] > step && i > 0) i--;
  const from = i < steps.length - 1 ? i : Math.max(0, i - 1), to = Math.min(from + 1, steps.length - 1);
  const rate = to > from ? (values[to] - values[from]) / (steps[to] - steps[from]) : values[0] / steps[0];
  return values[from] + rate * (step - steps[from]);
}

/** The place of the value in a rising list that is closest. */
function nearest(list, value) {
  let low = 0, high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1; else high = middle;
  }
  return low > 0 && value - list[low - 1] < list[low] - value ? low - 1 : low;
}

/** An exponential moving average whose first values do not lean towards zero. */
function smoothed(values, weight) {
  let sum = 0, mass = 0;
  return values.map((value) => {
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** A curve's value between its points; none beyond its ends. */
function valueAt({ x, y }, at) {
  if (!x.length || at < x[0] || at > x[x.length - 1]) return null;
  let i = nearest(x, at);
  if (x[i] > at) i--;
  if (x[i] === at) return y[i];
  return y[i] + ((y[i + 1] - y[i]) * (at - x[i])) / (x[i + 1] - x[i]);
}

/** Mean and range of the curves of each group of seeds, as far as two of them go. */
function bands(lines) {
  const groups = new Map();
  for (const line of lines) {
    const { group } = data.runs[line.run];
    (groups.get(group) || groups.set(group, []).get(group)).push(line);
  }
  return [...groups].filter(([, members]) => members.length > 1).map(([group, members]) => {
    const band = { group, run: members[0].run, members, x: [], y: [], low: [], high: [] };
    for (const x of [...new Set(members.flatMap((line) => line.x))].sort((a, b) => a - b)) {
      const values = members.map((line) => valueAt(line, x)).filter((value) => value !== null);
      if (values.length < 2) continue;
      band.x.push(x);
      band.y.push(values.reduce((sum, value) => sum + value, 0) / values.length);
      band.low.push(Math.min(...values));
      band.high.push(Math.max(...values));
    }
    return band;
  }).filter((band) => band.x.length);
}

/** Round numbers between two values. */
function ticks(low, high, about) {
  const rough = (high - low) / about || 1, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((s) => s * power >= rough) * power;
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(+(i * step).toPrecision(12));
  return found;
}

function timeTicks(high, about) {
  const step = [1, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800]
    .find((s) => high / s <= about) || high / about;
  const found = [];
  for (let t = 0; t <= high; t += step) found.push(t);
  return found;
}

function logTicks(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of [1, 2, 5]) if (digit * 10 ** power >= low && digit * 10 ** power <= high) found.push(+(digit * 10 ** power).toPrecision(6));
  }
  return found.length > 1 ? found : ticks(low, high, 5);
}

// ---- charts ----

/**
 * A figure of one curve per run, and of the mean in the band of its seeds where a group has several; kind: "training"
 * is smoothed and may be logarithmic, "evaluation" has points.
 */
class Chart {
  constructor(parent, title, curves, options = {}) {
    Object.assign(this, { curves, kind: "plain", height: 190, percent: false }, options);
    const figure = element(parent, "figure");
    if (title) {
      const caption = element(figure, "figcaption", {}, title);
      if (options.note) element(caption, "small", {}, " " + options.note);
    }
    this.svg = element(figure, "svg", { role: "img", "aria-label": title || "loss" });
    this.svg.addEventListener("pointermove", (event) => this.hover(event));
    this.svg.addEventListener("pointerleave", leave);
    charts.push(this);
  }

  draw() {
    this.svg.replaceChildren();
    this.width = this.svg.clientWidth || 300;
    const large = this.height > 300;
    this.margin = { top: 10, right: large ? 116 : 8, bottom: 24, left: 44 };
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.style.height = this.height + "px";
    this.lines = this.curves.filter((curve) => !state.hidden.has(curve.run)).map((curve) => this.line(curve));
    if (!this.lines.length) return;
    this.scale();
    this.drawAxes();
    this.bands = bands(this.lines);
    this.banded = new Set(this.bands.flatMap((band) => band.members));
    for (const band of this.bands) this.drawBand(band);
    for (const line of this.lines) if (line.raw && !this.banded.has(line)) this.drawPath(line, "raw", line.value);
    for (const line of this.lines) this.drawLine(line);
    for (const band of this.bands) this.drawMean(band);
    if (large) this.drawEnds();
    this.overlay = element(this.svg, "g");
  }

  line({ run, step, value }) {
    const smooth = this.kind === "training" ? state.smoothing : 0;
    return { run, step, value, x: step.map((s) => along(run, s)), y: smooth ? smoothed(value, smooth) : value, raw: smooth > 0 };
  }

  /** The raw values fit too, but for what a logarithm cannot show. */
  scale() {
    const all = (part) => this.lines.flatMap((line) => line[part]);
    this.log = this.kind === "training" && this.isLoss && state.log && Math.min(...all("value").map(Number)) > 0;
    let [low, high] = extent(all("value"));
    if (!this.log) {
      if (low >= 0 && low < 0.35 * high) low = 0;
      const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
      if (low !== 0) low -= room;
      high += room;
    }
    const right = Math.max(...all("x"));
    const { top, right: rightMargin, bottom, left } = this.margin;
    const f = this.log ? Math.log : (v) => v;
    this.domain = { low, high, right };
    this.toX = (x) => left + (x / (right || 1)) * (this.width - left - rightMargin);
    this.fromX = (pixel) => ((pixel - left) / (this.width - left - rightMargin)) * right;
    this.toY = (y) => this.height - bottom - ((f(y) - f(low)) / (f(high) - f(low) || 1)) * (this.height - top - bottom);
  }

  drawAxes() {
    const { low, high, right } = this.domain;
    const about = this.height > 300 ? 7 : 5;
    const tickY = this.log ? logTicks(low, high) : ticks(low, high, about);
    for (const y of tickY) {
      const at = this.toY(y);
      element(this.svg, "line", { class: "gridline", x1: this.margin.left, x2: this.width - this.margin.right, y1: at, y2: at });
      element(this.svg, "text", { class: "tick", x: this.margin.left - 7, y: at + 4, "text-anchor": "end" }, tickText(y, this.percent));
    }
    const places = Math.max(2, Math.floor((this.width - this.margin.left - this.margin.right) / 70));
    for (const x of state.axis === "seconds" ? timeTicks(right, places) : ticks(0, right, places)) {
      const at = this.toX(x);
      const anchor = at > this.width - 30 ? "end" : "middle";
      element(this.svg, "text", { class: "tick", x: at, y: this.height - 6, "text-anchor": anchor }, x === 0 ? "0" : position(x));
    }
    const floor = this.height - this.margin.bottom;
    element(this.svg, "line", { class: "axis", x1: this.margin.left, x2: this.width - this.margin.right, y1: floor, y2: floor });
  }

  drawLine(line) {
    if (this.banded.has(line)) {
      this.drawPath(line, "member", line.y);
      return;
    }
    this.drawPath(line, "curve", line.y).setAttribute("stroke-dasharray", dash(line.run));
    this.drawPoints(line, (attributes) => this.mark(line.run, "circle", attributes));
  }

  drawPoints(line, draw) {
    const alone = line.x.length === 1; // no line, whatever the kind
    if (!alone && (this.kind !== "evaluation" || line.x.length > 40)) return;
    const r = line.x.length > 15 ? 2 : 2.6;
    line.x.forEach((x, i) => draw({ cx: this.toX(x), cy: this.toY(line.y[i]), r, fill: color(line.run) }));
  }

  /** From the lowest to the highest of a group's seeds. */
  drawBand(band) {
    const edge = (values) => values.map((y, i) => this.point(band.x[i], y));
    const outline = [...edge(band.high), ...edge(band.low).reverse()];
    this.markGroup(band, "path", { class: "band", d: "M" + outline.join("L") + "Z", fill: color(band.run) });
  }

  drawMean(band) {
    const points = band.y.map((y, i) => this.point(band.x[i], y));
    const stroke = { stroke: color(band.run), "stroke-dasharray": DASHES[Math.floor(band.group / COLORS) % DASHES.length] };
    this.markGroup(band, "path", { class: "curve mean", d: "M" + points.join("L"), ...stroke });
    this.drawPoints(band, (attributes) => this.markGroup(band, "circle", attributes));
  }

  point(x, y) {
    return this.toX(x).toFixed(1) + " " + this.toY(y).toFixed(1);
  }

  drawPath(line, kind, values) {
    const points = values.map((y, i) => this.point(line.x[i], y));
    return this.mark(line.run, "path", { class: kind, d: "M" + points.join("L"), stroke: color(line.run) });
  }

  /** Something of a group of seeds, which fades while a run of another is in focus. */
  markGroup(band, name, attributes, text) {
    const mark = element(this.svg, name, { "data-group": band.group, ...attributes }, text);
    mark.classList.toggle("dim", state.focus !== null && data.runs[state.focus].group !== band.group);
    return mark;
  }

  /** Something of one run, which fades while another run is in focus. */
  mark(run, name, attributes, text) {
    const mark = element(this.svg, name, { "data-run": run, ...attributes }, text);
    mark.classList.toggle("dim", state.focus !== null && state.focus !== run);
    return mark;
  }

  /** Names where the curves end, moved apart where they would overlap. */
  drawEnds() {
    const lines = [...this.bands, ...this.lines.filter((line) => !this.banded.has(line))];
    const ends = lines.map((line) => ({ line, y: this.toY(line.y[line.y.length - 1]) })).sort((a, b) => a.y - b.y);
    const bottom = this.height - this.margin.bottom;
    if (ends.length * 15 > bottom - this.margin.top) return;
    ends.forEach((end, i) => { if (i) end.y = Math.max(end.y, ends[i - 1].y + 15); });
    for (let i = ends.length - 1, limit = bottom - 2; i >= 0; i--, limit -= 15) ends[i].y = Math.min(ends[i].y, limit);
    const x = Math.max(...lines.map((line) => this.toX(line.x[line.x.length - 1]))) + 9;
    for (const { line, y } of ends) {
      const name = line.members ? data.groups[line.group] : data.runs[line.run].name;
      const shown = name.length > 13 ? name.slice(0, 6) + "…" + name.slice(-6) : name;
      const attributes = { class: "end", x, y: y + 4, fill: color(line.run) };
      if (line.members) this.markGroup(line, "text", attributes, shown);
      else this.mark(line.run, "text", attributes, shown);
    }
  }

  hover(event) {
    if (!this.toX || !this.lines.length) return;
    const box = this.svg.getBoundingClientRect();
    const x = Math.min(Math.max(this.fromX(event.clientX - box.left), 0), this.domain.right);
    const points = this.at(x);
    charts.forEach((chart) => chart.cross(x));
    showTip(event, this, x, points);
  }

  at(x) {
    return this.lines
      .map((line) => ({ line, i: nearest(line.x, x) }))
      .filter(({ line }) => line.x.length && x <= line.x[line.x.length - 1] + this.domain.right / 40);
  }

  cross(x) {
    if (!this.overlay || !this.lines.length) return;
    this.overlay.replaceChildren();
    if (x === null || x > this.domain.right) return;
    const at = this.toX(x);
    element(this.overlay, "line", { class: "cross", x1: at, x2: at, y1: this.margin.top, y2: this.height - this.margin.bottom });
    for (const { line, i } of this.at(x)) {
      element(this.overlay, "circle", { class: "halo", cx: this.toX(line.x[i]), cy: this.toY(line.y[i]), r: 4.5, fill: color(line.run) });
    }
  }
}

function extent(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function showTip(event, chart, x, points) {
  const tip = byId("tip");
  tip.replaceChildren();
  element(tip, "b", {}, state.axis === "step" ? "step " + Math.round(x).toLocaleString("en") : position(x) + (state.axis === "examples" ? " examples" : ""));
  const table = element(tip, "table");
  points.sort((a, b) => b.line.y[b.i] - a.line.y[a.i]);
  for (const { line, i } of points) {
    const row = element(table, "tr");
    const name = element(element(row, "td"), "span", { class: "run" });
    swatch(name, line.run);
    name.append(data.runs[line.run].name);
    element(row, "td", { class: "value" }, number(line.y[i], chart.percent));
    if (line.raw) element(row, "td", { class: "muted" }, "raw " + number(line.value[i], chart.percent));
  }
  tip.hidden = !points.length;
  const left = event.clientX + 18 + tip.offsetWidth > innerWidth ? event.clientX - 18 - tip.offsetWidth : event.clientX + 18;
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)) + "px";
}

function leave() {
  byId("tip").hidden = true;
  charts.forEach((chart) => chart.cross(null));
}
