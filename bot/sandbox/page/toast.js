// One line over everything: what the sandbox has to say, and whether it can be reached.
import { fill, h, icon } from "./dom.js";
import { CLOSE } from "./icons.js";
import { store } from "./store.js";

const SHOWN = 8000;

export class Toast {
  constructor() {
    this.own = null;
    this.lost = false;
    this.shown = null;
    this.node = h("div", { class: "toasts", role: "status", "aria-live": "polite", popover: "manual" });
  }

  /** Say it for a few seconds. */
  say(text, kind = "info") {
    clearTimeout(this.timer);
    this.own = { text, kind };
    this.timer = setTimeout(() => {
      this.own = null;
      this.draw();
    }, SHOWN);
    this.draw();
  }

  connection(connected) {
    this.lost = !connected;
    this.draw();
  }

  draw() {
    const lost = this.lost ? { text: "The connection to the sandbox is lost; trying again …", kind: "error" } : null;
    const wanted = [lost, this.own, store.state?.toast].filter(Boolean);
    const key = JSON.stringify(wanted);
    if (key === this.shown) return;
    this.shown = key;
    fill(this.node, wanted.map((one) => this.line(one, one === lost)));
    if (!this.node.isConnected) return;
    // Shown anew, so that it lies over a dialog that was opened meanwhile.
    if (this.node.matches(":popover-open")) this.node.hidePopover();
    if (wanted.length) this.node.showPopover();
  }

  line(one, stays) {
    const dismiss = () => {
      if (one === this.own) this.own = null;
      else store.act({ do: "dismiss_toast" });
      this.draw();
    };
    return h("div", { class: `toast toast-${one.kind === "error" ? "error" : "info"}` }, h("span", {}, one.text),
      stays ? null : h("button", { class: "icon-button", type: "button", "aria-label": "Dismiss", onclick: dismiss }, icon(CLOSE)));
  }
}
