// The bar on top: the workspace, the sandbox's clock, and the tools around it.
import { askPlainly } from "./confirm.js";
import { h, icon } from "./dom.js";
import { CLOCK, COMPASS, MENU, RESET, SUN, TRAFFIC } from "./icons.js";
import { menuButton } from "./popup.js";
import { now, store } from "./store.js";
import { clock, shortClock } from "./text/dates.js";
import { applyTheme, theme } from "./theme.js";

const THEMES = [["auto", "As the system"], ["light", "Light"], ["dark", "Dark"]];

export class Topbar {
  constructor() {
    this.team = h("span", { class: "team-name" });
    this.long = h("span", { class: "clock-long" });
    this.short = h("span", { class: "clock-short" });
    this.clock = h("time", {}, this.long, this.short);
    this.passing = h("span", { class: "hidden", role: "status" });
    this.day = this.passer("+1 day", "Let a day pass", 1);
    this.week = this.passer("+1 week", "Let a week pass", 7);
    this.tour = this.tool("Tour", COMPASS, () => store.pane("tour"));
    this.traffic = this.tool("Traffic", TRAFFIC, () => store.pane("inspector"));
    this.node = h("header", { class: "topbar" },
      h("button", { class: "icon-button drawer-button", type: "button", "aria-label": "Channels and people", "aria-expanded": "false",
        onclick: () => dispatchEvent(new CustomEvent("drawer")) }, icon(MENU)),
      h("span", { class: "thread-mark", "aria-hidden": "true" }), this.team, h("span", { class: "local" }, "local Slack"),
      h("div", { class: "time-tools", role: "group", "aria-label": "Let time pass" },
        h("span", { class: "clock", title: "The clock of this workspace" }, icon(CLOCK), this.clock), this.day, this.week, this.passing),
      h("div", { class: "tools" }, this.tour, this.traffic, this.themes(), this.reset()));
  }

  passer(text, label, days) {
    const node = h("button", { class: "bar-button", type: "button", "aria-label": `${text}: ${label}`, title: label, onclick: async () => {
      if (this.node.classList.contains("passing")) return;
      this.node.classList.add("passing");
      this.passing.textContent = days === 1 ? "A day passes" : "A week passes";
      await store.act({ do: "pass_time", days });
      this.node.classList.remove("passing");
      this.passing.textContent = `It is ${clock(now())}`;
    } }, text);
    return node;
  }

  tool(text, path, run) {
    return h("button", { class: "bar-button", type: "button", "aria-pressed": "false", "aria-label": text, title: text, onclick: run },
      icon(path), h("span", { class: "bar-text" }, text));
  }

  themes() {
    const node = h("button", { class: "bar-button", type: "button", "aria-label": "Light or dark", title: "Light or dark" }, icon(SUN));
    return h("span", {}, menuButton(node, () => THEMES.map(([name, label]) => ({ label, checked: theme() === name, run: () => applyTheme(name) })),
      { label: "Light or dark" }));
  }

  reset() {
    return h("button", { class: "bar-button", type: "button", "aria-label": "Start afresh", title: "Start afresh", onclick: async () => {
      const sure = await askPlainly("Start afresh?", "Everything that was said and done here is thrown away, and the sample customers are as they were.", "Start afresh");
      if (sure) await store.act({ do: "reset" });
    } }, icon(RESET));
  }

  draw() {
    const { team } = store.state;
    this.team.textContent = team.name;
    this.long.textContent = clock(now());
    this.short.textContent = shortClock(now());
    this.clock.dateTime = now().toISOString();
    for (const [button, name] of [[this.tour, "tour"], [this.traffic, "inspector"]]) {
      button.setAttribute("aria-pressed", String(document.querySelector(`.pane-${name}`)?.hidden === false));
    }
  }
}
