// Pictures. Only the sandbox's own are loaded: the page works offline and calls nobody.
import { h, link, webAddress } from "../dom.js";
import { textNodes } from "../text/mrkdwn.js";

/** A picture, or its description where it lies elsewhere. */
export function picture(address, description, className) {
  const source = ownAddress(address);
  if (source) return h("img", { class: className, src: source, alt: description ?? "", loading: "lazy" });
  const text = description || "picture";
  return h("span", { class: `${className} picture-elsewhere`, role: "img", "aria-label": text, title: "Pictures from elsewhere are not loaded here" }, text);
}

function ownAddress(address) {
  if (/^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(String(address))) return address;
  const absolute = webAddress(address);
  return absolute && new URL(absolute).origin === location.origin ? absolute : null;
}

/** An image as an accessory or in a context. */
export function imageElement(element) {
  return picture(element.image_url ?? element.slack_file?.url, element.alt_text, "picture-small");
}

/** An image block. */
export function image(block) {
  const address = block.image_url ?? block.slack_file?.url;
  return h("figure", { class: "block-image" },
    block.title ? h("figcaption", {}, textNodes(block.title)) : null,
    picture(address, block.alt_text, "picture"));
}

/** A video: where it can be seen. */
export function video(block) {
  return h("figure", { class: "placeholder" },
    h("div", { class: "placeholder-kind" }, "Video"),
    h("div", { class: "placeholder-title" }, link(block.title_url ?? block.video_url, ...textNodes(block.title))),
    block.description ? h("div", {}, textNodes(block.description)) : null,
    h("small", {}, [block.author_name, block.provider_name, block.alt_text].filter(Boolean).join(" · ")));
}

/** A file block: its name. */
export function file(block) {
  return h("div", { class: "placeholder" }, h("div", { class: "placeholder-kind" }, "File"),
    h("div", { class: "placeholder-title" }, block.external_id ?? block.file_id ?? "a file"));
}
