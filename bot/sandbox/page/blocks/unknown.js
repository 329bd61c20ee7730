import { h } from "../dom.js";

/** What this page cannot draw is named, not left out. */
export function unknown(noun, type) {
  return h("div", { class: "unknown", role: "note" }, `cannot show ${noun} type ${String(type)}`);
}
