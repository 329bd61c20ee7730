// What can be written after a “/” or an “@”, for the text before the cursor.
import { store } from "./store.js";

const MOST = 12;

/** {start, label, options: [{title, detail, text?, run?}], hint?} for the text before the cursor, or null. */
export function complete(before) {
  return commandNames(before) ?? commandWords(before) ?? mentions(before);
}

function commandNames(before) {
  const typed = /^\/(\S*)$/.exec(before)?.[1];
  if (typed === undefined) return null;
  const commands = store.state.commands.filter((one) => one.command.slice(1).startsWith(typed.toLowerCase()));
  const options = commands.map((one) => ({
    title: one.command, detail: [one.description, one.usage_hint].filter(Boolean).join(" — "), text: `${one.command} `,
  }));
  const shortcuts = store.state.shortcuts
    .filter((one) => one.type === "global" && one.name.toLowerCase().includes(typed.toLowerCase()))
    .map((one) => ({ title: one.name, detail: "Shortcut", run: () => store.act({ do: "shortcut", callback_id: one.callback_id }) }));
  return offered(0, "Commands", [...options, ...shortcuts], true);
}

function commandWords(before) {
  const found = /^(\/\S+) +(\S*)$/.exec(before);
  const command = found && store.state.commands.find((one) => one.command === found[1].toLowerCase());
  if (command) {
    const typed = found[2].toLowerCase();
    const options = (command.words ?? []).filter((one) => one.usage.startsWith(typed)).map((one) => ({
      title: one.usage, detail: one.help, text: first(one.usage) + (one.usage.includes(" ") ? " " : ""),
    }));
    return offered(before.length - found[2].length, `Words of ${command.command}`, options, false);
  }
  return usage(before);
}

/** Once the word is written, how it goes on stays in sight. */
function usage(before) {
  const found = /^(\/\S+) +(\S+) /.exec(before);
  const command = found && store.state.commands.find((one) => one.command === found[1].toLowerCase());
  const word = command?.words?.find((one) => first(one.usage) === found[2].toLowerCase());
  if (!word) return null;
  const people = mentions(before);
  return people ?? { start: before.length, label: "", options: [], hint: `${command.command} ${word.usage}` };
}

function first(usage) {
  return usage.split(" ")[0];
}

function mentions(before) {
  const found = /(^|\s)@([\p{L}\p{N}. -]{0,30})$/u.exec(before);
  if (!found) return null;
  const typed = found[2].toLowerCase();
  const options = store.state.people.filter((one) => one.name.toLowerCase().startsWith(typed) ||
      one.name.toLowerCase().split(" ").some((word) => typed && word.startsWith(typed)))
    .map((one) => ({ title: one.name, detail: one.title || one.role_line || "", text: `@${one.name} ` }));
  return offered(before.length - found[2].length - 1, "People", options, true);
}

function offered(start, label, options, eager) {
  return options.length ? { start, label, options: options.slice(0, MOST), eager } : null;
}

/** As Slack's own client sends it: what is written is escaped in messages, @Name becomes <@ID>. */
export function asSent(text) {
  const people = [...store.state.people].sort((one, other) => other.name.length - one.name.length);
  const plain = text.startsWith("/") ? text : text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return people.reduce((sent, one) => {
    const at = new RegExp(`(^|[\\s(])@${escaped(one.name)}(?![\\p{L}\\p{N}])`, "gu");
    return sent.replace(at, `$1<@${one.id}>`);
  }, plain);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
