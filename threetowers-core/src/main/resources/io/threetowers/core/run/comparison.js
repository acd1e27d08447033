// ---- the page: legend, tables, sections ----

const TITLES = { lr: "learning rate", grad_norm: "gradient norm", samples_per_second: "samples per second" };
const runs = data.runs.map((_, i) => i);

function redraw() {
  charts.forEach((chart) => chart.draw());
}

function drawLegend() {
  const legend = byId("legend");
  legend.replaceChildren();
  for (const run of runs) {
    const chip = element(legend, "button", {
      type: "button", class: "chip", "aria-pressed": !state.hidden.has(run), title: "Click: show or hide. Double click: only this one.",
    });
    swatch(chip, run);
    chip.append(data.runs[run].name);
    chip.addEventListener("click", () => toggle(run));
    chip.addEventListener("dblclick", () => solo(run));
    chip.addEventListener("pointerenter", () => focus(run));
    chip.addEventListener("pointerleave", () => focus(null));
  }
}

function toggle(run) {
  if (!state.hidden.delete(run)) state.hidden.add(run);
  visibilityChanged();
}

/** Only this run, or all again if it is alone already. */
function solo(run) {
  const alone = state.hidden.size === runs.length - 1 && !state.hidden.has(run);
  state.hidden = new Set(alone ? [] : runs.filter((other) => other !== run));
  visibilityChanged();
}

/** The chips stay in place, so that the second click of a double click still finds its chip. */
function visibilityChanged() {
  [...byId("legend").children].forEach((chip, run) => chip.setAttribute("aria-pressed", !state.hidden.has(run)));
  document.querySelectorAll("tr[data-run]").forEach((row) => row.classList.toggle("off", state.hidden.has(+row.dataset.run)));
  redraw();
}

function focus(run) {
  state.focus = run !== null && state.hidden.has(run) ? null : run;
  document.querySelectorAll("figure [data-run]").forEach((mark) => {
    mark.classList.toggle("dim", state.focus !== null && +mark.dataset.run !== state.focus);
  });
  document.querySelectorAll("figure [data-group]").forEach((mark) => {
    mark.classList.toggle("dim", state.focus !== null && data.runs[state.focus].group !== +mark.dataset.group);
  });
}

// ---- the table of results ----

function drawTable(sortColumn = -1, descending = true) {
  const table = byId("table");
  table.replaceChildren();
  const head = element(table, "thead");
  const first = data.columns.map((column, i) => i === 0 || column.group !== data.columns[i - 1].group);
  if (data.columns.some((column) => column.group)) {
    const groups = element(head, "tr");
    element(groups, "th");
    data.columns.forEach((column, i) => {
      if (!first[i]) return;
      let span = 1;
      while (i + span < first.length && !first[i + span]) span++;
      element(groups, "th", { class: "group first", colspan: span }, column.group);
    });
  }
  const labels = element(head, "tr");
  element(labels, "th", {}, "run");
  data.columns.forEach((column, i) => {
    const cell = element(labels, "th", { class: first[i] ? "first" : "" });
    const arrow = sortColumn === i ? (descending ? " ↓" : " ↑") : "";
    const hint = column.better ? column.better + " is better" : "";
    const button = element(cell, "button", { type: "button", title: hint }, column.label + arrow);
    const natural = column.better !== "lower";
    button.addEventListener("click", () => drawTable(i, sortColumn === i ? !descending : natural));
  });
  const body = element(table, "tbody");
  const sorted = (rows) => {
    const sign = descending ? -1 : 1;
    const value = (row) => row.value[sortColumn] ?? (descending ? -Infinity : Infinity);
    return sortColumn < 0 ? rows : rows.sort((a, b) => sign * (value(a) - value(b)) || 0);
  };
  for (const row of sorted(data.rows.filter((row) => !row.member))) {
    drawRow(body, row, first);
    sorted(data.rows.filter((other) => other.member && other.group === row.group)).forEach((member) => drawRow(body, member, first));
  }
}

