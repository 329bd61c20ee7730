// The tour: what to try, step by step, beside the conversation.
import { fill, h, icon } from "./dom.js";
import { CLOSE } from "./icons.js";
import { store } from "./store.js";
import { mrkdwn } from "./text/mrkdwn.js";

export class Tour {
  constructor() {
    this.body = h("div", { class: "tour-body" });
    const close = h("button", { class: "icon-button", type: "button", "aria-label": "Close the tour", onclick: () => this.open(false) }, icon(CLOSE));
    this.node = h("aside", { class: "pane pane-tour", "aria-label": "Tour", hidden: true },
      h("div", { class: "pane-head" }, h("h2", {}, "Tour"), close), this.body);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open(open) {
    const { tour } = store.state;
    store.act(open ? { do: "tour", step: tour?.step ?? 0 } : { do: "tour", open: false });
  }

  draw() {
    const { tour } = store.state;
    const key = JSON.stringify(tour);
    if (key === this.key) return;
    this.key = key;
    this.node.hidden = !tour?.open || !tour.steps?.length;
    if (this.node.hidden) return;
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.tour : null;
    fill(this.body, this.progress(tour), h("ol", { class: "steps" }, tour.steps.map((step, index) => this.step(step, index, tour))));
    if (focused) this.body.querySelector(`[data-tour="${focused}"]`)?.focus();
  }

  progress({ steps }) {
    const done = steps.filter((one) => one.done).length;
    const label = `${done} of ${steps.length} done`;
    return h("div", { class: "tour-progress" }, h("progress", { max: steps.length, value: done, "aria-label": label }), h("span", {}, label));
  }

  step(step, index, tour) {
    const current = index === tour.step;
    const mark = h("span", { class: "step-mark", "aria-hidden": "true" }, step.done ? "✓" : index + 1);
    const title = h("span", {}, step.title, step.done ? h("span", { class: "hidden" }, " (done)") : null);
    const head = h("button", { class: "step-title", type: "button", "data-tour": index, "aria-expanded": String(current),
      onclick: () => store.act({ do: "tour", step: index }) }, mark, title);
    return h("li", { class: `step${current ? " current" : ""}${step.done ? " done" : ""}`, "aria-current": current ? "step" : null }, head,
      current ? h("div", { class: "step-text" }, h("div", { class: "mrkdwn" }, mrkdwn(step.text)), this.todo(step), this.next(index, tour)) : null);
  }

  /** What to type can be put into the composer with a click; what to click is only said. */
  todo(step) {
    if (!step.do) return null;
    if (!step.do.startsWith("/")) return h("div", { class: "step-do mrkdwn" }, mrkdwn(step.do));
    return h("button", { class: "step-command", type: "button", title: "Put it into the composer", onclick: () => write(step.do) }, step.do);
  }

  next(index, { steps }) {
    if (index + 1 >= steps.length) return null;
    return h("button", { class: "button small", type: "button", "data-tour": "next", onclick: () => store.act({ do: "tour", step: index + 1 }) }, "Next");
  }
}

function write(text) {
  if (store.route.tab === "home") store.go({ tab: "messages" });
  const field = document.querySelector("main .composer textarea");
  field.value = text;
  field.focus();
  field.dispatchEvent(new Event("input"));
}
