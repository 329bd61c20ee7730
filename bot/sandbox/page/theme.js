// Light, dark, or as the system has it. The choice is kept in the browser.
const KEY = "redthread.theme";

/** auto, light or dark. */
export function theme() {
  return localStorage.getItem(KEY) ?? "auto";
}

export function applyTheme(wanted = theme()) {
  if (wanted === "auto") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
  document.documentElement.dataset.theme = wanted;
}