function drawRow(body, row, first) {
  const mean = row.run < 0;
  const kind = (row.member ? "member" : "") + (state.hidden.has(row.run) ? " off" : "");
  const line = element(body, "tr", mean ? { class: "mean" } : { "data-run": row.run, class: kind });
  const name = element(line, "td");
  if (mean) {
    name.textContent = row.name;
  } else {
    const run = element(name, "span", { class: "run" });
    swatch(run, row.run);
    run.append(row.name);
  }
  row.text.forEach((text, i) => {
    const cell = element(line, "td", { class: (first[i] ? "first" : "") + (row.best[i] ? " best" : "") });
    element(cell, "span", row.best[i] ? { title: "best" } : {}, text);
  });
}

/** Who is best in the first column of each data set; of several seeds it is their mean that counts. */
function winners() {
  const found = [];
  data.columns.forEach((column, i) => {
    if (!column.group || column.group === data.columns[i - 1]?.group) return;
    const row = data.rows.find((candidate) => candidate.best[i]);
    if (row) found.push(`best ${column.label} on ${column.group}: ${row.name}, ${row.text[i]}`);
  });
  return found;
}

// ---- what differs ----

/** Each setting with its values, and behind each value the runs that have it. */
function drawDifferences(section, table, differences) {
  byId(section).hidden = !differences.length;
  const body = element(byId(table), "tbody");
  for (const { key, values } of differences) {
    const row = element(body, "tr");
    element(element(row, "td"), "code", {}, key);
    const cell = element(row, "td");
    for (const value of new Set(values)) {
      const choice = element(cell, "div", { class: "choice" });
      element(choice, "code", value ? {} : { class: "muted" }, value || "not set");
      const who = element(choice, "span", { class: "who" });
      for (const run of runs.filter((run) => values[run] === value)) {
        const name = element(who, "span");
        swatch(name, run);
        name.append(data.runs[run].name);
      }
    }
  }
}

// ---- sections of charts ----

/** The runs' curves of one logged number. */
function logged(name) {
  return runs.flatMap((run) => (data.runs[run].metrics[name] ? [{ run, ...data.runs[run].metrics[name] }] : []));
}

function grid(section, heading) {
  if (heading) element(section, "h3", {}, heading);
  return element(section, "div", { class: "grid" });
}

function drawTraining(names) {
  const section = byId("training");
  const edges = names.filter((name) => name.startsWith("loss/"));
  if (names.includes("loss")) new Chart(section, "", logged("loss"), { kind: "training", isLoss: true, height: 360 });
  if (edges.length) {
    const small = grid(section, "By edge");
    for (const name of edges) new Chart(small, name.slice("loss/".length), logged(name), { kind: "training", isLoss: true });
  }
  section.hidden = !names.some((name) => name === "loss" || name.startsWith("loss/"));
}

function drawOptimization(names) {
  const section = byId("optimization");
  const small = grid(section);
  const rest = names.filter((name) => name !== "loss" && !name.startsWith("loss/"));
  rest.sort((a, b) => (b === "lr") - (a === "lr"));
  for (const name of rest) {
    const kind = name.startsWith("lr") ? "plain" : "training";
    new Chart(small, TITLES[name] || name.replaceAll("_", " "), logged(name), { kind });
  }
  section.hidden = !rest.length;
}

// ---- where the time goes ----

/** The order of a step, and after it what comes between steps; towers stand where their passes do. */
const STAGES = { wait: 6, copy: 7, forward: 0, heads: 4, loss: 3, backward: 1, optimizer: 2, evaluation: 5, checkpoint: 4, profile: 7 };
const THREADS = { read: 7, decode: 0, augment: 1, transform: 2, collate: 3 };

