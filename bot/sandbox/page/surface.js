// A surface holds what a person entered on it: a message, a modal or the home tab. Its values have the
// form of Slack's `state.values`.
import { store } from "./store.js";

const STATELESS = new Set(["button", "overflow", "image", "feedback_buttons", "icon_button", "workflow_button"]);

/** What an element holds before anybody touches it. */
export function initialAnswer(element) {
  const type = element.type;
  if (type === "datepicker") return { selected_date: element.initial_date ?? null };
  if (type === "timepicker") return { selected_time: element.initial_time ?? null };
  if (type === "datetimepicker") return { selected_date_time: element.initial_date_time ?? null };
  if (type === "checkboxes") return { selected_options: element.initial_options ?? [] };
  if (type === "radio_buttons") return { selected_option: element.initial_option ?? null };
  if (type === "file_input") return { files: [] };
  if (type === "rich_text_input") return { rich_text_value: element.initial_value ?? null };
  if (type.endsWith("_select")) return initialChoice(element);
  return { value: element.initial_value ?? null };
}

function initialChoice(element) {
  const multi = element.type.startsWith("multi_");
  const noun = { users: "user", conversations: "conversation", channels: "channel" }[kindOf(element)];
  if (!noun) {
    return multi
      ? { selected_options: element.initial_options ?? [] }
      : { selected_option: element.initial_option ?? null };
  }
  return multi
    ? { [`selected_${noun}s`]: element.initial_users ?? element.initial_conversations ?? element.initial_channels ?? [] }
    : { [`selected_${noun}`]: element[`initial_${noun}`] ?? null };
}

/** static, external, users, conversations or channels. */
export function kindOf(select) {
  return select.type.replace(/^multi_/, "").replace(/_select$/, "");
}

/** What was entered, out of an answer that has one key. */
export function answered(answer) {
  return Object.values(answer)[0];
}

export class Surface {
  /** `target` is {view_id} or {channel, ts}; `values` is what was entered before a reload. */
  constructor(target, values = {}) {
    this.target = target;
    /** What a header block is: below a day of messages, or a modal's title. */
    this.heading = "h3";
    this.values = new Map();
    this.fields = new Map();
    for (const [blockId, actions] of Object.entries(values ?? {})) {
      for (const [actionId, { type: _, ...answer }] of Object.entries(actions)) this.values.set(`${blockId}\n${actionId}`, answer);
    }
  }

  /** Before it is drawn anew: values of fields that are drawn again stay. */
  begin() {
    this.fields = new Map();
  }

  /** After it was drawn: what is no longer there is forgotten. */
  end() {
    for (const key of this.values.keys()) if (!this.fields.has(key)) this.values.delete(key);
  }

  /** The field of one element on this surface. */
  field(block, element, options = {}) {
    const made = new Field(this, block, element, options);
    if (!STATELESS.has(element.type)) this.fields.set(made.key, made);
    return made;
  }

  /** {block_id: {action_id: {type, …}}} */
  state() {
    const state = {};
    for (const { block, element, answer } of this.fields.values()) {
      state[block.block_id] ??= {};
      state[block.block_id][element.action_id] = { type: element.type, ...answer };
    }
    return state;
  }
}

export class Field {
  constructor(surface, block, element, { input = null } = {}) {
    this.surface = surface;
    this.block = block;
    this.element = element;
    /** The input block around it, or null in actions and sections, where every change is sent. */
    this.input = input;
    this.key = `${block.block_id}\n${element.action_id}`;
    this.id = null;
    /** Ids of what names and describes the control, for aria. */
    this.labelledBy = null;
    this.describedBy = null;
    this.label = null;
  }

  get answer() {
    return this.surface.values.get(this.key) ?? initialAnswer(this.element);
  }

  get value() {
    return answered(this.answer);
  }

  get required() {
    return Boolean(this.input && !this.input.optional);
  }

  get dispatches() {
    return !this.input || this.input.dispatch_action === true;
  }

  /** Keep what was entered; tell the bot where it wants to know. False where the person took it back. */
  async enter(answer) {
    const before = this.answer;
    this.surface.values.set(this.key, answer);
    if (!this.dispatches) return true;
    const sent = await this.send(answer);
    if (!sent) this.surface.values.set(this.key, before);
    return sent;
  }

  /** Keep without telling. */
  keep(answer) {
    this.surface.values.set(this.key, answer);
  }

  /** Tell the bot, after asking where it wants that. False where the person said no. */
  async send(more) {
    const { confirm } = this.element;
    if (confirm) {
      const { ask } = await import("./confirm.js");
      if (!(await ask(confirm))) return false;
    }
    await store.act({
      do: "click",
      ...this.surface.target,
      block_id: this.block.block_id,
      action_id: this.element.action_id,
      type: this.element.type,
      ...more,
      state: this.surface.state(),
    });
    return true;
  }

  /** What the bot offers for what was typed. */
  async options(typed) {
    return store.act({
      do: "options",
      ...this.surface.target,
      block_id: this.block.block_id,
      action_id: this.element.action_id,
      typed,
      state: this.surface.state(),
    });
  }

  /** Attributes that name and describe the control. */
  aria() {
    return {
      id: this.id,
      "aria-labelledby": this.labelledBy,
      "aria-label": this.labelledBy ? null : this.label,
      "aria-describedby": this.describedBy,
      "aria-required": this.required ? "true" : null,
      "data-field": this.key,
    };
  }
}
