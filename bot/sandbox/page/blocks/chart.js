// data_visualization: bar, line, area and pie, as SVG, with the same figures as a table below.
import { h, lookUp, svg, uniqueId } from "../dom.js";
import { axes, HEIGHT, plane, WIDTH } from "./chart_axes.js";
import { unknown } from "./unknown.js";

const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });
const SHAPES = { bar: bars, line: lines, area: areas };

/** A chart with its title, legend and table. */
export function chart(block) {
  const given = block.chart ?? {};
  if (given.type === "pie") return pieFigure(block, given);
  return lookUp(SHAPES, given.type) ? axisFigure(block, given) : unknown("chart", given.type);
}

function figure(block, kind, viewBox, drawing, legend, table, said) {
  const title = uniqueId("chart");
  return h("figure", { class: `block-chart chart-${kind}`, "aria-labelledby": title },
    h("figcaption", { class: "chart-caption", id: title }, block.title),
    h("div", { class: "chart-frame" },
      svg("svg", { class: "chart", viewBox, role: "img", "aria-label": `${block.title}. ${said}` }, drawing),
      legend),
    h("details", { class: "chart-figures" }, h("summary", {}, "Figures as a table"), table));
}

function legend(names, colour) {
  return h("ul", { class: "legend", "aria-label": "Legend" }, names.map((name, index) =>
    h("li", {}, mark(colour[index]), h("span", {}, name))));
}

function mark(index) {
  return svg("svg", { class: "legend-mark", viewBox: "-7 -7 14 14", "aria-hidden": "true" }, dot(index, 0, 0, 5));
}

/** Each series has its own shape beside its own colour. */
function dot(index, x, y, size = 3.6) {
  const name = `series-${index} series-fill`;
  const at = `translate(${x} ${y})`;
  if (index % 4 === 0) return svg("circle", { class: name, r: size, transform: at });
  if (index % 4 === 1) return svg("rect", { class: name, x: -size, y: -size, width: 2 * size, height: 2 * size, transform: at });
  if (index % 4 === 2) return svg("path", { class: name, d: `M0 ${-size * 1.3}L${size * 1.25} ${size}H${-size * 1.25}z`, transform: at });
  return svg("path", { class: name, d: `M0 ${-size * 1.4}L${size * 1.4} 0L0 ${size * 1.4}L${-size * 1.4} 0z`, transform: at });
}

function axisFigure(block, given) {
  const { categories } = given.axis_config;
  // Points may come in any order; the axis gives it.
  const colour = colours(given.series.map((one) => one.name));
  const series = given.series.map((one, index) => ({
    name: one.name,
    colour: colour[index],
    data: categories.map((label) => one.data.find((point) => point.label === label) ?? { label, value: 0 }),
  }));
  const on = plane({ ...given, series });
  const said = series.map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${NUMBERS.format(point.value)}`).join(", ")}`).join(". ");
  return figure(block, given.type, `0 0 ${WIDTH} ${HEIGHT}`, [axes(on), SHAPES[given.type](series, on)],
    series.length > 1 ? legend(series.map((one) => one.name), series.map((one) => one.colour)) : null, axisTable(block, series, categories), said);
}

function tip(name, point) {
  return svg("title", {}, `${name}, ${point.label}: ${NUMBERS.format(point.value)}`);
}

function bars(series, on) {
  const width = Math.min(46, (on.band * 0.76) / series.length);
  return series.map((one, index) => one.data.map((point, at) => {
    const x = on.x(at) + (index - series.length / 2) * width;
    const [top, bottom] = [on.y(Math.max(0, point.value)), on.y(Math.min(0, point.value))];
    return svg("rect", { class: `series-${one.colour} series-fill chart-bar`, x: x + 0.5, y: top, rx: 2,
      width: Math.max(1, width - 1), height: Math.max(1, bottom - top) }, tip(one.name, point));
  }));
}

