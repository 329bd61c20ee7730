// plan and task_card: steps with their state.
import { h, lookUp } from "../dom.js";
import { textNodes } from "../text/mrkdwn.js";
import { richText } from "./rich_text.js";

const STATES = { pending: "○ to do", in_progress: "◐ in progress", complete: "● done", error: "✕ failed" };

function words(text) {
  return typeof text === "string" ? text : textNodes(text);
}

/** A task: its state in a word, what it is, what came of it. */
export function taskCard(block) {
  const status = lookUp(STATES, block.status) ? block.status : "pending";
  return h("div", { class: "block-task" },
    h("span", { class: `task-state task-${status}` }, STATES[status]),
    h("span", { class: "task-title" }, words(block.title)),
    block.details ? richText(block.details) : null,
    block.output ? richText(block.output) : null);
}

/** A plan: a title over its tasks. */
export function plan(block) {
  return h("section", { class: "block-container" }, h("div", { class: "container-head" }, words(block.title)),
    h("div", { class: "container-body" }, (block.tasks ?? []).map(taskCard)));
}
