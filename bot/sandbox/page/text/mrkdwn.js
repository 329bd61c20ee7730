// Slack's mrkdwn as DOM nodes. Everything ends in a text node; entities are unescaped exactly once.
import { h, link } from "../dom.js";
import { channel, channelName, me, person, store } from "../store.js";
import { exact, formatted } from "./dates.js";
import { emoji } from "./emoji.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const STYLES = { "*": "strong", _: "em", "~": "s" };
const ADDRESS = /https?:\/\/[^\s<>|]+/y;
const SHORT_CODE = /:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/y;
const WORD = /[\p{L}\p{N}]/u;

/** &amp; &lt; &gt; as they were written, once: &amp;lt; becomes &lt;. */
export function unescape(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (found) => ENTITIES[found]);
}

/** A mrkdwn text as nodes. `verbatim` leaves bare addresses alone. */
export function mrkdwn(source, { verbatim = false } = {}) {
  const parts = String(source ?? "").split(/```\n?([\s\S]+?)\n?```\n?/);
  return parts.flatMap((part, index) =>
    index % 2 ? h("pre", { class: "code-block" }, h("code", {}, literal(part))) : lines(part, verbatim));
}

/** A text object, plain_text or mrkdwn, as nodes. */
export function textNodes(object) {
  if (typeof object === "string") return [object];
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim === true });
  return object.emoji === false ? [object.text] : withEmoji(String(object.text ?? ""));
}

/** A text object as one string, for labels and titles. */
export function textString(object) {
  return textNodes(object).map((node) => (typeof node === "string" ? node : node.textContent)).join("");
}

/** Plain text in which only :short_codes: mean something. */
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+'-]+:(?::skin-tone-[2-6]:)?)/).map((part) => {
    const found = /^:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?$/.exec(part);
    return found ? emojiNode(found[1], found[2]) ?? part : part;
  }).filter((part) => part !== "");
}

function emojiNode(name, tone) {
  const character = emoji(name, tone);
  return character && h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, character);
}

function lines(text, verbatim) {
  const rest = /(^|\n)(?:>|&gt;){3}\s?([\s\S]*)$/.exec(text);
  if (rest) {
    return [...lines(text.slice(0, rest.index), verbatim), h("blockquote", {}, inline(rest[2], verbatim))];
  }
  const groups = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line);
    const last = groups.at(-1);
    if (last && last.quoted === Boolean(quoted)) last.lines.push(quoted ? quoted[1] : line);
    else groups.push({ quoted: Boolean(quoted), lines: [quoted ? quoted[1] : line] });
  }
  return groups.flatMap(({ quoted, lines: some }) => {
    const nodes = inline(some.join("\n"), verbatim);
    return quoted ? [h("blockquote", {}, nodes)] : nodes;
  });
}

function inline(text, verbatim) {
  const nodes = [];
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) nodes.push(unescape(plain));
    plain = "";
  };
  while (at < text.length) {
    const found = special(text, at, verbatim);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function special(text, at, verbatim) {
  const character = text[at];
  if (character === "<") return entity(text, at);
  if (character === "`") return code(text, at);
  if (character in STYLES) return styled(text, at, verbatim);
  if (character === ":") return shortCode(text, at);
  if (character === "h" && !verbatim) return bareAddress(text, at);
  return null;
}

function entity(text, at) {
  const end = text.indexOf(">", at);
  const body = text.slice(at + 1, end);
  if (end < 0 || !body || /[<\n]/.test(body)) return null;
  return { node: entityNode(body), end: end + 1 };
}

function code(text, at) {
  const end = text.indexOf("`", at + 1);
  const body = text.slice(at + 1, end);
  if (end < 0 || !body.trim() || body.includes("\n")) return null;
  return { node: h("code", {}, literal(body)), end: end + 1 };
}

/** Inside code only <…> means something. */
function literal(text) {
  return text.split(/(<[^<>\n]+>)/).filter(Boolean).map((part) =>
    /^<[^<>\n]+>$/.test(part) ? entityNode(part.slice(1, -1)) : unescape(part));
}

function styled(text, at, verbatim) {
  const before = text[at - 1];
  const after = text[at + 1];
  if ((before && WORD.test(before)) || !after || /\s/.test(after) || after === text[at]) return null;
  const end = closing(text, at);
  if (end < 0) return null;
  return { node: h(STYLES[text[at]], {}, inline(text.slice(at + 1, end), verbatim)), end: end + 1 };
}

function closing(text, at) {
  for (let index = at + 1; index < text.length && text[index] !== "\n"; index += 1) {
    const skipped = text[index] === "<" ? entity(text, index) : text[index] === "`" ? code(text, index) : null;
    if (skipped) {
      index = skipped.end - 1;
      continue;
    }
    const after = text[index + 1];
    const ends = text[index] === text[at] && index > at + 1 && !/\s/.test(text[index - 1]);
    if (ends && !(after && WORD.test(after))) return index;
  }
  return -1;
}

function shortCode(text, at) {
  SHORT_CODE.lastIndex = at;
  const found = SHORT_CODE.exec(text);
  const node = found && emojiNode(found[1], found[2]);
  return node ? { node, end: at + found[0].length } : null;
}

function bareAddress(text, at) {
  if (at > 0 && WORD.test(text[at - 1])) return null;
  ADDRESS.lastIndex = at;
  const found = ADDRESS.exec(text)?.[0].replace(/[.,;:!?)\]}'"*_~]+$/, "");
  return found ? { node: link(unescape(found)), end: at + found.length } : null;
}

function entityNode(body) {
  const [target, label] = split(body);
  if (target.startsWith("@")) return userNode(target.slice(1), label);
  if (target.startsWith("#")) return channelNode(target.slice(1), label);
  if (target.startsWith("!")) return specialNode(target.slice(1), label);
  const address = unescape(target);
  if (/^https?:\/\//i.test(address)) return link(address, label ? withEmoji(unescape(label)) : address);
  return unescape(`<${body}>`);
}

function split(body) {
  const bar = body.indexOf("|");
  return bar < 0 ? [body, ""] : [body.slice(0, bar), body.slice(bar + 1)];
}

/** @Name, marked where it is the reader. */
export function userNode(id, label = "") {
  const found = person(id);
  const name = found.unknown && label ? unescape(label) : found.name;
  const own = id === me().id;
  return h("span", { class: own ? "mention mention-me" : "mention" }, `@${name}`);
}

/** #channel as a button that goes there, where the reader is in it. */
export function channelNode(id, label = "") {
  const found = channel(id);
  if (!found) return h("span", { class: "mention" }, `#${label ? unescape(label) : "private-channel"}`);
  return h("button", { class: "mention mention-channel", type: "button", onclick: () => store.go({ channel: id }) },
    `#${channelName(found)}`);
}

/** @here, @channel, @everyone. */
export function broadcastNode(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

function specialNode(body, label) {
  const [kind, ...rest] = body.split("^");
  if (kind === "date") return dateNode(Number(rest[0]), rest[1] ?? "", rest[2], unescape(label));
  if (kind === "subteam") return h("span", { class: "mention" }, unescape(label || "@group"));
  if (["here", "channel", "everyone"].includes(kind)) return broadcastNode(kind);
  return unescape(label || `<${body}>`);
}

/** An instant in the reader's zone; the exact one is its title. */
export function dateNode(seconds, format, address, fallback) {
  const date = new Date(seconds * 1000);
  const shown = formatted(date, unescape(format));
  if (shown === null) return fallback || "an unknown date";
  const node = h("time", { datetime: date.toISOString(), title: exact(date) }, shown);
  return address ? link(unescape(address), node) : node;
}
