// One message: who, when, what, and what one can do with it.
import { drawSurface } from "./blocks/index.js";
import { h, icon, link, webAddress } from "./dom.js";
import { BOLT, MORE, REPLY, SMILE } from "./icons.js";
import { avatar, badge } from "./people.js";
import { menuButton } from "./popup.js";
import { person, store } from "./store.js";
import { Surface } from "./surface.js";
import { exact, instant, time } from "./text/dates.js";
import { emoji, QUICK_REACTIONS } from "./text/emoji.js";
import { mrkdwn } from "./text/mrkdwn.js";

/** The node of a message. `follows` leaves out who wrote it, since the one above says so. */
export function messageNode(message, channelId, { follows = false, inThread = false } = {}) {
  const author = person(message.user);
  const date = instant(message.ts);
  const className = `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}`;
  const label = `${author.name}, ${time(date)}${message.ephemeral ? ", only visible to you" : ""}`;
  return h("article", { class: className, "aria-label": label, "data-ts": message.ts },
    h("div", { class: "gutter" }, follows ? h("time", { class: "small-time", datetime: date.toISOString(), title: exact(date) }, time(date)) : avatar(author)),
    h("div", { class: "message-body" },
      follows ? null : byline(author, date),
      message.ephemeral ? h("div", { class: "only-you" }, "Only visible to you") : null,
      message.pinned ? h("div", { class: "only-you" }, "Pinned") : null,
      content(message, channelId),
      files(message), reactions(message, channelId),
      inThread ? null : replies(message)),
    message.ephemeral ? null : toolbar(message, channelId, inThread));
}

function byline(author, date) {
  return h("div", { class: "byline" }, h("strong", { class: "author" }, author.name), badge(author),
    h("time", { datetime: date.toISOString(), title: exact(date) }, time(date)));
}

function content(message, channelId) {
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  if (message.blocks?.length) {
    const surface = new Surface({ channel: channelId, ts: message.ts });
    return h("div", { class: "blocks" }, drawSurface(message.blocks, surface), edited);
  }
  return h("div", { class: "mrkdwn" }, mrkdwn(message.text), edited);
}

function files(message) {
  return (message.files ?? []).map((file) => {
    const name = file.title || file.name || "a file";
    const address = webAddress(file.url_private ?? file.permalink ?? "about:blank");
    return h("div", { class: "placeholder" }, h("div", { class: "placeholder-kind" }, file.pretty_type ?? file.filetype ?? "File"),
      h("div", { class: "placeholder-title" }, address ? link(address, name) : name));
  });
}

function reactions(message, channelId) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((one) => {
    const own = one.users.includes(store.state.me);
    const names = one.users.map((id) => person(id).name).join(", ");
    return h("button", { class: "reaction", type: "button", "aria-pressed": String(own), title: names,
      "aria-label": `${one.name.replaceAll("_", " ")}, ${one.users.length}: ${names}`,
      onclick: () => store.act({ do: "react", channel: channelId, ts: message.ts, name: one.name }) },
      emoji(one.name) ?? `:${one.name}:`, h("span", {}, one.users.length));
  }));
}

function replies(message) {
  if (!message.reply_count) return null;
  const text = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h("button", { class: "replies", type: "button", onclick: () => store.go({ thread: message.ts }) }, text);
}

function toolbar(message, channelId, inThread) {
  const react = tool("Add a reaction", SMILE);
  const shortcuts = store.state.shortcuts?.filter((one) => one.type === "message") ?? [];
  const more = shortcuts.length ? tool("More actions with this message", MORE) : null;
  return h("div", { class: "toolbar", role: "group", "aria-label": "Message actions" },
    h("span", {}, menuButton(react, () => QUICK_REACTIONS.map((name) => ({
      label: `${emoji(name)} ${name.replaceAll("_", " ")}`,
      run: () => store.act({ do: "react", channel: channelId, ts: message.ts, name }),
    })), { label: "Reactions" })),
    inThread ? null : tool("Reply in thread", REPLY, () => store.go({ thread: message.thread_ts ?? message.ts })),
    more && h("span", {}, menuButton(more, () => shortcuts.map((one) => ({
      label: one.name,
      before: icon(BOLT),
      run: () => store.act({ do: "shortcut", callback_id: one.callback_id, channel: channelId, ts: message.ts }),
    })), { label: "Shortcuts" })));
}

function tool(label, path, run = null) {
  return h("button", { class: "icon-button", type: "button", "aria-label": label, title: label, onclick: run }, icon(path));
}
