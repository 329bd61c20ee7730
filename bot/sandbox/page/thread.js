// A thread, in a pane beside the conversation.
import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { CLOSE } from "./icons.js";
import { MessageList } from "./messages.js";
import { channel, channelName, messagesOf, store } from "./store.js";

export class Thread {
  constructor() {
    this.name = h("small", {});
    this.list = new MessageList({ label: "Thread", inThread: true });
    this.composer = new Composer({ completes: false });
    const close = h("button", { class: "icon-button", type: "button", "aria-label": "Close the thread", onclick: () => this.close() }, icon(CLOSE));
    this.node = h("aside", { class: "pane pane-thread", "aria-label": "Thread", hidden: true },
      h("div", { class: "pane-head" }, h("h2", {}, "Thread ", this.name), close), this.list.node, this.list.live, this.composer.node);
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  close() {
    const root = store.route.thread;
    store.go({ thread: null });
    document.querySelector(`main [data-ts="${CSS.escape(root ?? "")}"] .replies`)?.focus();
  }

  draw() {
    const one = channel(store.route.channel);
    const root = store.route.thread;
    const was = this.node.hidden;
    const messages = one && root ? messagesOf(one.id).filter((message) => message.ts === root || message.thread_ts === root) : [];
    this.node.hidden = messages.length === 0;
    if (this.node.hidden) return;
    this.name.textContent = one.kind === "im" ? channelName(one) : `#${channelName(one)}`;
    this.list.draw(messages, one.id, `${store.state.me} ${one.id} ${root}`);
    this.composer.draw(one, root);
    if (was) this.composer.focus();
  }
}
