// Lists that open beside a control, and menus behind a button. They live next to their control, so that
// a dialog does not make them inert, and in the top layer, so that nothing cuts them off.
import { h, uniqueId } from "./dom.js";

const GAP = 4;

/** Open a popup under (or, without room, over) its anchor. */
export function openPopup(node, anchor, { alignEnd = false, above = false } = {}) {
  if (!node.isConnected) anchor.after(node);
  if (!node.matches(":popover-open")) node.showPopover();
  place(node, anchor, alignEnd, above);
}

function place(node, anchor, alignEnd, above) {
  const box = anchor.getBoundingClientRect();
  const room = { below: innerHeight - box.bottom - 2 * GAP, above: box.top - 2 * GAP };
  node.style.minWidth = `${Math.min(box.width, innerWidth - 16)}px`;
  node.style.maxHeight = "none";
  const wanted = Math.min(node.scrollHeight, 340);
  const over = above ? room.above > 120 : wanted > room.below && room.above > room.below;
  const height = Math.min(wanted + 2, Math.max(over ? room.above : room.below, 96));
  node.style.maxHeight = `${height}px`;
  node.style.top = `${over ? box.top - Math.min(node.offsetHeight, height) - GAP : box.bottom + GAP}px`;
  const left = alignEnd ? box.right - node.offsetWidth : box.left;
  node.style.left = `${Math.max(8, Math.min(left, innerWidth - node.offsetWidth - 8))}px`;
}

/** Close a popup that may be open. */
export function closePopup(node) {
  if (node.isConnected && node.matches(":popover-open")) node.hidePopover();
}

/**
 * Make a button open a menu. `entries()` answers [{label, detail?, checked?, href?, run}] each time.
 * Arrow keys, Home, End, a first letter, Enter and Escape work as in any menu.
 */
export function menuButton(button, entries, { label, alignEnd = true } = {}) {
  const list = h("div", { class: "popup menu", popover: "manual", role: "menu", id: uniqueId("menu"), "aria-label": label ?? "Menu" });
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  const close = (returnFocus) => {
    closePopup(list);
    list.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (returnFocus) button.focus();
  };
  const outside = (event) => {
    if (!list.contains(event.target) && !button.contains(event.target)) close(false);
  };
  const open = () => {
    list.replaceChildren(...entries().map((entry) => menuEntry(entry, () => close(true))));
    openPopup(list, button, { alignEnd });
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    list.querySelector("[aria-checked=true]")?.focus() ?? list.firstElementChild?.focus();
  };
  button.addEventListener("click", () => (list.matches(":popover-open") ? close(true) : open()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open();
  });
  list.addEventListener("keydown", (event) => steer(event, list, close));
  return button;
}

function menuEntry(entry, close) {
  const run = () => {
    close();
    entry.run?.();
  };
  const role = entry.checked === undefined ? "menuitem" : "menuitemradio";
  const attributes = { class: "menu-entry", role, tabindex: "-1", onclick: run };
  if (entry.checked !== undefined) attributes["aria-checked"] = String(entry.checked);
  const content = [
    entry.before ?? null,
    h("span", { class: "menu-label" }, entry.label, entry.detail ? h("small", {}, entry.detail) : null),
  ];
  if (entry.href) return h("a", { ...attributes, href: entry.href, target: "_blank", rel: "noopener noreferrer" }, content);
  return h("button", { ...attributes, type: "button" }, content);
}

function steer(event, list, close) {
  const all = [...list.children];
  const at = all.indexOf(document.activeElement);
  const goes = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  };
  if (event.key in goes) all[goes[event.key]]?.focus();
  else if (event.key === "Escape") close(true);
  else if (event.key === "Tab") return close(false);
  else if (event.key.length === 1 && event.key !== " ") {
    const wanted = event.key.toLowerCase();
    const ordered = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    ordered.find((one) => one.textContent.toLowerCase().startsWith(wanted))?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
