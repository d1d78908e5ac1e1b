// Elements from code. Text always goes in as text, so that no name or sentence of a server can become markup.

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

const present = (children) =>
  children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

/** An HTML element. */
export const h = (name, attributes, ...children) => build(document.createElement(name), attributes, children);

/** An SVG element. */
export const s = (name, attributes, ...children) =>
  build(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

/** Gives a node other children. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** A list of names and values; a null value leaves its line out. */
export const facts = (...lines) => h("dl", {class: "facts"},
  lines.filter((line) => line && line[1] !== null && line[1] !== undefined).map(([name,
    ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));

/** Text for screen readers only. */
export const unseen = (text) => h("span", {class: "unseen"}, text);

/** What failed, as one sentence, and a way to try again. */
export const problem = (text, retry, label = "Try again") => h("div", {class: "problem", role: "alert"},
  h("p", {}, text), retry && h("button", {type: "button", onclick: retry}, label));
