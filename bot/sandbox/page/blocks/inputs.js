// An input block: label, control, hint, error. And what Slack's client checks before it sends.
import { h, uniqueId } from "../dom.js";
import { textNodes } from "../text/mrkdwn.js";
import { control } from "./elements.js";

/** A labelled field. Errors are put in later, by showErrors. */
export function input(block, surface) {
  const field = surface.field(block, block.element, { input: block });
  const id = uniqueId("input");
  field.id = `${id}-control`;
  field.labelledBy = `${id}-label`;
  field.describedBy = `${id}-hint ${id}-error`;
  field.errorNode = h("div", { class: "field-error", id: `${id}-error` });
  const mark = block.optional
    ? h("span", { class: "optional" }, "(optional)")
    : h("span", { class: "required", "aria-hidden": "true", title: "Required" }, "*");
  const made = control(block.element, field);
  const isGroup = ["radio_buttons", "checkboxes"].includes(block.element.type);
  const label = h(isGroup ? "div" : "label", { class: "label", id: `${id}-label`, for: isGroup ? null : field.id }, textNodes(block.label));
  field.node = h("div", { class: "block-input", "data-block": block.block_id },
    h("div", { class: "label-line" }, label, mark),
    made,
    h("div", { class: "hint", id: `${id}-hint` }, block.hint ? textNodes(block.hint) : null),
    field.errorNode);
  return field.node;
}

/** Put each sentence at its field, {block_id: sentence}; without errors all are taken away. */
export function showErrors(surface, errors) {
  for (const field of surface.fields.values()) {
    if (!field.node) continue;
    const sentence = errors?.[field.block.block_id] ?? "";
    field.errorNode.textContent = sentence;
    field.node.classList.toggle("has-error", Boolean(sentence));
    for (const one of field.node.querySelectorAll("[data-field]")) {
      if (sentence) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
  }
}

/** Go to the first field with an error. */
export function focusError(surface) {
  for (const field of surface.fields.values()) {
    if (!field.node?.classList.contains("has-error")) continue;
    field.node.querySelector("input, textarea, button")?.focus();
    return;
  }
}

/** What Slack's client does not let through: {block_id: sentence}. */
export function problems(surface) {
  const found = {};
  for (const field of surface.fields.values()) {
    const sentence = field.input ? problem(field) : null;
    if (sentence) found[field.block.block_id] = sentence;
  }
  return found;
}

function problem(field) {
  const { value } = field;
  const empty = value === null || value === undefined || (typeof value === "string" && !value.trim()) ||
    (Array.isArray(value) && !value.length);
  if (empty) return field.required ? "Please complete this required field." : null;
  const check = { plain_text_input: length, number_input: numeric, email_text_input: email, url_text_input: address }[field.element.type];
  return check ? check(String(value), field.element) : null;
}

function length(value, { min_length: least = 0, max_length: most = 3000 }) {
  if (value.length < least) return `Please write at least ${least} characters; these are ${value.length}.`;
  if (value.length > most) return `Please write at most ${most} characters; these are ${value.length}.`;
  return null;
}

function numeric(value, { is_decimal_allowed: decimal, min_value: least, max_value: most }) {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(value.trim())) return `“${value}” is no number. Write it like 1200${decimal ? " or 12.5" : ""}.`;
  if (!decimal && value.includes(".")) return `“${value}” is no whole number.`;
  if (least !== undefined && Number(value) < Number(least)) return `Please enter ${least} or more.`;
  if (most !== undefined && Number(value) > Number(most)) return `Please enter ${most} or less.`;
  return null;
}

function email(value) {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : `“${value}” is no e-mail address. Write it like ana@example.com.`;
}

function address(value) {
  return /^https?:\/\/[^\s]+\.?[^\s]*$/i.test(value) ? null : `“${value}” is no web address. It begins with https://.`;
}
