// Which control stands for which element.
import { h, lookUp } from "../dom.js";
import { textString } from "../text/mrkdwn.js";
import { button, choices, datePicker, fileField, overflow, richTextField, textField } from "./controls.js";
import { imageElement } from "./image.js";
import { select } from "./selects.js";
import { unknown } from "./unknown.js";

const CONTROLS = {
  button, overflow,
  workflow_button: button,
  radio_buttons: choices, checkboxes: choices,
  datepicker: datePicker, timepicker: datePicker, datetimepicker: datePicker,
  plain_text_input: textField, number_input: textField, email_text_input: textField, url_text_input: textField,
  rich_text_input: richTextField,
  file_input: fileField,
  image: imageElement,
  feedback_buttons: feedback,
  icon_button: iconButton,
};
for (const kind of ["static", "external", "users", "conversations", "channels"]) {
  CONTROLS[`${kind}_select`] = select;
  CONTROLS[`multi_${kind}_select`] = select;
}

/** The control of an element; a visible note where the type is unknown. */
export function control(element, field) {
  const draw = lookUp(CONTROLS, element.type);
  return draw ? draw(element, field) : unknown("element", element.type);
}

/** An element in a section or a row: it sends every change, and names itself. */
export function freeControl(element, block, surface) {
  const field = surface.field(block, element);
  field.label = textString(element.placeholder) || textString(block.text) || element.action_id || "Choose";
  return control(element, field);
}

function feedback(element, field) {
  const one = (given) => given && h("button", { class: "button", type: "button", "aria-label": given.accessibility_label,
    onclick: () => field.send({ value: given.value }) }, textString(given.text));
  return h("span", { class: "button-pair" }, one(element.positive_button), one(element.negative_button));
}

function iconButton(element, field) {
  return h("button", { class: "button", type: "button", "aria-label": element.accessibility_label,
    onclick: () => field.send({ value: element.value }) }, textString(element.text));
}
