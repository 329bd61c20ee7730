// Tables: the plain one, and the one a reader can sort, filter and page.
import { fill, h, icon } from "../dom.js";
import { BACK, RIGHT } from "../icons.js";
import { richText } from "./rich_text.js";
import { unknown } from "./unknown.js";

const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });
const WORDS = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const PAGE = 10;

function cellText(cell) {
  if (cell?.type === "raw_number") return cell.text ?? NUMBERS.format(cell.value);
  return cell?.text ?? "";
}

function content(cell) {
  if (!cell) return "";
  if (cell.type === "rich_text") return richText(cell);
  if (cell.type === "raw_text" || cell.type === "raw_number") return cellText(cell);
  return unknown("cell", cell.type);
}

/** A table block: its first row is the head. */
export function table(block) {
  const settings = block.column_settings ?? [];
  const look = (cell, index) => {
    const align = settings[index]?.align ?? (cell?.type === "raw_number" ? "right" : "left");
    return `align-${["left", "center", "right"].includes(align) ? align : "left"}${settings[index]?.is_wrapped ? " wrapped" : ""}`;
  };
  const [head, ...rows] = block.rows ?? [];
  return h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" }, h("table", {},
    h("thead", {}, h("tr", {}, (head ?? []).map((cell, index) => h("th", { scope: "col", class: look(cell, index) }, content(cell))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, index) => h("td", { class: look(cell, index) }, content(cell))))))));
}

/** A data_table block. */
export function dataTable(block) {
  return new DataTable(block).node;
}

class DataTable {
  constructor(block) {
    const [head, ...rows] = block.rows;
    const node = h("div", { class: "data-table" });
    Object.assign(this, { block, head, rows, node, sort: null, down: false, page: 0, filter: "" });
    this.size = block.page_size ?? PAGE;
    this.headings = head.map((cell, index) => this.heading(cell, index));
    this.body = h("tbody");
    this.place = h("span", { class: "data-place", role: "status" });
    this.back = this.turner("Previous page", BACK, -1);
    this.next = this.turner("Next page", RIGHT, 1);
    this.build();
    this.draw();
  }

  build() {
    const filter = h("input", { class: "text-input data-filter", type: "search", placeholder: "Filter rows",
      "aria-label": `Filter rows of ${this.block.caption}`,
      oninput: (event) => {
        this.filter = event.target.value.toLowerCase();
        this.page = 0;
        this.draw();
      } });
    fill(this.node,
      h("div", { class: "data-head" }, h("strong", { class: "data-caption", "aria-hidden": "true" }, this.block.caption), filter),
      h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": this.block.caption },
        h("table", {}, h("caption", { class: "hidden" }, this.block.caption), h("thead", {}, h("tr", {}, this.headings)), this.body)),
      h("div", { class: "data-foot" }, this.place, this.back, this.next));
  }

  heading(cell, index) {
    const number = this.isNumber(index);
    return h("th", { scope: "col", class: number ? "align-right" : "align-left", "aria-sort": "none" },
      h("button", { class: "sort", type: "button", onclick: () => this.sortBy(index) },
        cellText(cell), h("span", { class: "sort-mark", "aria-hidden": "true" })));
  }

  isNumber(index) {
    return this.rows.length > 0 && this.rows.every((row) => row[index]?.type === "raw_number");
  }

  turner(label, path, step) {
    return h("button", { class: "button small", type: "button", "aria-label": label, onclick: () => {
      this.page += step;
      this.draw();
    } }, icon(path));
  }

  sortBy(index) {
    this.down = this.sort === index ? !this.down : false;
    this.sort = index;
    this.page = 0;
    this.draw();
  }

  ordered() {
    const found = this.rows.filter((row) => row.some((cell) => this.words(cell).toLowerCase().includes(this.filter)));
    if (this.sort === null) return found;
    const turn = this.down ? -1 : 1;
    return found.sort((one, other) => turn * this.compare(one[this.sort], other[this.sort]));
  }

  words(cell) {
    return cell.type === "rich_text" ? richText(cell).textContent : cellText(cell);
  }

  compare(one, other) {
    const numbers = one.type === "raw_number" && other.type === "raw_number";
    return numbers ? one.value - other.value : WORDS.compare(this.words(one), this.words(other));
  }

  draw() {
    const rows = this.ordered();
    const pages = Math.max(1, Math.ceil(rows.length / this.size));
    this.page = Math.min(Math.max(0, this.page), pages - 1);
    const start = this.page * this.size;
    const shown = rows.slice(start, start + this.size);
    fill(this.body, shown.map((row) => this.row(row)), rows.length ? null : this.nothing());
    this.headings.forEach((cell, index) =>
      cell.setAttribute("aria-sort", index === this.sort ? (this.down ? "descending" : "ascending") : "none"));
    this.place.textContent = rows.length ? `${start + 1}–${start + shown.length} of ${rows.length}` : "0 rows";
    this.turn(this.back, this.page === 0, pages);
    this.turn(this.next, this.page === pages - 1, pages);
  }

  // Not `disabled`: a button that one just pressed must keep the focus.
  turn(button, atEnd, pages) {
    button.hidden = pages === 1;
    button.setAttribute("aria-disabled", String(atEnd));
  }

  nothing() {
    return h("tr", {}, h("td", { colspan: this.head.length, class: "data-nothing" }, "No row fits the filter."));
  }

  row(cells) {
    const head = this.block.row_header_column_index;
    return h("tr", {}, cells.map((cell, index) =>
      h(index === head ? "th" : "td", { scope: index === head ? "row" : null, class: this.isNumber(index) ? "align-right" : "align-left" }, content(cell))));
  }
}
