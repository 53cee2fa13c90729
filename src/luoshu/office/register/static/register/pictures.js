// Draws the tables of a register as pictures, above them: a table holds every number, the picture none of its own.
import { init } from "../luoshu/vendor/echarts.js";

// The page's policy (CSP) refuses style attributes and allows what a script sets by itself: the same, the other way.
const written = SVGElement.prototype.setAttribute;
SVGElement.prototype.setAttribute = function (name, value) {
  if (name === "style") this.style.cssText = value;
  else written.call(this, name, value);
};

const HUES = ["#1f5c57", "#d08a1d", "#3f6fb0", "#8b3f6c", "#8d9096"]; // told apart by everybody, and in grey
const ON_HUE = ["#fff", "#1c1f23", "#fff", "#fff", "#1c1f23"];
const INK = "#1c1f23", QUIET = "#5b6066", LINE = "#d9d7d0", GAP = "#b3261e", PAPER = "#fbfaf7";
const FONT = getComputedStyle(document.body).fontFamily;
const NARROW = 560;

const text = (node) => node.textContent.trim();
const number = (cell) => (cell.dataset.number === "" ? null : Number(cell.dataset.number));
const plain = (value) => (value === null || value === undefined ? "–" : value.toLocaleString("en"));

function readTable(figure) {
  const drawn = Number(figure.dataset.drawn);
  const names = [...figure.querySelectorAll("thead th[data-name]")].slice(0, drawn).map((cell) => cell.dataset.name);
  const rows = [...figure.querySelectorAll("tbody tr:not(.total)")].map((row) => ({
    label: text(row.querySelector("th")),
    numbers: [...row.querySelectorAll("td")].slice(0, drawn).map(number),
  }));
  return { names, rows };
}

const valueAxis = (unit, rows) => ({
  type: "value", min: (range) => Math.min(0, range.min), name: unit, nameTextStyle: { color: QUIET, fontSize: 14 },
  minInterval: rows.every((row) => row.numbers.every((value) => Number.isInteger(value || 0))) ? 1 : 0,
  splitLine: { lineStyle: { color: LINE } }, axisLabel: { color: QUIET, fontSize: 14, hideOverlap: true },
  axisLine: { show: true, lineStyle: { color: INK } },
});
const nameAxis = (labels, more) => ({
  type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: INK } },
  axisLabel: { color: INK, fontSize: 14, ...more },
});

const letters = (words) => [...words].reduce((sum, letter) => sum + (letter > "ÿ" ? 14 : 8), 6); // their width

// A part of a stack says its name where it is longest, and its number wherever that fits.
function stacked(names, rows, lying, room, breadth = 0) {
  const totals = rows.map((row) => row.numbers.reduce((sum, value) => sum + (value || 0), 0));
  const most = Math.max(...totals, 1);
  return names.map((name, at) => {
    const longest = rows.reduce((best, row, here) => ((row.numbers[at] || 0) >= (rows[best].numbers[at] || 0) ? here : best), 0);
    return {
      name, type: "bar", stack: "all", barMaxWidth: lying ? 26 : 64, color: HUES[at],
      data: rows.map((row, here) => {
        const value = row.numbers[at] || 0;
        const length = (value / most) * room;
        const within = lying ? length : breadth;
        const named = `${name} ${plain(value)}`;
        const wanted = here === longest && letters(named) < within ? named : plain(value);
        const fits = letters(wanted) < within && (lying || length > 18);
        return { value, label: { show: value > 0 && fits, formatter: wanted } };
      }),
      label: { color: ON_HUE[at], fontSize: 14, position: "inside" },
    };
  });
}

function grouped(names, rows, lying) {
  return names.map((name, at) => ({
    name, type: "bar", color: HUES[at], barMaxWidth: lying ? 26 : 48, barGap: "10%",
    data: rows.map((row) => row.numbers[at]),
    label: { show: true, position: lying ? "right" : "top", color: INK, fontSize: 14, formatter: (each) => plain(each.value) },
    labelLayout: { hideOverlap: true },
  }));
}

const shapes = {
  bars({ names, rows }, unit, width) {
    const labels = rows.map((row) => row.label);
    const left = Math.min(Math.max(...labels.map((label) => label.length)) * 15, width * 0.35) + 12;
    const series = names.length > 1 ? stacked(names, rows, true, width - left - 60) : grouped(names, rows, true);
    return {
      height: rows.length * 38 + 70,
      grid: { left, right: names.length > 1 ? 40 : 80, top: 8, bottom: 52 },
      yAxis: { ...nameAxis(labels, { width: left - 12, overflow: "break" }), inverse: true },
      xAxis: { ...valueAxis(unit, rows), nameLocation: "middle", nameGap: 30 },
      series,
    };
  },
  columns({ names, rows }, unit, width) {
    return upright(rows, unit, names.length > 1 ? stacked(names, rows, false, 230, Math.min(64, ((width - 60) / rows.length) * 0.7)) : grouped(names, rows, false), names, width);
  },
  groups({ names, rows }, unit, width) {
    return upright(rows, unit, grouped(names, rows, false), names, width);
  },
};

