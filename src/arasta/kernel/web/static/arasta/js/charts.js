// Draws every figure[data-chart] from the table inside it: rows are points, columns after the first are series,
// td[data-value] is the number to draw and the cell's text is what a reader sees.
const library = new URL("../vendor/uplot/uplot.min.js", import.meta.url).href;
const SERIES = 4;
let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = library;
    script.addEventListener("load", () => resolve(window.uPlot));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return loading;
}

function read(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  const names = [...figure.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent);
  const cells = names.map((_, index) => rows.map((row) => row.cells[index + 1]));
  const number = (cell) => (cell?.dataset.value ? Number(cell.dataset.value) : null);
  return { names, cells, labels: rows.map((row) => row.cells[0].textContent), data: [rows.map((_, at) => at), ...cells.map((column) => column.map(number))] };
}

function color(name, figure) {
  return getComputedStyle(figure).getPropertyValue(name).trim();
}

function seriesColor(index, figure) {
  return color(["--brand", "--accent", "--warn", "--line-control"][index % SERIES], figure);
}

function compact(figure) {
  const money = figure.dataset.currency ? { style: "currency", currency: figure.dataset.currency, currencyDisplay: "narrowSymbol" } : {};
  return new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1, ...money });
}

function drawKeys(figure, { names, cells, labels }, at) {
  const room = figure.querySelector("[data-chart-keys]");
  room.replaceChildren();
  if (at != null) room.append(Object.assign(document.createElement("b"), { textContent: labels[at] }));
  names.forEach((name, index) => {
    const key = document.createElement("span");
    key.className = "chart-key";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 12 12");
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [attribute, value] of [["cx", 6], ["cy", 6], ["r", 4], ["class", `chart-stroke-${index % SERIES}`]]) dot.setAttribute(attribute, value);
    svg.append(dot);
    key.append(svg, name);
    if (at != null) key.append(Object.assign(document.createElement("b"), { textContent: cells[index][at]?.textContent ?? "–" }));
    room.append(key);
  });
}

function seriesOf(figure, names, uPlot) {
  const bars = figure.dataset.chart === "bars";
  return names.map((label, index) => {
    const stroke = seriesColor(index, figure);
    const style = bars ? { fill: stroke, width: 0, paths: uPlot.paths.bars({ size: [0.6, 48], radius: 0.15 }) } : { width: 2, dash: index ? [5, 4] : undefined };
    return { label, stroke, points: { show: false }, ...style };
  });
}

function options(figure, table, uPlot) {
  const area = figure.querySelector("[data-chart-area]");
  const format = compact(figure);
  const line = { stroke: color("--line", figure), width: 1 };
  const axis = { stroke: color("--muted", figure), grid: line, ticks: { show: false }, font: `12px ${color("--font-text", figure)}` };
  const bars = figure.dataset.chart === "bars";
  return {
    width: area.clientWidth - 24,
    height: Math.max(area.clientHeight, 200),
    legend: { show: false },
    cursor: { y: false, points: { size: 8 }, drag: { x: false } },
    scales: { x: { time: false, range: bars ? (_, low, high) => [low - 0.6, high + 0.6] : undefined }, y: { range: (_, low, high) => [Math.min(0, low), high * 1.08 || 1] } },
    axes: [
      { ...axis, size: 30, grid: { show: false }, space: 64, incrs: [1, 2, 5, 7, 10, 14, 30], values: (_, ats) => ats.map((at) => table.labels[at] ?? "") },
      { ...axis, size: (_, numbers) => 16 + 6.6 * Math.max(4, ...(numbers ?? []).map((text) => text.length)), space: 36, values: (_, numbers) => numbers.map((number) => format.format(number)) },
    ],
    series: [{}, ...seriesOf(figure, table.names, uPlot)],
    hooks: { setCursor: [(plot) => drawKeys(figure, table, plot.cursor.idx)] },
  };
}

async function draw(figure) {
  const uPlot = await load();
  const table = read(figure);
  if (!table.data[0].length) return;
  const area = figure.querySelector("[data-chart-area]");
  area.replaceChildren();
  drawKeys(figure, table, null);
  const plot = new uPlot(options(figure, table, uPlot), table.data, area);
  figure.chartWatcher?.disconnect();
  figure.chartWatcher = new ResizeObserver(() => plot.setSize({ width: area.clientWidth - 24, height: plot.height }));
  figure.chartWatcher.observe(area);
}

function drawAll() {
  for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
}

drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
document.addEventListener("htmx:after:settle", (event) => {
  for (const figure of event.target.querySelectorAll?.("figure[data-chart]") ?? []) draw(figure);
});
