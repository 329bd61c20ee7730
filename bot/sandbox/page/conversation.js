// The middle: a conversation's head, its messages or the app's home tab, and the composer.
import { Composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { Home } from "./home.js";
import { MessageList } from "./messages.js";
import { badge } from "./people.js";
import { appChannel, channel, channelName, messagesOf, person, store } from "./store.js";

export class Conversation {
  constructor() {
    this.name = h("h1", { class: "conversation-name" });
    this.topic = h("div", { class: "topic" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "The app" });
    this.list = new MessageList({ label: "Messages" });
    this.home = new Home();
    this.composer = new Composer({ completes: true });
    this.empty = h("div", { class: "empty" });
    this.body = h("div", { class: "conversation-body", id: "app-panel" }, this.empty, this.list.node, this.list.live, this.composer.node);
    this.node = h("main", { class: "conversation", id: "conversation", tabindex: "-1" },
      h("div", { class: "conversation-head" }, h("div", { class: "conversation-title" }, this.name, this.topic), this.tabs),
      this.home.node, this.body);
    this.reading = null;
  }

  title(one) {
    return one.kind === "im" ? channelName(one) : `#${channelName(one)}`;
  }

  focus() {
    if (matchMedia("(min-width: 760px)").matches) this.composer.focus();
  }

  forget() {
    this.list.forget();
    this.home.forget();
  }

  draw() {
    const one = channel(store.route.channel);
    if (!one) return;
    const atHome = store.route.tab === "home";
    this.drawHead(one);
    this.home.node.hidden = !atHome;
    this.body.hidden = atHome;
    if (atHome) this.home.draw();
    else this.drawMessages(one);
  }

  drawHead(one) {
    const other = one.with ? person(one.with) : null;
    fill(this.name, this.title(one), other ? badge(other) : null);
    this.topic.textContent = one.topic ?? other?.title ?? "";
    this.topic.hidden = !this.topic.textContent;
    const isApp = one.id === appChannel()?.id;
    this.tabs.hidden = !isApp;
    if (isApp && this.tabKey !== store.route.tab) this.drawTabs();
    this.tabKey = isApp ? store.route.tab : null;
  }

  drawTabs() {
    const focused = this.tabs.contains(document.activeElement);
    fill(this.tabs, [["home", "Home"], ["messages", "Messages"]].map(([tab, text]) => {
      const selected = store.route.tab === tab;
      return h("button", { class: "tab", type: "button", role: "tab", "aria-selected": String(selected), tabindex: selected ? "0" : "-1",
        "aria-controls": tab === "home" ? "home-panel" : "app-panel",
        onclick: () => store.go({ tab }),
        onkeydown: (event) => {
          if (event.key === "ArrowLeft" || event.key === "ArrowRight") store.go({ tab: tab === "home" ? "messages" : "home" });
        } }, text);
    }));
    if (focused) this.tabs.querySelector("[aria-selected=true]").focus();
  }

  drawMessages(one) {
    const messages = messagesOf(one.id).filter((message) => !message.thread_ts || message.thread_ts === message.ts);
    const quiet = messages.length === 0;
    this.empty.hidden = !quiet;
    if (quiet) this.drawEmpty(one);
    this.list.draw(messages, one.id, `${store.state.me} ${one.id}`);
    this.composer.draw(one, null);
    this.markRead(one);
  }

  drawEmpty(one) {
    const command = store.state.commands?.[0]?.command;
    const hint = command ? ` Type ${command} and a space to see what the app can do.` : "";
    this.empty.textContent = `Nothing has been said in ${this.title(one)} yet.${hint}`;
  }

  markRead(one) {
    if (!one.unread || document.hidden) return;
    const key = `${store.state.me} ${one.id} ${messagesOf(one.id).at(-1)?.ts} ${one.unread}`;
    if (key === this.reading) return;
    this.reading = key;
    store.act({ do: "read", channel: one.id });
  }
}
