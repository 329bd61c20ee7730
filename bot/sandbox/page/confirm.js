// “Are you sure?” before a click goes out.
import { h, uniqueId } from "./dom.js";
import { frame, showDialog } from "./dialog.js";
import { textNodes, textString } from "./text/mrkdwn.js";

/** Ask; true when the person says yes. `question` is Slack's confirm object. */
export function ask(question) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const title = uniqueId("confirm");
    const answer = (yes) => {
      dialog.remove();
      before?.focus?.();
      resolve(yes);
    };
    const style = question.style === "danger" ? "button danger" : "button primary";
    const no = h("button", { class: "button", type: "button", onclick: () => answer(false) },
      textString(question.deny) || "Cancel");
    const yes = h("button", { class: style, type: "button", onclick: () => answer(true) },
      textString(question.confirm) || "Yes");
    const dialog = frame("dialog confirm", title,
      h("h2", { id: title }, textNodes(question.title)),
      h("div", { class: "dialog-text mrkdwn" }, textNodes(question.text)),
      h("div", { class: "dialog-buttons" }, no, yes));
    showDialog(dialog, () => answer(false));
    yes.focus();
  });
}

/** Ask in our own words. */
export function askPlainly(title, text, confirm, deny = "Cancel") {
  const plain = (words) => ({ type: "plain_text", text: words, emoji: false });
  return ask({ title: plain(title), text: plain(text), confirm: plain(confirm), deny: plain(deny), style: "danger" });
}