function upright(rows, unit, series, names, width) {
  const labels = rows.map((row) => row.label);
  return {
    height: 340,
    grid: { left: 12, right: 12, top: 40, bottom: 8, containLabel: true },
    xAxis: nameAxis(labels, { interval: width < NARROW ? "auto" : 0, hideOverlap: true }),
    yAxis: { ...valueAxis(unit, rows), nameLocation: "end", nameTextStyle: { color: QUIET, fontSize: 14, align: "left" } },
    series,
  };
}

// One tree for each whole: the end of its chain on the right, what comes before to the left of what it leads to.
function chain(figure, width) {
  const kinds = [...figure.querySelectorAll("thead th.number")].map(text);
  const rows = [...figure.querySelectorAll("tbody tr")].map((row) => ({
    number: row.dataset.number, next: row.dataset.next, whole: row.dataset.whole, gap: "gap" in row.dataset,
    name: text(row.querySelector("th")), counts: [...row.querySelectorAll("td[data-number]")].map(number),
  }));
  const word = figure.querySelector(".no.state") ? text(figure.querySelector(".no.state")).replace("◇", "").trim() : "";
  const narrow = width < 720;
  const said = (row, line) => kinds.map((kind, at) => `{of|${kind} ${row.counts[at]}}`).join(line);
  const node = (row, seen, line) => ({
    name: row.name,
    symbol: row.gap ? "diamond" : "circle", symbolSize: row.gap ? 16 : 13,
    itemStyle: { color: row.gap ? PAPER : HUES[0], borderColor: row.gap ? GAP : HUES[0], borderWidth: 2 },
    label: { formatter: `{name|${row.name}}\n${row.gap ? `{gap|${word}}` : said(row, line)}` },
    children: rows.filter((each) => each.next === row.number && !seen.includes(each.number))
      .map((each) => node(each, [...seen, each.number], line)),
  });
  const leaves = (tree) => (tree.children.length ? tree.children.reduce((sum, each) => sum + leaves(each), 0) : 1);
  const levels = (tree) => 1 + Math.max(0, ...tree.children.map(levels));
  const ends = rows.filter((row) => !row.next || !rows.some((each) => each.number === row.next));
  const series = [], title = [];
  let top = 0;
  for (const row of ends) {
    const wide = leaves(node(row, [row.number], " "));
    const tree = node(row, [row.number], narrow && wide > 1 ? "\n" : " ");
    const step = narrow ? (wide > 1 ? 96 : 64) : 84;
    const height = narrow ? (levels(tree) - 1) * step : wide * step;
    const apart = width / wide;
    title.push({ text: row.whole, left: 0, top, padding: 0, textStyle: { color: INK, fontSize: 14, fontWeight: 700 } });
    const place = narrow ? { left: 14 - apart / 2, width, top: top + (wide > 1 ? 72 : 44) } : { left: 100, right: 100, top: top + 4 };
    const label = narrow ? { position: "right", align: "left", verticalAlign: "middle" } : { position: "bottom", align: "center" };
    const lettered = (color) => ({ fontSize: 14, color, lineHeight: 19 });
    series.push({
      type: "tree", data: [tree], orient: narrow ? "BT" : "RL", height, ...place, roam: false, expandAndCollapse: false,
      initialTreeDepth: -1, lineStyle: { color: QUIET, width: 1.5, curveness: 0.4 }, leaves: { label },
      label: { ...label, distance: 8, fontSize: 14, rich: { name: lettered(INK), of: lettered(QUIET), gap: lettered(GAP) } },
    });
    top += height + (narrow ? (wide > 1 ? 144 : 110) : 32);
  }
  return { height: Math.max(top, 120), title, series };
}

function draw(figure, place, chart) {
  const width = place.clientWidth;
  const { height, ...option } = figure.dataset.shape === "chain"
    ? chain(figure, width) : shapes[figure.dataset.shape](readTable(figure), figure.dataset.unit, width);
  place.style.height = `${height}px`;
  chart.resize({ width, height });
  place.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${height}`); // so that paper may make it smaller
  chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...option }, true);
}

// Where a picture has several hues, each with its name beside it: the same for the eye that a label in the bar is.
function key(figure) {
  const { names } = readTable(figure);
  if (names.length < 2) return null;
  const list = document.createElement("ul");
  list.className = "hues";
  names.forEach((name, at) => {
    const item = document.createElement("li");
    item.dataset.hue = at + 1;
    item.textContent = name;
    list.append(item);
  });
  return list;
}

for (const figure of document.querySelectorAll("figure[data-shape]")) {
  const place = document.createElement("div");
  place.className = "drawn";
  place.setAttribute("aria-hidden", "true"); // the table beneath says the same
  const table = figure.querySelector(".scroll");
  table.before(place);
  const hues = figure.dataset.shape === "chain" ? null : key(figure);
  if (hues) place.before(hues);
  place.style.height = "200px";
  const chart = init(place, null, { renderer: "svg", width: place.clientWidth, height: 200 });
  const again = () => draw(figure, place, chart);
  again();
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      again();
    }
  }).observe(place);
  figure.dataset.isDrawn = "";
}
