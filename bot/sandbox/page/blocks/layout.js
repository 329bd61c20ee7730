// Section, context, actions, header, divider, alert, and what groups others: card, carousel, container.
import { h, lookUp, uniqueId } from "../dom.js";
import { textNodes } from "../text/mrkdwn.js";
import { freeControl } from "./elements.js";
import { imageElement, picture } from "./image.js";

/** A paragraph or fields, with one control beside it. */
export function section(block, surface) {
  const text = block.text ? h("div", { class: "mrkdwn" }, textNodes(block.text)) : null;
  const fields = block.fields?.length
    ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field mrkdwn" }, textNodes(field))))
    : null;
  const accessory = block.accessory
    ? h("div", { class: "accessory" }, freeControl(block.accessory, block, surface))
    : null;
  return h("div", { class: "block-section" }, h("div", { class: "section-text" }, text, fields), accessory);
}

/** Small print. */
export function context(block) {
  return h("div", { class: "block-context" }, (block.elements ?? []).map((one) =>
    one.type === "image" ? imageElement(one) : h("span", { class: "mrkdwn" }, textNodes(one))));
}

/** A row of controls. */
export function actions(block, surface) {
  return h("div", { class: "block-actions" }, (block.elements ?? []).map((one) => freeControl(one, block, surface)));
}

/** A large heading. */
export function header(block, surface) {
  return h(surface.heading, { class: "block-header" }, textNodes(block.text));
}

export function divider() {
  return h("hr", { class: "block-divider" });
}

const LEVELS = { info: "Note", warning: "Warning", error: "Error", success: "Done" };

/** A notice in a modal; its level is also said in a word. */
export function alert(block) {
  const level = lookUp(LEVELS, block.level) ? block.level : "default";
  return h("div", { class: `block-alert alert-${level}`, role: "note" },
    level === "default" ? null : h("strong", { class: "alert-level" }, LEVELS[level]),
    h("div", { class: "mrkdwn" }, textNodes(block.text)));
}

/** A card. */
export function card(block, surface) {
  return h("article", { class: "block-card" },
    block.hero_image ? picture(block.hero_image.image_url, block.hero_image.alt_text, "card-hero") : null,
    h("div", { class: "card-head" },
      block.icon ? imageElement(block.icon) : null,
      h("div", {},
        block.title ? h("div", { class: "card-title mrkdwn" }, textNodes(block.title)) : null,
        block.subtitle ? h("div", { class: "card-subtitle mrkdwn" }, textNodes(block.subtitle)) : null)),
    block.body ? h("div", { class: "card-body mrkdwn" }, textNodes(block.body)) : null,
    block.subtext ? h("div", { class: "card-subtitle mrkdwn" }, textNodes(block.subtext)) : null,
    block.actions?.length ? actions({ ...block, elements: block.actions }, surface) : null);
}

/** Cards side by side, to scroll through. */
export function carousel(block, surface) {
  return h("div", { class: "block-carousel", role: "group", "aria-label": "Cards", tabindex: "0" },
    (block.elements ?? []).map((one, index) =>
      card({ block_id: `${block.block_id}-${index}`, ...one }, surface)));
}

/** A frame around other blocks; `draw` draws those. */
export function container(block, surface, draw) {
  const title = uniqueId("container");
  const children = block.child_blocks ?? block.blocks ?? [];
  const head = [
    block.icon ? imageElement(block.icon) : null,
    h("span", { class: "container-title", id: title }, textNodes(block.title)),
    block.subtitle ? h("span", { class: "container-subtitle mrkdwn" }, textNodes(block.subtitle)) : null,
  ];
  const body = h("div", { class: "container-body" }, draw(children, surface));
  if (!block.is_collapsible) {
    return h("section", { class: "block-container", "aria-labelledby": title }, h("div", { class: "container-head" }, head), body);
  }
  return h("details", { class: "block-container", open: !block.default_collapsed },
    h("summary", { class: "container-head" }, head), body);
}
