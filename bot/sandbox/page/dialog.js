// A native modal <dialog>: the browser keeps focus inside and the rest of the page inert.
import { h } from "./dom.js";

const FIRST = "input:not([type=hidden]):not([disabled]), textarea, select, [role=combobox], .radio input";

/** Show a dialog over everything; Escape calls `close`. */
export function showDialog(node, close) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  document.body.append(node);
  node.showModal();
}

/** Where focus begins: the element that asked for it, the first field, else the dialog itself. */
export function focusFirst(node) {
  const wanted = node.querySelector("[data-focus]") ?? node.querySelector(`.modal-body :is(${FIRST})`) ??
    node.querySelector(".modal-body button:not(.mention), .dialog-buttons button") ?? node.querySelector("button");
  wanted?.focus();
}

/** The frame of a dialog. */
export function frame(className, labelledBy, ...children) {
  return h("dialog", { class: className, "aria-labelledby": labelledBy, "aria-modal": "true" }, children);
}
