// A list of messages. Nodes of messages that did not change stay as they are, with what the reader did
// to them: a sorted table, an open menu, the focus.
import { arrange, h } from "./dom.js";
import { messageNode } from "./message.js";
import { person, store } from "./store.js";
import { dayName, instant, isoDay } from "./text/dates.js";
import { now } from "./store.js";
import { mrkdwn } from "./text/mrkdwn.js";

const TOGETHER = 5 * 60;

export class MessageList {
  constructor({ label, inThread = false }) {
    this.inThread = inThread;
    this.known = new Map();
    this.list = h("div", { class: "message-list" });
    this.node = h("div", { class: "messages", tabindex: "0", role: "region", "aria-label": label }, this.list);
    this.live = h("div", { class: "hidden", role: "log", "aria-live": "polite" });
    this.where = null;
    this.isAtEnd = true;
    this.node.addEventListener("scroll", () => { this.isAtEnd = this.remaining() < 60; });
    // Who reads the newest goes on reading it when a pane takes some of the room.
    new ResizeObserver(() => { if (this.isAtEnd) this.node.scrollTop = this.node.scrollHeight; }).observe(this.node);
  }

  remaining() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight;
  }

  /** Throw away what was drawn, for another reader sees it otherwise. */
  forget() {
    this.known.clear();
    this.where = null;
  }

  draw(messages, channelId, where) {
    const arrived = where !== this.where;
    const atEnd = this.remaining() < 60;
    const seen = new Set(this.known.keys());
    const focus = this.focused();
    arrange(this.list, this.nodes(messages, channelId));
    this.refocus(focus);
    if (!arrived) this.announce(messages.filter((one) => !seen.has(one.ts)));
    if (arrived || atEnd || messages.at(-1)?.user === store.state.me && !seen.has(messages.at(-1).ts)) this.toEnd();
    this.where = where;
  }

  toEnd() {
    requestAnimationFrame(() => { this.node.scrollTop = this.node.scrollHeight; });
  }

  nodes(messages, channelId) {
    const nodes = [];
    const kept = new Map();
    let before = null;
    for (const message of messages) {
      const day = isoDay(instant(message.ts));
      if (!before || before.day !== day) nodes.push(this.divider(day, message, kept));
      const follows = Boolean(before) && before.day === day && together(before.message, message);
      nodes.push(this.message(message, channelId, follows, kept));
      before = { day, message };
    }
    this.known = kept;
    return nodes;
  }

  divider(day, message, kept) {
    const text = dayName(instant(message.ts));
    const known = this.known.get(day);
    const node = known?.key === text ? known.node : h("h2", { class: "day" }, h("span", {}, text));
    kept.set(day, { key: text, node });
    return node;
  }

  message(message, channelId, follows, kept) {
    // The reader, the day and the people's names change how the same message reads.
    const key = JSON.stringify([message, channelId, follows, store.state.me, isoDay(now()), person(message.user)]);
    const known = this.known.get(message.ts);
    const node = known?.key === key ? known.node : messageNode(message, channelId, { follows, inThread: this.inThread });
    kept.set(message.ts, { key, node });
    return node;
  }

  focused() {
    const active = document.activeElement;
    if (!this.list.contains(active)) return null;
    return { ts: active.closest("[data-ts]")?.dataset.ts, field: active.dataset.field, node: active };
  }

  /** A message that was drawn anew under the reader keeps the focus. */
  refocus(focus) {
    if (!focus || focus.node.isConnected) return;
    const message = [...this.list.querySelectorAll("[data-ts]")].find((one) => one.dataset.ts === focus.ts);
    const fields = [...(message?.querySelectorAll("[data-field]") ?? [])];
    const again = fields.find((one) => one.dataset.field === focus.field) ?? fields[0];
    (again ?? this.node).focus({ preventScroll: true });
  }

  announce(messages) {
    for (const message of messages) {
      if (message.user === store.state.me) continue;
      const text = h("div", {}, `${person(message.user).name}: `, mrkdwn(message.text));
      this.live.append(h("p", {}, text.textContent));
    }
    while (this.live.childNodes.length > 6) this.live.firstChild.remove();
  }
}

function together(one, other) {
  return one.user === other.user && !one.ephemeral && !other.ephemeral && other.ts - one.ts < TOGETHER;
}
