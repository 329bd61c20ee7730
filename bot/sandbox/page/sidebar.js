// On the left: who one is, channels and direct messages with unread marks, the app.
import { arrange, fill, h, icon } from "./dom.js";
import { DOWN } from "./icons.js";
import { avatar, badge } from "./people.js";
import { menuButton } from "./popup.js";
import { appChannel, channelName, me, person, store } from "./store.js";

export class Sidebar {
  constructor() {
    this.card = h("button", { class: "me", type: "button", id: "me" });
    this.groups = h("div", { class: "groups" });
    this.shade = h("div", { class: "shade", onclick: () => this.drawer(false) });
    this.node = h("nav", { class: "sidebar", id: "sidebar", "aria-label": "Channels and people" },
      h("div", { class: "me-frame" }, menuButton(this.card, () => this.people(), { label: "Be somebody else", alignEnd: false })),
      this.groups);
    this.items = new Map();
    addEventListener("drawer", () => this.drawer(!this.isOpen));
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOpen && !event.defaultPrevented) this.drawer(false);
    });
  }

  get isOpen() {
    return this.node.classList.contains("open");
  }

  /** On narrow screens the sidebar is a drawer. */
  drawer(open) {
    const was = this.isOpen;
    this.node.classList.toggle("open", open);
    this.shade.classList.toggle("open", open);
    const button = document.querySelector(".drawer-button");
    button?.setAttribute("aria-expanded", String(open));
    if (open) this.card.focus();
    else if (was) button?.focus();
  }

  people() {
    return store.state.people.filter((one) => one.can_be).map((one) => ({
      label: one.name,
      detail: whatOf(one),
      before: avatar(one),
      checked: one.id === store.state.me,
      run: () => store.be(one.id),
    }));
  }

  draw() {
    this.drawCard();
    const { channels } = store.state;
    const app = appChannel();
    const groups = [
      ["Channels", channels.filter((one) => one.kind === "channel")],
      ["Shared with customers", channels.filter((one) => one.kind === "shared")],
      ["Direct messages", channels.filter((one) => one.kind === "im" && one.id !== app?.id)],
      ["Apps", app ? [app] : []],
    ];
    arrange(this.groups, groups.filter(([, some]) => some.length).map(([name, some]) => this.group(name, some)));
  }

  drawCard() {
    const one = me();
    const key = JSON.stringify(one);
    if (key === this.cardKey) return;
    this.cardKey = key;
    fill(this.card, avatar(one, "avatar avatar-large"),
      h("span", { class: "me-text" }, h("span", { class: "hidden" }, "You are "), h("strong", {}, one.name), h("small", { title: whatOf(one) }, whatOf(one))),
      icon(DOWN), h("span", { class: "hidden" }, ". Be somebody else"));
  }

  group(name, some) {
    if (!this.items.has(name)) {
      const id = `group-${name.toLowerCase().replaceAll(" ", "-")}`;
      const list = h("ul", { "aria-labelledby": id });
      this.items.set(name, { list, node: h("section", { class: "group" }, h("h2", { id }, name), list) });
    }
    const { list, node } = this.items.get(name);
    arrange(list, some.map((one) => this.item(one)));
    return node;
  }

  item(one) {
    const current = one.id === store.route.channel;
    const key = JSON.stringify([one, current, store.state.me, one.with && person(one.with)]);
    const known = this.items.get(one.id);
    if (known?.key === key) return known.node;
    const node = known?.node ?? h("li");
    const focused = node.contains(document.activeElement);
    fill(node, this.entry(one, current));
    if (focused) node.firstElementChild.focus();
    this.items.set(one.id, { key, node });
    return node;
  }

  entry(one, current) {
    const unread = one.unread > 0;
    const mark = one.kind === "im"
      ? avatar(person(one.with), "avatar avatar-small")
      : h("span", { class: "hash", "aria-hidden": "true" }, one.kind === "shared" ? "◇" : "#");
    const other = one.kind === "im" ? badge(person(one.with)) : null;
    return h("button", { class: unread ? "channel unread" : "channel", type: "button", "aria-current": current ? "page" : null,
      onclick: () => store.go({ channel: one.id, tab: "messages" }) },
      mark, h("span", { class: "channel-name" }, channelName(one)), other,
      unread ? h("span", { class: "count-badge" }, one.unread > 99 ? "99+" : one.unread, h("span", { class: "hidden" }, " unread")) : null);
  }
}

function whatOf(one) {
  const what = one.role_line || one.title || (one.is_guest ? "Guest" : "");
  return one.external_team && !what.includes(one.external_team) ? [what, `at ${one.external_team}`].filter(Boolean).join(", ") : what;
}
