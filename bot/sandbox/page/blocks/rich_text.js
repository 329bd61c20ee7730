// rich_text: sections, lists, quotes, code.
import { h, link } from "../dom.js";
import { broadcastNode, channelNode, dateNode, userNode, withEmoji } from "../text/mrkdwn.js";
import { emoji } from "../text/emoji.js";
import { unknown } from "./unknown.js";

const MARKS = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };

/** A rich_text block, or such a cell of a table. */
export function richText(block) {
  return h("div", { class: "rich-text" }, parts(block));
}

function parts(block) {
  const nodes = [];
  for (const one of block.elements ?? []) {
    if (one.type === "rich_text_list") addList(nodes, one);
    else nodes.push(part(one));
  }
  return nodes;
}

function part(one) {
  if (one.type === "rich_text_section") return h("div", { class: "rich-section" }, inline(one.elements));
  if (one.type === "rich_text_quote") return h("blockquote", {}, inline(one.elements));
  if (one.type === "rich_text_preformatted") return h("pre", { class: "code-block" }, h("code", {}, inline(one.elements, true)));
  return unknown("rich text", one.type);
}

function addList(nodes, one) {
  const tag = one.style === "ordered" ? "ol" : "ul";
  const items = (one.elements ?? []).map((item) => h("li", {}, inline(item.elements)));
  const start = one.offset ? Number(one.offset) + 1 : null;
  const depth = Math.min(Number(one.indent) || 0, 8);
  const made = h(tag, { class: `rich-list indent-${depth}`, start }, items);
  nodes.push(made);
}

function inline(elements, literal = false) {
  return (elements ?? []).map((one) => styled(one, inlineNode(one, literal)));
}

function inlineNode(one, literal) {
  switch (one.type) {
    case "text": return literal ? String(one.text) : withEmoji(String(one.text ?? ""));
    case "link": return link(one.url, one.text || one.url);
    case "user": return userNode(one.user_id);
    case "usergroup": return h("span", { class: "mention" }, "@group");
    case "channel": return channelNode(one.channel_id);
    case "broadcast": return broadcastNode(one.range);
    case "emoji": return emojiText(one);
    case "date": return dateNode(one.timestamp, one.format ?? "{date_short}", one.url, one.fallback);
    case "color": return h("code", {}, one.value);
    default: return unknown("rich text", one.type);
  }
}

function emojiText(one) {
  const fromCode = one.unicode && String.fromCodePoint(...one.unicode.split("-").map((part) => Number.parseInt(part, 16)).filter((code) => code >= 0 && code <= 0x10ffff));
  const text = emoji(one.name, one.skin_tone) ?? fromCode;
  return text ? h("span", { class: "emoji", role: "img", "aria-label": one.name }, text) : `:${one.name}:`;
}

function styled(one, node) {
  return Object.entries(MARKS).reduce((inner, [name, tag]) => (one.style?.[name] ? h(tag, {}, inner) : inner), node);
}
