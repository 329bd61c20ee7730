// Menus of every kind: static, external, users, conversations, channels; one choice or several.
import { Picker } from "../picker.js";
import { channelName, store } from "../store.js";
import { kindOf } from "../surface.js";
import { textString } from "../text/mrkdwn.js";

const NOUNS = { users: "user", conversations: "conversation", channels: "channel" };

/** A select element, as a combobox. */
export function select(element, field) {
  const source = NOUNS[kindOf(element)] ? byId(element, field) : byOption(element, field);
  const multi = element.type.startsWith("multi_");
  const picker = new Picker({
    ...source,
    multi,
    most: element.max_selected_items ?? null,
    placeholder: textString(element.placeholder) || (multi ? "Choose some" : "Choose one"),
    clearable: Boolean(field.input?.optional),
    aria: { ...field.aria(), "data-focus": element.focus_on_load === true },
  });
  return picker.node;
}

function fits(typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return (one) => {
    const text = `${one.label} ${one.detail ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function shown(option, group) {
  return {
    id: option.value,
    label: textString(option.text),
    detail: option.description ? textString(option.description) : null,
    group,
    option,
  };
}

function listed({ options, option_groups: groups }) {
  if (groups?.length) return groups.flatMap((one) => one.options.map((option) => shown(option, textString(one.label))));
  return (options ?? []).map((option) => shown(option));
}

function byOption(element, field) {
  const multi = element.type.startsWith("multi_");
  const external = kindOf(element) === "external";
  return {
    lookUp: external,
    least: external ? element.min_query_length ?? 3 : 0,
    load: external ? (typed) => lookedUp(field, typed) : (typed) => listed(element).filter(fits(typed)),
    chosen: () => [field.value ?? []].flat().map((option) => shown(option)),
    choose: (some) => field.enter(multi
      ? { selected_options: some.map((one) => one.option) }
      : { selected_option: some[0]?.option ?? null }),
  };
}

async function lookedUp(field, typed) {
  const answer = await field.options(typed);
  if (!answer.ok) throw new Error(answer.error ?? "The bot did not answer");
  return listed(answer);
}

function byId(element, field) {
  const kind = kindOf(element);
  const noun = NOUNS[kind];
  const multi = element.type.startsWith("multi_");
  const all = () => (kind === "users" ? people() : conversations(kind === "channels"));
  return {
    load: (typed) => all().filter(fits(typed)),
    chosen: () => [field.value ?? []].flat().map((id) => all().find((one) => one.id === id) ?? { id, label: id }),
    choose: (some) => field.enter(multi
      ? { [`selected_${noun}s`]: some.map((one) => one.id) }
      : { [`selected_${noun}`]: some[0]?.id ?? null }),
  };
}

function people() {
  return store.state.people.map((one) => ({ id: one.id, label: one.name, detail: one.title || one.role_line || null }));
}

function conversations(onlyChannels) {
  return store.state.channels
    .filter((one) => !onlyChannels || one.kind !== "im")
    .map((one) => ({ id: one.id, label: one.kind === "im" ? channelName(one) : `#${channelName(one)}` }));
}
