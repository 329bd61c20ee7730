// The raw traffic between this Slack and the bot, in both directions.
import { fetchTraffic } from "./api.js";
import { h, icon, lookUp } from "./dom.js";
import { CLOSE, COPY } from "./icons.js";
import { exact, time } from "./text/dates.js";

const MOST = 500;
const KINDS = {
  web_api: "Web API", event: "Event", command: "Command", interaction: "Interaction", ack: "Ack", response_url: "Response URL",
};
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export class Inspector {
  constructor() {
    this.entries = [];
    this.nodes = new Map();
    this.after = 0;
    this.isOpen = localStorage.getItem("redthread.inspector") === "open";
    this.filter = h("input", { class: "text-input", type: "search", placeholder: "Filter", "aria-label": "Filter the traffic", oninput: () => this.show() });
    this.kind = h("select", { class: "text-input", "aria-label": "Kind of traffic", onchange: () => this.show() },
      h("option", { value: "" }, "Everything"),
      h("option", { value: "to_bot" }, "To the bot"), h("option", { value: "from_bot" }, "From the bot"),
      Object.entries(KINDS).map(([value, text]) => h("option", { value }, text)));
    this.count = h("span", { class: "traffic-count", role: "status" });
    this.list = h("ol", { class: "traffic", "aria-label": "Traffic, newest last" });
    this.scroller = h("div", { class: "traffic-frame", tabindex: "0", role: "region", "aria-label": "Traffic" }, this.list);
    const close = h("button", { class: "icon-button", type: "button", "aria-label": "Close the traffic", onclick: () => this.open(false) }, icon(CLOSE));
    this.node = h("aside", { class: "pane pane-inspector", "aria-label": "Traffic with the bot", hidden: true },
      h("div", { class: "pane-head" }, h("h2", {}, "Traffic with the bot"), this.count, close),
      h("div", { class: "traffic-tools" }, this.filter, this.kind,
        h("button", { class: "button small", type: "button", onclick: () => this.clear() }, "Clear")),
      this.scroller);
    this.open(this.isOpen);
  }

  open(open) {
    this.isOpen = open;
    this.node.hidden = !open;
    localStorage.setItem("redthread.inspector", open ? "open" : "closed");
    document.querySelector(".topbar [aria-label=Traffic]")?.setAttribute("aria-pressed", String(open));
    if (open) this.refresh();
  }

  draw() {}

  clear() {
    this.entries = [];
    this.nodes.clear();
    this.show();
  }

  /** The sandbox began anew, and perhaps counts from the start. */
  restart() {
    this.after = 0;
    this.clear();
    this.refresh();
  }

  async refresh() {
    if (!this.isOpen) return;
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    const { entries } = await fetchTraffic(this.after).catch(() => ({ entries: [] }));
    this.fetching = false;
    this.take(entries);
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  take(entries) {
    if (!entries.length) return;
    this.after = Math.max(this.after, ...entries.map((one) => one.n));
    this.entries = [...this.entries, ...entries].slice(-MOST);
    this.show();
  }

  fits(entry) {
    const kind = this.kind.value;
    if (kind && entry.direction !== kind && entry.kind !== kind) return false;
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return true;
    const text = JSON.stringify([entry.name, entry.summary, entry.kind, entry.body, entry.answer]).toLowerCase();
    return words.every((word) => text.includes(word));
  }

  show() {
    const atEnd = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 40;
    const shown = this.entries.filter((one) => this.fits(one));
    this.list.replaceChildren(...shown.map((one) => this.item(one)));
    this.count.textContent = shown.length === this.entries.length ? `${shown.length}` : `${shown.length} of ${this.entries.length}`;
    if (atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  item(entry) {
    if (!this.nodes.has(entry.n)) this.nodes.set(entry.n, entryNode(entry));
    return this.nodes.get(entry.n);
  }
}

function entryNode(entry) {
  const toBot = entry.direction === "to_bot";
  const failed = entry.answer?.ok === false;
  const details = h("details", { class: `traffic-entry ${toBot ? "to-bot" : "from-bot"}${failed ? " failed" : ""}` },
    h("summary", {},
      h("span", { class: "arrow", role: "img", "aria-label": toBot ? "to the bot" : "from the bot" }, toBot ? "→" : "←"),
      h("span", { class: "traffic-name" }, entry.name),
      h("span", { class: "traffic-kind" }, lookUp(KINDS, entry.kind) ?? entry.kind),
      h("span", { class: "traffic-ms" }, failed ? entry.answer.error ?? "failed" : entry.ms === null || entry.ms === undefined ? "" : `${Math.round(entry.ms)} ms`),
      h("span", { class: "traffic-summary" }, entry.summary === entry.name ? "" : entry.summary ?? "")));
  // Most entries are never opened: their JSON is drawn when one is.
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(...parts(entry));
  });
  return h("li", {}, details);
}

function parts(entry) {
  const at = new Date(entry.at);
  const when = Number.isNaN(at.getTime()) ? null : h("div", { class: "traffic-when", title: exact(at) }, `No. ${entry.n}, ${time(at)}`);
  const answer = entry.answer === null || entry.answer === undefined ? null : json("Answer", entry.answer);
  return [when, json("Body", entry.body), answer].filter(Boolean);
}

function json(title, value) {
  const text = JSON.stringify(value ?? null, null, 2);
  const copied = h("span", { class: "copied", role: "status" });
  const copy = h("button", { class: "button small", type: "button", "aria-label": `Copy the ${title.toLowerCase()}`, onclick: async () => {
    copied.textContent = (await navigator.clipboard?.writeText(text).then(() => true, () => false)) ? "Copied" : "Could not copy";
  } }, icon(COPY), "Copy");
  return h("div", { class: "traffic-json" }, h("div", { class: "traffic-json-head" }, h("strong", {}, title), copied, copy),
    h("pre", { class: "json", tabindex: "0", role: "group", "aria-label": title }, coloured(text)));
}

function coloured(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    nodes.push(text.slice(at, found.index), piece(found));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)];
}

function piece([all, string, colon, word]) {
  if (string && colon) return [h("span", { class: "json-key" }, string), colon];
  return h("span", { class: string ? "json-string" : word ? "json-word" : "json-number" }, all);
}
