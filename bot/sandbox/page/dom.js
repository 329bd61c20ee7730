// The only way this page makes nodes. Text goes in as text nodes, never as markup, and style is left
// to the style sheets, as the page's Content-Security-Policy wants it.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: h("button", {class: "x", onclick: run}, "text", node, [more]). */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...present(children));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Put these children in place of those that are there. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** Make the children exactly these nodes, moving only what is out of place: focus and scroll stay. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** What a table has under a name that came from outside: never `constructor` and the like. */
export function lookUp(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

let count = 0;

/** An id that no other node has. */
export function uniqueId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

/** The address if it is http(s), also one of this page's own; else null. */
export function webAddress(address) {
  try {
    const url = new URL(String(address), location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens elsewhere; only its text where the address is not http(s). */
export function link(address, ...children) {
  const absolute = /^https?:\/\//i.test(String(address)) ? webAddress(address) : null;
  const label = children.length ? children : [String(address)];
  if (!absolute) return h("span", { class: "not-a-link", title: "Not a web address" }, label);
  return h("a", { href: absolute, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** A line drawing from icons.js, hidden from screen readers. */
export function icon(path) {
  return svg("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: path }));
}

/** Run once the caller has been quiet for some milliseconds. */
export function debounce(run, milliseconds) {
  let timer = null;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), milliseconds);
  };
}
