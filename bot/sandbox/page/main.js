// Starts the page: holds the state, hears what changed, knows where the person is, draws.
import { fetchState, listen, postAct } from "./api.js";
import { Conversation } from "./conversation.js";
import { debounce, fill, h } from "./dom.js";
import { Inspector } from "./inspector.js";
import { Modals } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { appChannel, channel, store } from "./store.js";
import { applyTheme } from "./theme.js";
import { Thread } from "./thread.js";
import { Toast } from "./toast.js";
import { Topbar } from "./topbar.js";
import { Tour } from "./tour.js";

const QUIET = 40;

class Page {
  constructor() {
    this.user = null;
    this.stop = () => {};
    this.fetching = null;
    this.again = false;
    this.connected = true;
    Object.assign(store, {
      act: (act) => this.act(act),
      go: (to) => this.go(to),
      be: (user) => this.be(user),
      pane: (name, open) => this.pane(name, open),
    });
    this.build();
  }

  build() {
    this.topbar = new Topbar();
    this.sidebar = new Sidebar();
    this.conversation = new Conversation();
    this.thread = new Thread();
    this.inspector = new Inspector();
    this.tour = new Tour();
    this.modals = new Modals();
    this.toast = new Toast();
    this.parts = [this.topbar, this.sidebar, this.conversation, this.thread, this.inspector, this.tour, this.modals, this.toast];
    this.shell = h("div", { class: "shell" }, this.topbar.node,
      h("div", { class: "columns" }, this.sidebar.node, this.sidebar.shade, this.conversation.node,
        this.thread.node, this.inspector.node, this.tour.node),
      this.toast.node);
    this.changed = debounce((what) => this.hear(what), QUIET);
    addEventListener("popstate", () => this.readAddress());
    addEventListener("focus", () => this.draw());
  }

  async start() {
    const wanted = address();
    this.user = wanted.as || new URLSearchParams(location.search).get("as") || localStorage.getItem("redthread.as");
    await this.load().catch(() => {
      // Perhaps this person is no longer there, after a reset.
      this.user = null;
      return this.load();
    });
    fill(document.getElementById("app"), this.shell);
    this.readAddress();
    this.listen();
  }

  async load() {
    store.state = await fetchState(this.user);
    this.user = store.state.me;
    localStorage.setItem("redthread.as", this.user);
  }

  listen() {
    this.stop();
    this.heard = new Set();
    this.stop = listen(this.user, {
      changed: (what) => {
        what.forEach((one) => this.heard.add(one));
        this.changed();
      },
      connection: (connected) => {
        const back = connected && !this.connected;
        this.connected = connected;
        this.toast.connection(connected);
        if (!back) return;
        this.inspector.restart();
        this.refresh();
      },
    });
  }

  hear() {
    const what = this.heard;
    this.heard = new Set();
    if (what.has("traffic")) this.inspector.refresh();
    if ([...what].some((one) => one !== "traffic")) this.refresh();
  }

  /** Fetch the state and draw. A call while one runs makes one more run after it. */
  refresh() {
    if (this.fetching) {
      this.again = true;
      return this.fetching;
    }
    this.fetching = this.fetchUntilQuiet().finally(() => { this.fetching = null; });
    return this.fetching;
  }

  async fetchUntilQuiet() {
    do {
      this.again = false;
      const user = this.user;
      const state = await fetchState(user).catch(() => null);
      if (!state || user !== this.user) continue;
      store.state = state;
      this.draw();
    } while (this.again);
  }

  async act(act) {
    if (act.do === "reset") this.toast.say("Starting afresh …");
    const answer = await postAct(this.user, act);
    if (act.do !== "options" && act.do !== "read") await this.refresh();
    if (act.do === "reset" && answer.ok) {
      this.toast.say("Everything is as it was in the beginning.");
      this.inspector.restart();
    }
    if (!answer.ok && !["options", "say", "submit", "read"].includes(act.do)) this.toast.say(answer.error ?? "That did not work.", "error");
    return answer;
  }

  async be(user) {
    this.user = user;
    localStorage.setItem("redthread.as", user);
    await this.load();
    this.conversation.forget();
    this.go({ thread: null });
    this.listen();
  }

  go(to) {
    const leaves = to.channel && to.channel !== store.route.channel;
    const route = { ...store.route, ...(leaves ? { thread: null, tab: "messages" } : {}), ...to };
    if (JSON.stringify(route) !== JSON.stringify(store.route) || to.thread === null) this.arrive(route, true);
    else this.draw();
    this.sidebar.drawer(false);
    if (leaves) this.conversation.focus();
  }

  arrive(route, push) {
    const before = store.route;
    store.route = valid(route);
    if (push) history.pushState(null, "", addressOf(this.user, store.route));
    const home = store.route.tab === "home" && (before.tab !== "home" || before.channel !== store.route.channel || !push);
    if (home) this.act({ do: "open_home" });
    this.draw();
  }

  readAddress() {
    const { as, ...route } = address();
    if (as && as !== this.user && store.state.people.some((one) => one.id === as && one.can_be)) {
      this.be(as);
      return;
    }
    this.arrive({ ...store.route, ...route }, false);
  }

  pane(name, open) {
    const part = { inspector: this.inspector, tour: this.tour }[name];
    part.open(open ?? !part.isOpen);
    this.draw();
  }

  draw() {
    if (!store.state) return;
    store.route = valid(store.route);
    for (const part of this.parts) part.draw();
    const open = channel(store.route.channel);
    const unread = store.state.channels.reduce((sum, one) => sum + (one.unread ?? 0), 0);
    document.title = `${unread ? `(${unread}) ` : ""}${open ? this.conversation.title(open) : "Redthread"} · ${store.state.team.name}`;
  }
}

function address() {
  const found = new URLSearchParams(location.hash.slice(1));
  return {
    as: found.get("as"),
    channel: found.get("in"),
    thread: found.get("thread"),
    tab: found.get("tab") === "home" ? "home" : "messages",
  };
}

function addressOf(user, route) {
  const parts = new URLSearchParams({ as: user, in: route.channel ?? "" });
  if (route.thread) parts.set("thread", route.thread);
  if (route.tab === "home") parts.set("tab", "home");
  return `#${parts}`;
}

/** A route to what is there: else the first channel. */
function valid(route) {
  const found = channel(route.channel) ?? store.state.channels.find((one) => one.kind === "channel") ?? store.state.channels[0];
  const isApp = found && found.id === appChannel()?.id;
  const same = found?.id === route.channel;
  return { channel: found?.id ?? null, thread: same ? route.thread : null, tab: isApp && same ? route.tab : "messages" };
}

applyTheme();
new Page().start().catch((error) => {
  fill(document.getElementById("app"), h("p", { class: "starting", role: "alert" }, `The sandbox does not answer: ${error.message} Reload the page when it runs.`));
});
