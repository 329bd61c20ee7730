// The app's home tab.
import { drawSurface } from "./blocks/index.js";
import { fill, h } from "./dom.js";
import { now, store } from "./store.js";
import { Surface } from "./surface.js";
import { isoDay } from "./text/dates.js";

export class Home {
  constructor() {
    this.node = h("div", { class: "home", id: "home-panel", role: "tabpanel", "aria-label": "Home", tabindex: "0", hidden: true });
    this.key = null;
  }

  forget() {
    this.key = null;
  }

  draw() {
    const { home, me } = store.state;
    const key = JSON.stringify([home?.blocks, me, isoDay(now())]);
    if (key === this.key) return;
    this.key = key;
    const field = this.node.contains(document.activeElement) ? document.activeElement.dataset.field : null;
    if (!home) {
      fill(this.node, h("p", { class: "empty" }, "The app has not put anything here yet."));
      return;
    }
    const surface = new Surface({ view_id: home.id });
    surface.heading = "h2";
    fill(this.node, h("div", { class: "home-blocks blocks" }, drawSurface(home.blocks, surface)));
    if (field) [...this.node.querySelectorAll("[data-field]")].find((one) => one.dataset.field === field)?.focus();
  }
}
