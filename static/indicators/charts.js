// SPDX-License-Identifier: Apache-2.0
// Charts of the numbers that stand in a table beside them: a line over time, bars by part. Every
// point opens its list. The picture is for eyes alone; whoever hears the page hears the table.

const { Chart } = window;
const given = JSON.parse(document.getElementById("charts")?.textContent ?? "{}");
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const INK = colour("--ink");
const SOFT = colour("--ink-soft");
const BLUE = colour("--blue");
const LINE = colour("--line");
const BAR = 30;
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

Chart.defaults.font.family = style.getPropertyValue("--font");
Chart.defaults.font.size = 13;
Chart.defaults.color = INK;
Chart.defaults.animation.duration = STILL ? 0 : 250;

// The value in words at each bar: nobody has to guess by the axis.
const inWords = {
  id: "inWords",
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    const { points, line } = chart.data.datasets[0];
    const shapes = chart.getDatasetMeta(0).data;
    ctx.save();
    ctx.font = `600 13px ${Chart.defaults.font.family}`;
    ctx.fillStyle = INK;
    ctx.textBaseline = "middle";
    const start = chart.chartArea.left;
    if (!line) shapes.forEach(({ x, y }, n) => ctx.fillText(points[n].text, (x || start) + 8, y));
    ctx.restore();
  },
};

const open = (point) => point?.count && location.assign(point.href);

function draw(box, { line, unit, title, points }) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", title);
  const caption = document.createElement("figcaption");
  caption.textContent = title;
  box.before(caption);
  box.style.height = line ? "190px" : `${points.length * BAR + 44}px`;
  box.append(canvas);
  const values = points.map(({ value }) => value);
  const measured = valueAxis(unit, Math.max(...values));
  return new Chart(canvas, {
    type: line ? "line" : "bar",
    data: {
      labels: points.map(({ name }) => name),
      datasets: [{ data: values, points, line, ...(line ? LINE_LOOKS : BAR_LOOKS) }],
    },
    options: {
      indexAxis: line ? "x" : "y",
      maintainAspectRatio: false,
      layout: { padding: { right: line ? 12 : 64, top: line ? 8 : 0 } },
      onClick: (press, [hit]) => open(points[hit?.index]),
      onHover: (press, [hit]) => {
        canvas.style.cursor = points[hit?.index]?.count ? "pointer" : "default";
      },
      interaction: line ? { mode: "index", intersect: false } : { mode: "nearest", intersect: true },
      plugins: {
        legend: { display: false },
        tooltip: { displayColors: false, callbacks: { label: ({ dataIndex }) => said(points[dataIndex]) } },
      },
      scales: line ? { x: namesAxis(), y: measured } : { y: namesAxis(), x: { ...measured, position: "top" } },
    },
    plugins: [inWords],
  });
}

const said = ({ text, note }) => `${text} (${note})`;

// A point is a shape of its own: an empty day leaves a gap, it does not count as nothing.
const LINE_LOOKS = { borderColor: BLUE, borderWidth: 2, backgroundColor: BLUE, pointRadius: 4, pointHoverRadius: 6, spanGaps: false, tension: 0 };
const BAR_LOOKS = { backgroundColor: BLUE, borderWidth: 0, maxBarThickness: 18 };

const namesAxis = () => ({ grid: { display: false }, ticks: { color: INK, maxRotation: 0, autoSkipPadding: 14 } });

// Shares that come near the whole are shown against the whole.
const valueAxis = (unit, most) => ({
  beginAtZero: true,
  suggestedMax: unit === "%" && most > 50 ? 100 : undefined,
  grid: { color: LINE },
  ticks: { color: SOFT, maxTicksLimit: 6, callback: (value) => `${value}${unit}` },
});

for (const box of document.querySelectorAll("[data-chart]")) {
  const chart = given[box.dataset.chart];
  if (chart?.points.length) draw(box, chart);
}
