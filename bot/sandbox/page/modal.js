// The person's stack of modals, in one dialog: only the topmost is seen, those below keep what was
// entered in them.
import { drawSurface } from "./blocks/index.js";
import { focusError, problems, showErrors } from "./blocks/inputs.js";
import { arrange, fill, h, icon, uniqueId } from "./dom.js";
import { focusFirst, showDialog } from "./dialog.js";
import { BACK, CLOSE } from "./icons.js";
import { store } from "./store.js";
import { Surface } from "./surface.js";
import { textNodes, textString } from "./text/mrkdwn.js";

export class Modals {
  constructor() {
    this.panes = new Map();
    this.dialog = null;
    this.before = null;
  }

  draw() {
    const views = store.state.views ?? [];
    if (!views.length) {
      this.hide();
      return;
    }
    const panes = views.map((view, index) => this.pane(view, index));
    for (const [id, pane] of this.panes) if (!panes.includes(pane)) this.panes.delete(id);
    const top = panes.at(-1);
    const moved = top !== this.top;
    this.top?.rememberFocus();
    this.top = top;
    this.show(panes, top);
    if (moved) top.focus();
  }

  pane(view, depth) {
    if (!this.panes.has(view.id)) this.panes.set(view.id, new Pane());
    const pane = this.panes.get(view.id);
    pane.draw(view, depth);
    return pane;
  }

  show(panes, top) {
    if (!this.dialog) {
      this.before = document.activeElement;
      this.dialog = h("dialog", { class: "dialog modal", "aria-modal": "true" });
    }
    this.dialog.setAttribute("aria-labelledby", top.titleId);
    panes.forEach((pane) => { pane.node.hidden = pane !== top; });
    arrange(this.dialog, panes.map((pane) => pane.node));
    if (!this.dialog.isConnected) showDialog(this.dialog, () => this.top.close());
  }

  hide() {
    this.panes.clear();
    this.top = null;
    if (!this.dialog) return;
    this.dialog.remove();
    this.dialog = null;
    (this.before?.isConnected ? this.before : document.querySelector("main .composer textarea"))?.focus();
  }
}

class Pane {
  constructor() {
    this.titleId = uniqueId("modal");
    this.head = h("div", { class: "modal-head" });
    this.body = h("div", { class: "modal-body blocks", tabindex: "-1" });
    this.alert = h("div", { class: "modal-alert", role: "alert" });
    this.foot = h("div", { class: "dialog-buttons" });
    this.node = h("form", { class: "pane-modal", novalidate: true, autocomplete: "off", onsubmit: (event) => {
      event.preventDefault();
      this.submit();
    } }, this.head, this.body, this.alert, this.foot);
  }

  draw(view, depth) {
    // What was entered comes back in `state`: it matters after a reload only.
    const { errors, state, ...shown } = view;
    const key = JSON.stringify([shown, depth]);
    this.view = view;
    this.surface ??= new Surface({ view_id: view.id }, state?.values);
    if (key !== this.key) this.drawView(depth);
    const errorKey = JSON.stringify(errors ?? null);
    if (errorKey !== this.errorKey || key !== this.key) showErrors(this.surface, errors);
    this.key = key;
    this.errorKey = errorKey;
  }

  drawView(depth) {
    const { view } = this;
    const focus = this.node.contains(document.activeElement) ? focusMark(document.activeElement) : null;
    const scrolled = this.body.scrollTop;
    fill(this.head,
      depth ? iconButton("Back", BACK, () => this.close()) : null,
      h("h2", { id: this.titleId }, textNodes(view.title)),
      iconButton("Close", CLOSE, () => store.act({ do: "close", view_id: store.state.views[0].id })));
    fill(this.body, drawSurface(view.blocks ?? [], this.surface));
    this.button = view.submit
      ? h("button", { class: "button primary", type: "submit" }, textString(view.submit))
      : null;
    fill(this.foot, h("button", { class: "button", type: "button", onclick: () => this.close() }, textString(view.close) || "Cancel"), this.button);
    this.body.scrollTop = scrolled;
    if (focus) restore(this.node, focus);
  }

  rememberFocus() {
    const active = document.activeElement;
    if (this.node.contains(active)) this.last = active;
  }

  focus() {
    if (this.last?.isConnected) this.last.focus();
    else focusFirst(this.node);
  }

  close() {
    return store.act({ do: "close", view_id: this.view.id });
  }

  async submit() {
    if (!this.button || this.button.disabled) return;
    const found = problems(this.surface);
    showErrors(this.surface, found);
    this.alert.textContent = "";
    if (Object.keys(found).length) {
      focusError(this.surface);
      return;
    }
    this.sending(true);
    const answer = await store.act({ do: "submit", view_id: this.view.id, state: this.surface.state() });
    this.sending(false);
    if (!answer.ok) this.alert.textContent = answer.error ?? "That did not work.";
    if (!this.node.isConnected) return;
    showErrors(this.surface, this.view.errors);
    if (Object.keys(this.view.errors ?? {}).length) focusError(this.surface);
    else if (!answer.ok) this.button.focus();
  }

  sending(on) {
    if (!this.button) return;
    this.button.disabled = on;
    this.button.textContent = on ? "Sending …" : textString(this.view.submit);
    this.node.setAttribute("aria-busy", String(on));
  }
}

function iconButton(label, path, run) {
  return h("button", { class: "icon-button", type: "button", "aria-label": label, onclick: run }, icon(path));
}

function focusMark(node) {
  return { field: node.dataset.field, start: node.selectionStart, end: node.selectionEnd };
}

function restore(node, { field, start, end }) {
  const again = [...node.querySelectorAll("[data-field]")].find((one) => one.dataset.field === field);
  if (!again) return focusFirst(node);
  again.focus();
  if (start !== null && start !== undefined) {
    try {
      again.setSelectionRange(start, end);
    } catch {
      // A date or an e-mail field has no selection.
    }
  }
}
