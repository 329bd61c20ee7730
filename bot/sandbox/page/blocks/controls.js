// Buttons, menus behind “…”, radio buttons, checkboxes, and the fields one types in.
import { h, icon, uniqueId, webAddress } from "../dom.js";
import { MORE } from "../icons.js";
import { menuButton } from "../popup.js";
import { textNodes, textString } from "../text/mrkdwn.js";

/** A button; with an address it is a link that also tells the bot. */
export function button(element, field) {
  const style = ["primary", "danger"].includes(element.style) ? ` ${element.style}` : "";
  const value = element.value === undefined ? {} : { value: element.value };
  const attributes = {
    class: `button${style}`,
    "aria-label": element.accessibility_label,
    "data-field": field.key,
    onclick: (event) => press(event, field, { text: element.text, ...value }, address),
  };
  const address = element.url && /^https?:/i.test(element.url) ? webAddress(element.url) : null;
  if (!address) return h("button", { type: "button", ...attributes }, textNodes(element.text));
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes }, textNodes(element.text));
}

async function press(event, field, more, address) {
  const pressed = event.currentTarget;
  if (pressed.getAttribute("aria-busy") === "true") return event.preventDefault();
  if (address && field.element.confirm) event.preventDefault();
  pressed.setAttribute("aria-busy", "true");
  try {
    const sent = await field.send(more);
    if (sent && address && field.element.confirm) open(address, "_blank", "noopener");
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}

/** The menu behind “…”. */
export function overflow(element, field) {
  const node = h("button", { class: "button overflow", type: "button", "aria-label": "More actions", "data-field": field.key }, icon(MORE));
  return h("span", { class: "overflow-menu" }, menuButton(node, () => element.options.map((option) => ({
    label: textNodes(option.text),
    detail: option.description ? textNodes(option.description) : null,
    href: option.url ? webAddress(option.url) : null,
    run: () => field.send({ selected_option: option }),
  })), { label: "More actions" }));
}

/** Radio buttons or checkboxes. */
export function choices(element, field) {
  const radio = element.type === "radio_buttons";
  const name = uniqueId("choice");
  const chosen = () => new Set([field.value ?? []].flat().map((option) => option.value));
  const inputs = element.options.map((option, index) =>
    h("input", { type: radio ? "radio" : "checkbox", name, id: `${name}-${index}`, checked: chosen().has(option.value),
      "aria-describedby": option.description ? `${name}-${index}-detail` : null,
      "data-focus": element.focus_on_load === true && index === 0,
      "data-field": `${field.key}\n${option.value}`,
      onchange: async () => {
        const now = element.options.filter((_, at) => inputs[at].checked);
        const stands = await field.enter(radio ? { selected_option: now[0] ?? null } : { selected_options: now });
        if (!stands) element.options.forEach((one, at) => { inputs[at].checked = chosen().has(one.value); });
      } }));
  const { "data-field": _, "aria-required": required, ...aria } = field.aria();
  return h("div", { class: radio ? "choices radio" : "choices", role: radio ? "radiogroup" : "group",
    "aria-required": radio ? required : null, ...aria },
    element.options.map((option, index) => h("div", { class: "choice" }, inputs[index],
      h("label", { for: `${name}-${index}` }, textNodes(option.text)),
      option.description ? h("small", { id: `${name}-${index}-detail` }, textNodes(option.description)) : null)));
}

const FIELD_TYPES = {
  plain_text_input: { type: "text" },
  email_text_input: { type: "email", inputmode: "email", autocomplete: "off" },
  url_text_input: { type: "url", inputmode: "url" },
  number_input: { type: "text", inputmode: "decimal" },
};

/** A field for text, a number, an address. */
export function textField(element, field) {
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const most = element.max_length;
  const common = {
    class: "text-input", ...field.aria(), placeholder: textString(element.placeholder) || null,
    "data-focus": element.focus_on_load === true, value: field.value ?? "",
  };
  const node = element.multiline
    ? h("textarea", { rows: "4", ...common })
    : h("input", { ...FIELD_TYPES[element.type], ...common });
  const left = most ? h("span", { class: "count", role: "status" }) : null;
  const counted = () => {
    if (!left) return;
    // Only where the end comes near: most never do.
    left.textContent = node.value.length > 0.75 * most ? `${node.value.length} / ${most}` : "";
    left.classList.toggle("over", node.value.length > most);
  };
  counted();
  node.addEventListener("input", () => {
    const answer = { value: node.value === "" ? null : node.value };
    if (field.dispatches && on.includes("on_character_entered")) field.enter(answer);
    else field.keep(answer);
    counted();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !field.dispatches || !on.includes("on_enter_pressed")) return;
    if (element.multiline && event.shiftKey) return;
    event.preventDefault();
    field.enter({ value: node.value === "" ? null : node.value });
  });
  return left ? h("div", { class: "counted" }, node, left) : node;
}

/** Text with Slack's rich text around it: one section, since this page has no such editor. */
export function richTextField(element, field) {
  const flat = (value) => (value?.elements ?? []).flatMap((one) => one.elements ?? []).map((one) => one.text ?? "").join("");
  const node = h("textarea", { class: "text-input", rows: "4", ...field.aria(), placeholder: textString(element.placeholder) || null,
    "data-focus": element.focus_on_load === true, value: flat(field.value) });
  node.addEventListener("input", () => {
    const section = { type: "rich_text_section", elements: [{ type: "text", text: node.value }] };
    field.keep({ rich_text_value: node.value ? { type: "rich_text", elements: [section] } : null });
  });
  return node;
}

/** The browser's own pickers of a day, a time, or both. */
export function datePicker(element, field) {
  const kinds = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
  const node = h("input", { class: "text-input picker-native", type: kinds[element.type], ...field.aria(),
    "data-focus": element.focus_on_load === true,
    title: textString(element.placeholder) || null, value: shownInstant(field) });
  node.addEventListener("change", async () => {
    if (!(await field.enter(enteredInstant(element, node.value)))) node.value = shownInstant(field);
  });
  return node;
}

function shownInstant(field) {
  if (field.element.type !== "datetimepicker") return field.value ?? "";
  if (!field.value) return "";
  const date = new Date(field.value * 1000);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function enteredInstant(element, text) {
  if (element.type === "datepicker") return { selected_date: text || null };
  if (element.type === "timepicker") return { selected_time: text || null };
  return { selected_date_time: text ? Math.floor(new Date(text).getTime() / 1000) : null };
}

/** The page cannot send files to the sandbox. */
export function fileField(_element, field) {
  return h("input", { class: "text-input", type: "text", disabled: true, ...field.aria(), value: "Files cannot be sent from this page" });
}
