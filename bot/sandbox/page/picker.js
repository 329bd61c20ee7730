// A combobox: one line to type in, a list of options below it, chips where several may be chosen.
// Options are {id, label, detail?, group?}; what an id stands for is the caller's matter.
import { debounce, fill, h, icon, uniqueId } from "./dom.js";
import { CHECK, CLOSE, DOWN } from "./icons.js";
import { closePopup, openPopup } from "./popup.js";

const PATIENCE = 250;

/**
 * `load(typed)` answers the options (or a promise of them); `chosen()` the options that are chosen now;
 * `choose(options)` takes the new ones and answers whether they stand.
 */
export class Picker {
  constructor({ load, chosen, choose, multi = false, most = null, lookUp = false, least = 0, placeholder = "", aria = {}, clearable = false }) {
    Object.assign(this, { load, chosen, choose, multi, most, lookUp, least, clearable });
    this.options = [];
    this.active = -1;
    this.list = h("div", { class: "popup listbox", popover: "manual", role: "listbox", id: uniqueId("list"), "aria-label": "Options",
      "aria-multiselectable": multi ? "true" : null });
    this.status = h("span", { class: "hidden", role: "status" });
    this.input = h("input", { class: "picker-input", type: "text", role: "combobox", autocomplete: "off",
      "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", placeholder, ...aria });
    this.placeholder = placeholder;
    this.chips = h("span", { class: "chips" });
    this.clear = h("button", { class: "picker-clear", type: "button", "aria-label": "Clear the choice",
      onclick: () => this.take([]).then(() => this.input.focus()) }, icon(CLOSE));
    this.arrow = h("span", { class: "picker-arrow" }, icon(DOWN));
    this.node = h("div", { class: "picker" }, this.chips, this.input, this.clear, this.arrow, this.list, this.status);
    this.looked = debounce(() => this.search(), lookUp ? PATIENCE : 0);
    this.listen();
    this.show();
  }

  listen() {
    this.input.addEventListener("input", () => this.looked());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("blur", () => this.close());
    this.arrow.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.input.focus();
      this.isOpen ? this.close() : this.open();
    });
    // Else the press would take the focus, the list would close, and the chip be drawn anew before the click.
    for (const node of [this.list, this.chips, this.clear]) node.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get isOpen() {
    return this.input.getAttribute("aria-expanded") === "true";
  }

  /** Draw what is chosen. */
  show() {
    const chosen = this.chosen();
    this.input.value = this.multi ? "" : chosen[0]?.label ?? "";
    this.input.placeholder = this.multi && chosen.length ? "" : this.placeholder;
    this.clear.hidden = this.multi || !this.clearable || !chosen.length;
    if (this.multi) fill(this.chips, chosen.map((one) => this.chip(one)));
  }

  chip(one) {
    const remove = h("button", { type: "button", "aria-label": `Remove ${one.label}`,
      onclick: () => this.take(this.chosen().filter((other) => other.id !== one.id)).then(() => this.input.focus()) }, icon(CLOSE));
    return h("span", { class: "chip" }, h("span", {}, one.label), remove);
  }

  open() {
    if (this.isOpen) return;
    this.input.setAttribute("aria-expanded", "true");
    if (!this.multi) this.input.select();
    this.search("");
  }

  close() {
    if (!this.isOpen) return;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    closePopup(this.list);
    this.show();
  }

  async search(typed = this.input.value.trim()) {
    this.input.setAttribute("aria-expanded", "true");
    const round = (this.round = (this.round ?? 0) + 1);
    if (typed.length < this.least) return this.say(`Type ${this.least} or more characters`);
    if (this.lookUp) this.say("Looking …");
    try {
      const found = await this.load(typed);
      if (round === this.round && this.isOpen) this.offer(found);
    } catch (error) {
      if (round === this.round && this.isOpen) this.say(error.message);
    }
  }

  say(text) {
    this.options = [];
    fill(this.list, h("div", { class: "list-note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, text));
    this.status.textContent = text;
    openPopup(this.list, this.node);
  }

  offer(options) {
    if (!options.length) return this.say("Nothing fits");
    this.options = options;
    const chosen = new Set(this.chosen().map((one) => one.id));
    fill(this.list, this.grouped(options, chosen));
    this.status.textContent = options.length === 1 ? "1 option" : `${options.length} options`;
    openPopup(this.list, this.node);
    this.point(Math.max(0, options.findIndex((one) => chosen.has(one.id))));
  }

  grouped(options, chosen) {
    const nodes = [];
    let group = null;
    options.forEach((one, index) => {
      if (one.group && one.group !== group?.name) {
        const id = uniqueId("group");
        group = { name: one.group, node: h("div", { role: "group", "aria-labelledby": id },
          h("div", { class: "list-group", id, role: "presentation" }, one.group)) };
        nodes.push(group.node);
      }
      const node = this.option(one, index, chosen.has(one.id));
      if (one.group) group.node.append(node);
      else nodes.push(node);
    });
    return nodes;
  }

  option(one, index, selected) {
    return h("div", { class: "option", role: "option", id: `${this.list.id}-${index}`, "aria-selected": String(selected),
      onclick: () => this.pick(index) },
      h("span", { class: "option-check" }, selected ? icon(CHECK) : null),
      h("span", { class: "option-label" }, one.label, one.detail ? h("small", {}, one.detail) : null));
  }

  point(index) {
    this.active = index;
    for (const node of this.list.querySelectorAll(".option")) node.classList.remove("active");
    const node = document.getElementById(`${this.list.id}-${index}`);
    if (!node) return;
    node.classList.add("active");
    node.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", node.id);
  }

  key(event) {
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen) return this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.point(this.active + step > last ? 0 : this.active + step < 0 ? last : this.active + step);
    } else if (event.key === "Enter") {
      // In a form Enter would submit it.
      event.preventDefault();
      if (!this.isOpen) this.open();
      else if (this.options.length) this.pick(this.active);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.multi && !this.input.value) {
      this.take(this.chosen().slice(0, -1));
    }
  }

  async pick(index) {
    const one = this.options[index];
    if (!one) return;
    const chosen = this.chosen();
    if (!this.multi) {
      this.close();
      await this.take([one]);
      return;
    }
    const without = chosen.filter((other) => other.id !== one.id);
    if (without.length < chosen.length) await this.take(without);
    else if (this.most && chosen.length >= this.most) this.status.textContent = `At most ${this.most} can be chosen`;
    else await this.take([...chosen, one]);
    if (this.isOpen) this.offer(this.options);
  }

  async take(options) {
    await this.choose(options);
    this.show();
  }
}