function path(one, on) {
  return one.data.map((point, at) => `${at ? "L" : "M"}${on.x(at).toFixed(1)} ${on.y(point.value).toFixed(1)}`).join("");
}

function lines(series, on) {
  return series.map((one) => svg("g", {},
    svg("path", { class: `series-${one.colour} series-line dash-${one.colour % 4}`, d: path(one, on) }),
    one.data.map((point, at) => svg("g", {}, dot(one.colour, on.x(at), on.y(point.value)), tip(one.name, point)))));
}

function areas(series, on) {
  const floor = on.y(0).toFixed(1);
  return series.map((one) => svg("g", {},
    svg("path", { class: `series-${one.colour} series-area`,
      d: `${path(one, on)}L${on.x(one.data.length - 1).toFixed(1)} ${floor}L${on.x(0).toFixed(1)} ${floor}z` }),
    svg("path", { class: `series-${one.colour} series-line dash-${one.colour % 4}`, d: path(one, on) }),
    one.data.map((point, at) => svg("g", {}, dot(one.colour, on.x(at), on.y(point.value), 3), tip(one.name, point)))));
}

function axisTable(block, series, categories) {
  return h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": `Figures of ${block.title}` }, h("table", {}, h("caption", { class: "hidden" }, block.title),
    h("thead", {}, h("tr", {}, h("td", {}), series.map((one) => h("th", { scope: "col", class: "align-right" }, one.name)))),
    h("tbody", {}, categories.map((name, at) => h("tr", {}, h("th", { scope: "row" }, name),
      series.map((one) => h("td", { class: "align-right" }, NUMBERS.format(one.data[at].value))))))));
}

const NAMED = { red: 0, green: 2, yellow: 3 };

/** Which colour each label has: its own where all are named after one, else one after the other. */
function colours(labels) {
  const own = labels.map((label) => lookUp(NAMED, label.toLowerCase()));
  return own.includes(undefined) ? labels.map((_, index) => index) : own;
}

function pieFigure(block, { segments }) {
  const total = segments.reduce((sum, one) => sum + one.value, 0);
  const share = (one) => `${((100 * one.value) / total).toFixed(one.value / total < 0.1 ? 1 : 0)} %`;
  const names = segments.map((one) => `${one.label} · ${NUMBERS.format(one.value)} (${share(one)})`);
  const rows = segments.map((one) => h("tr", {}, h("th", { scope: "row" }, one.label),
    h("td", { class: "align-right" }, NUMBERS.format(one.value)), h("td", { class: "align-right" }, share(one))));
  const table = h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": `Figures of ${block.title}` }, h("table", {}, h("caption", { class: "hidden" }, block.title),
    h("thead", {}, h("tr", {}, ["", "Value", "Share"].map((name, index) => name ? h("th", { scope: "col", class: "align-right" }, name) : h("td", { class: `column-${index}` })))),
    h("tbody", {}, rows)));
  const colour = colours(segments.map((one) => one.label));
  return figure(block, "pie", "-104 -104 208 208", slices(segments, total, colour), legend(names, colour), table, names.join(", "));
}

function slices(segments, total, colour) {
  let turned = 0;
  return segments.map((one, index) => {
    const from = turned;
    turned += one.value / total;
    const name = `series-${colour[index]} series-fill chart-slice`;
    const hint = svg("title", {}, `${one.label}: ${NUMBERS.format(one.value)}`);
    if (one.value === total) return svg("circle", { class: name, r: 100 }, hint);
    const [start, end] = [point(from), point(turned)];
    return svg("path", { class: name, d: `M0 0L${start}A100 100 0 ${turned - from > 0.5 ? 1 : 0} 1 ${end}z` }, hint);
  });
}

function point(turn) {
  const angle = 2 * Math.PI * turn - Math.PI / 2;
  return `${(100 * Math.cos(angle)).toFixed(2)} ${(100 * Math.sin(angle)).toFixed(2)}`;
}
