// Where one writes. `/` completes the commands and their words, `@` people; all with the keyboard.
import { complete, asSent } from "./completion.js";
import { fill, h, icon, uniqueId } from "./dom.js";
import { BOLT, SEND } from "./icons.js";
import { closePopup, menuButton, openPopup } from "./popup.js";
import { channelName, store } from "./store.js";
import { mrkdwn } from "./text/mrkdwn.js";

export class Composer {
  constructor({ completes }) {
    this.completes = completes;
    this.drafts = new Map();
    this.active = -1;
    this.found = null;
    this.list = h("div", { class: "popup completion", popover: "manual", role: "listbox", id: uniqueId("completion"), "aria-label": "Completions" });
    this.text = h("textarea", { rows: "1", "aria-autocomplete": "list", "aria-haspopup": "listbox",
      "aria-controls": this.list.id, autocomplete: "off", spellcheck: "true" });
    this.isOpen = false;
    this.status = h("span", { class: "hidden", role: "status" });
    this.hint = h("div", { class: "composer-hint" });
    this.error = h("div", { class: "composer-error", role: "alert" });
    this.send = h("button", { class: "send", type: "button", "aria-label": "Send", title: "Send", onclick: () => this.submit() }, icon(SEND));
    this.box = h("div", { class: "composer-box" }, completes ? this.shortcuts() : null, this.text, this.send, this.list, this.status);
    this.node = h("div", { class: "composer" }, this.error, this.box, this.hint);
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("click", () => this.suggest());
    this.text.addEventListener("blur", () => this.shut());
    this.text.addEventListener("keydown", (event) => this.key(event));
  }

  shortcuts() {
    const node = h("button", { class: "icon-button", type: "button", "aria-label": "Shortcuts", title: "Shortcuts" }, icon(BOLT));
    const entries = () => {
      const some = store.state.shortcuts.filter((one) => one.type === "global").map((one) => ({
        label: one.name, run: () => store.act({ do: "shortcut", callback_id: one.callback_id }),
      }));
      const slash = store.state.commands.map((one) => ({ label: one.command, detail: one.description, run: () => this.write(`${one.command} `) }));
      return [...some, ...slash];
    };
    return h("span", { class: "composer-shortcuts" }, menuButton(node, entries, { label: "Shortcuts", alignEnd: false }));
  }

  focus() {
    this.text.focus();
  }

  /** Put this text in and go on writing. */
  write(text) {
    this.text.value = text;
    this.text.focus();
    this.changed();
  }

  draw(channel, thread) {
    const where = `${store.state.me} ${channel.id} ${thread ?? ""}`;
    if (where !== this.where) {
      this.drafts.set(this.where, this.text.value);
      this.text.value = this.drafts.get(where) ?? "";
      this.error.textContent = "";
      this.where = where;
      this.fit();
    }
    this.target = thread ? { channel: channel.id, thread_ts: thread } : { channel: channel.id };
    const name = channel.kind === "im" ? channelName(channel) : `#${channelName(channel)}`;
    const label = thread ? "Reply in the thread" : `Message ${name}`;
    this.text.placeholder = thread ? "Reply …" : label;
    this.text.setAttribute("aria-label", label);
  }

  changed() {
    this.error.textContent = "";
    this.fit();
    this.suggest();
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 220)}px`;
    this.send.disabled = !this.text.value.trim();
  }

  suggest() {
    const before = this.text.value.slice(0, this.text.selectionStart);
    this.found = this.completes ? complete(before) : null;
    this.hint.textContent = this.found?.hint ?? "";
    if (!this.found?.options.length) {
      this.shut();
      return;
    }
    this.list.setAttribute("aria-label", this.found.label);
    fill(this.list, this.found.options.map((one, index) => this.option(one, index)));
    this.isOpen = true;
    this.status.textContent = `${this.found.options.length} completions`;
    openPopup(this.list, this.box, { above: true });
    this.point(this.found.eager ? 0 : -1);
  }

  option(one, index) {
    return h("div", { class: "option", role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false", onclick: () => this.take(index) },
      h("span", { class: "option-label" }, h("span", { class: "option-title" }, one.title), one.detail ? h("small", {}, mrkdwn(one.detail)) : null));
  }

  point(index) {
    this.active = index;
    [...this.list.children].forEach((node, at) => {
      node.classList.toggle("active", at === index);
      node.setAttribute("aria-selected", String(at === index));
    });
    const node = this.list.children[index];
    if (node) {
      node.scrollIntoView({ block: "nearest" });
      this.text.setAttribute("aria-activedescendant", node.id);
    } else this.text.removeAttribute("aria-activedescendant");
  }

  shut() {
    this.isOpen = false;
    this.status.textContent = "";
    this.text.removeAttribute("aria-activedescendant");
    closePopup(this.list);
  }

  take(index) {
    const one = this.found?.options[index];
    if (!one) return;
    const after = this.text.value.slice(this.text.selectionStart);
    const before = one.run ? "" : this.text.value.slice(0, this.found.start) + one.text;
    this.text.value = before + (one.run ? "" : after);
    this.text.setSelectionRange(before.length, before.length);
    if (one.run) {
      this.shut();
      this.fit();
      one.run();
    } else this.changed();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.isOpen && this.keyInList(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  keyInList(event) {
    const last = this.found.options.length - 1;
    if (event.key === "ArrowDown") this.point(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.point(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Tab" && !event.shiftKey) this.take(Math.max(0, this.active));
    else if (event.key === "Enter" && !event.shiftKey && this.active >= 0 && !this.isWritten()) this.take(this.active);
    else if (event.key === "Escape") this.shut();
    else return false;
    return true;
  }

  /** Somebody who wrote the whole command means to send it. */
  isWritten() {
    const text = this.found.options[this.active].text ?? "";
    return this.text.value.slice(this.found.start) === text.trimEnd() && !this.found.eager;
  }

  async submit() {
    const text = this.text.value.trim();
    if (!text) return;
    this.shut();
    this.hint.textContent = "";
    this.text.value = "";
    this.fit();
    const where = this.where;
    const answer = await store.act({ do: "say", ...this.target, text: asSent(text) });
    if (answer.ok) return;
    if (!this.text.value && where === this.where) this.text.value = text;
    this.error.textContent = answer.error ?? "That could not be sent.";
    this.fit();
  }
}