/** Those of {@code stages} that a run has logged, in that order. */
function stageTimes(run, stages) {
  const order = Object.keys(stages);
  const kind = (name) => name.split("/")[0];
  return Object.entries(data.runs[run].times)
    .filter(([name]) => kind(name) in stages)
    .sort(([a], [b]) => order.indexOf(kind(a)) - order.indexOf(kind(b)))
    .map(([name, seconds]) => ({ name: name.replace("/", " "), color: `var(--c${stages[kind(name)]})`, seconds }));
}

const total = (stages) => stages.reduce((sum, stage) => sum + stage.seconds, 0);
const milliseconds = (seconds) => number(1000 * seconds) + " ms";

function drawTime() {
  const bars = byId("bars");
  const times = runs.map((run) => ({ run, step: stageTimes(run, STAGES), threads: stageTimes(run, THREADS) })).filter(({ step }) => step.length);
  byId("time").hidden = !times.length;
  const longest = Math.max(...times.flatMap(({ step, threads }) => [total(step), total(threads)]));
  for (const { run, step, threads } of times) {
    const name = element(bars, "span", { class: "run" });
    if (runs.length > 1) swatch(name, run);
    name.append(milliseconds(total(step)));
    name.title = data.runs[run].name;
    drawBar(bars, "bar", step, total(step), longest);
    element(bars, "span");
    drawBar(bars, "bar threads", threads, total(step), longest);
  }
}

/** Pieces as wide as their time; shares are those of a step. */
function drawBar(parent, kind, stages, step, longest) {
  const bar = element(parent, "div", { class: kind });
  for (const { name, color, seconds } of stages) {
    const title = `${name}: ${milliseconds(seconds)}, ${number(seconds / step, true)} of a step`;
    element(bar, "span", { title, style: `width: ${(100 * seconds) / longest}%; background: ${color}` }, seconds / longest > 0.05 ? name : "");
  }
}

function drawEvaluation() {
  const section = byId("evaluation");
  const groups = new Map();
  for (const run of runs) {
    for (const curve of data.runs[run].evaluations) {
      const metrics = groups.get(curve.group) || groups.set(curve.group, new Map()).get(curve.group);
      const entry = metrics.get(curve.metric) || metrics.set(curve.metric, { ...curve, curves: [] }).get(curve.metric);
      entry.curves.push({ run, step: curve.step, value: curve.value });
    }
  }
  for (const [group, metrics] of groups) {
    const small = grid(section, group);
    for (const { metric, percent, curves } of metrics.values()) {
      new Chart(small, metric.replaceAll("_", " "), curves, { kind: "evaluation", percent });
    }
  }
  section.hidden = !groups.size;
}

// ---- controls ----

function pressAxis(axis) {
  state.axis = axis;
  for (const button of byId("axis").children) button.setAttribute("aria-pressed", button.dataset.axis === axis);
  redraw();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

const names = [...new Set(data.runs.flatMap((run) => Object.keys(run.metrics)))].sort();
const title = data.runs.length === 1 ? data.runs[0].name : data.runs.length + " runs side by side";
byId("title").textContent = title;
document.title = title + " – Three Towers";
byId("subtitle").textContent = winners().join("  ·  ");
if (data.runs.length === 1) byId("legend").hidden = true;

const dark = matchMedia("(prefers-color-scheme: dark)");
setTheme(dark.matches ? "dark" : "light");
dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));
byId("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
byId("axis").addEventListener("click", (event) => event.target.dataset.axis && pressAxis(event.target.dataset.axis));
byId("log").addEventListener("click", () => {
  state.log = !state.log;
  byId("log").setAttribute("aria-pressed", state.log);
  redraw();
});
byId("smoothing").addEventListener("input", (event) => {
  state.smoothing = +event.target.value;
  redraw();
});
let resizing;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(redraw, 100);
});

drawLegend();
drawTable();
drawDifferences("settings", "differences", data.settings);
drawDifferences("surroundings", "environment", data.environment);
drawTraining(names);
drawEvaluation();
drawTime();
drawOptimization(names);
pressAxis("step");
