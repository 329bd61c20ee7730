// How somebody looks: a coloured square with initials, a name, a badge.
import { h } from "./dom.js";

/** Initials on the person's colour; decoration only, the name stands beside it. */
export function avatar(one, className = "avatar") {
  const node = h("span", { class: className, "aria-hidden": "true" }, initials(one.name));
  const color = CSS.supports("color", one.avatar_color ?? "") ? one.avatar_color : colorOf(one.id ?? "");
  node.style.backgroundColor = color;
  node.style.color = isLight(color) ? "#1d1c1d" : "#fff";
  return node;
}

function initials(name) {
  const words = String(name ?? "?").replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

const COLORS = ["#7a4b12", "#2f5d50", "#35568c", "#7b3f73", "#8c3b2e", "#4a5a1f", "#245f73"];

function colorOf(id) {
  const sum = [...id].reduce((total, character) => total + character.codePointAt(0), 0);
  return COLORS[sum % COLORS.length];
}

function isLight(color) {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!found) return false;
  const [red, green, blue] = found.slice(1).map((part) => Number.parseInt(part, 16));
  return red * 0.299 + green * 0.587 + blue * 0.114 > 150;
}

/** APP, Guest, or the other company's name. */
export function badge(one) {
  const text = one.is_bot ? "APP" : one.external_team ? one.external_team : one.is_guest ? "Guest" : null;
  return text && h("span", { class: one.external_team ? "badge badge-external" : "badge" }, text);
}
