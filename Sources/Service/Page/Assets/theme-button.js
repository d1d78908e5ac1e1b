// The button that goes through the system's theme, light and dark.

import {h} from "./dom.js";

const themes = ["system", "light", "dark"];

export function themeButton() {
  const root = document.documentElement;
  const button = h("button", {type: "button", class: "plain", id: "theme"});
  const show = () => {
    button.textContent = `Theme: ${root.dataset.theme ?? "system"}`;
  };
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      if (next === "system") localStorage.removeItem("tidegate.theme");
      else localStorage.setItem("tidegate.theme", next);
    } catch { /* it lasts as long as the page */ }
    show();
  });
  show();
  return button;
}
