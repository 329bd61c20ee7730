// The markdown block: the part of Markdown that Slack shows. A mark that does not close stays text.
import { h, link } from "../dom.js";
import { withEmoji } from "../text/mrkdwn.js";

const INLINE = [
  [/^`([^`]+)`/, (found) => h("code", {}, found[1])],
  [/^!\[([^\]]*)\]\(([^()\s]+)\)/, (found) => link(found[2], found[1] || found[2])],
  [/^\[([^\]]+)\]\(([^()\s]+)\)/, (found) => link(found[2], inline(found[1]))],
  [/^<(https?:\/\/[^\s>]+)>/, (found) => link(found[1])],
  [/^https?:\/\/[^\s<>()]*[^\s<>().,;:!?]/, (found) => link(found[0])],
  [/^\*\*(\S(?:[\s\S]*?\S)?)\*\*/, (found) => h("strong", {}, inline(found[1]))],
  [/^__(\S(?:[\s\S]*?\S)?)__/, (found) => h("strong", {}, inline(found[1]))],
  [/^~~(\S(?:[\s\S]*?\S)?)~~/, (found) => h("s", {}, inline(found[1]))],
  [/^\*(\S(?:[^*]*?\S)?)\*/, (found) => h("em", {}, inline(found[1]))],
  [/^_(\S(?:[^_]*?\S)?)_(?!\w)/, (found) => h("em", {}, inline(found[1]))],
  [/^\\([\\`*_{}[\]()#+\-.!~|<>])/, (found) => found[1]],
];

/** A markdown block. */
export function markdown(block) {
  return h("div", { class: "markdown" }, blocks(String(block.text ?? "").split("\n")));
}

function inline(text) {
  const nodes = [];
  let plain = "";
  let rest = text;
  while (rest) {
    const [node, length] = special(rest, plain.at(-1));
    if (node === null) plain += rest[0];
    else {
      nodes.push(withEmoji(plain), node);
      plain = "";
    }
    rest = rest.slice(length);
  }
  return [...nodes, withEmoji(plain)];
}

function special(text, before) {
  if (!/[`![<h*_~\\]/.test(text[0]) || (/[_h]/.test(text[0]) && /\w/.test(before ?? " "))) return [null, 1];
  for (const [pattern, make] of INLINE) {
    const found = pattern.exec(text);
    if (found) return [make(found), found[0].length];
  }
  return [null, 1];
}

function blocks(lines) {
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const [node, next] = blockAt(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

function blockAt(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (/^\s*```/.test(line)) return fence(lines, at);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) return [h(`h${Math.min(heading[1].length + 2, 6)}`, {}, inline(heading[2])), at + 1];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [h("hr"), at + 1];
  if (/^\s*>/.test(line)) return taken(lines, at, /^\s*>/, (some) => h("blockquote", {}, blocks(some.map((one) => one.replace(/^\s*>\s?/, "")))));
  if (ITEM.test(line)) return list(lines, at);
  if (line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "")) return table(lines, at);
  return paragraph(lines, at);
}

function taken(lines, at, pattern, make) {
  let end = at;
  while (end < lines.length && pattern.test(lines[end])) end += 1;
  return [make(lines.slice(at, end)), end];
}

function fence(lines, at) {
  let end = at + 1;
  while (end < lines.length && !/^\s*```/.test(lines[end])) end += 1;
  return [h("pre", { class: "code-block" }, h("code", {}, lines.slice(at + 1, end).join("\n"))), end + 1];
}

const ITEM = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/;

function list(lines, at) {
  const [, indent, , number] = ITEM.exec(lines[at]);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const found = ITEM.exec(lines[end]);
    const deeper = /^\s+\S/.test(lines[end]) && (!found || found[1].length > indent.length);
    if (found && found[1].length <= indent.length) {
      if (found[1].length < indent.length || Boolean(found[3]) !== Boolean(number)) break;
      items.push([found[4]]);
    } else if (deeper && items.length) items.at(-1).push(lines[end].slice(Math.min(indent.length + 2, lines[end].search(/\S/))));
    else break;
    end += 1;
  }
  const made = h(number ? "ol" : "ul", { start: number && number !== "1" ? number : null }, items.map(item));
  return [made, end];
}

function item([first, ...rest]) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const mark = task && h("input", { type: "checkbox", disabled: true, checked: task[1] !== " ", "aria-label": task[1] === " " ? "to do" : "done" });
  return h("li", { class: task ? "task" : null }, mark, inline(task ? task[2] : first), blocks(rest));
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(lines, at) {
  const align = cells(lines[at + 1]).map((rule) => (/^:-+:$/.test(rule) ? "center" : /-:$/.test(rule) ? "right" : "left"));
  const row = (tag) => (line) => h("tr", {}, cells(line).map((cell, index) =>
    h(tag, { class: `align-${align[index] ?? "left"}`, scope: tag === "th" ? "col" : null }, inline(cell))));
  const [body, end] = taken(lines, at + 2, /\|/, (some) => some.map(row("td")));
  return [h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row("th")(lines[at])), h("tbody", {}, body))), end];
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !/^\s*(```|#{1,6}\s|>)/.test(lines[end]) && !ITEM.test(lines[end])) end += 1;
  return [h("p", {}, inline(lines.slice(at, end).join("\n"))), end];
}
