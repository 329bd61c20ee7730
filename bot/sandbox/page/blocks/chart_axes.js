// The plane that bars, lines and areas are drawn on: its scale, grid, labels and titles.
import { svg } from "../dom.js";

export const WIDTH = 560;
export const HEIGHT = 260;
const TOP = 14;
const RIGHT = 14;
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** Round steps between the least and the most value, with nought among them. */
function ticks(least, most) {
  const span = most - least || 1;
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= raw);
  const first = Math.floor(least / step);
  const last = Math.ceil(most / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** The plane for these series: x(index) is a category's middle, y(value) a height. */
export function plane({ series, axis_config: axis }) {
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const steps = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const left = 30 + 6.5 * Math.max(...steps.map((one) => COMPACT.format(one).length)) + (axis.y_label ? 14 : 0);
  const tilted = axis.categories.length > 6 || axis.categories.some((one) => one.length * 6.5 > (WIDTH - left) / axis.categories.length);
  const bottom = HEIGHT - (tilted ? 64 : 26) - (axis.x_label ? 18 : 0);
  const band = (WIDTH - left - RIGHT) / axis.categories.length;
  const [low, high] = [steps[0], steps.at(-1)];
  return {
    axis, steps, left, bottom, band, tilted,
    x: (index) => left + band * (index + 0.5),
    y: (value) => bottom - ((value - low) / (high - low || 1)) * (bottom - TOP),
  };
}

/** Grid, scale, categories and titles. */
export function axes(on) {
  const { axis, steps, left, bottom } = on;
  const grid = steps.map((step) => [
    svg("line", { class: step === 0 ? "chart-zero" : "chart-grid", x1: left, x2: WIDTH - RIGHT, y1: on.y(step), y2: on.y(step) }),
    svg("text", { class: "chart-text", x: left - 6, y: on.y(step) + 4, "text-anchor": "end" }, COMPACT.format(step)),
  ]);
  const titles = [
    axis.x_label && svg("text", { class: "chart-title", x: (left + WIDTH - RIGHT) / 2, y: HEIGHT - 4, "text-anchor": "middle" }, axis.x_label),
    axis.y_label && svg("text", { class: "chart-title", x: 0, y: 0, "text-anchor": "middle", transform: `translate(12 ${(TOP + bottom) / 2}) rotate(-90)` }, axis.y_label),
  ];
  return svg("g", { "aria-hidden": "true" }, grid, axis.categories.map((name, index) => category(on, name, index)), titles);
}

function category(on, name, index) {
  const y = on.bottom + 17;
  if (!on.tilted) return svg("text", { class: "chart-text", x: on.x(index), y, "text-anchor": "middle" }, name);
  const short = name.length > 12 ? `${name.slice(0, 11)}…` : name;
  return svg("text", { class: "chart-text", x: 0, y: 0, "text-anchor": "end", transform: `translate(${on.x(index) + 4} ${y - 4}) rotate(-38)` }, short);
}
