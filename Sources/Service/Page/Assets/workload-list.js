// The workloads to choose from: links, a filter, and on narrow screens a button that opens both.

import {fill, h, unseen} from "./dom.js";
import {figure} from "./format.js";

const most = 200;
/** With fewer than these there is nothing to filter. */
const fewest = 8;

export class WorkloadList {
  onchoose = () => {};
  #nav = document.getElementById("workloads");
  #names = document.getElementById("names");
  #note = document.getElementById("names-note");
  #filter = document.getElementById("filter");
  #chooser = document.getElementById("chooser");
  #workloads = [];
  #chosen;
  #range;

  constructor() {
    this.#filter.addEventListener("input", () => this.#draw());
    this.#filter.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#names.querySelector("a")?.click();
      if (event.key === "ArrowDown") this.#move(event, 0);
    });
    this.#names.addEventListener("keydown", (event) => {
      const links = [...this.#names.querySelectorAll("a")];
      const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
      if (by) this.#move(event, links.indexOf(document.activeElement) + by);
    });
    this.#chooser.addEventListener("click", () => this.#open(this.#chooser.getAttribute("aria-expanded") !== "true"));
    this.#nav.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#chooser.getAttribute("aria-expanded") === "true") {
        this.#open(false);
        this.#chooser.focus();
      }
    });
  }

  show(workloads) {
    this.#workloads = workloads;
    this.#filter.hidden = workloads.length < fewest;
    document.getElementById("filter-label").hidden = this.#filter.hidden;
    this.#draw();
  }

  choose(name, range) {
    this.#chosen = name;
    this.#range = range;
    this.#open(false);
    this.#chooser.textContent = name;
    this.#draw();
  }

  decided(decision) {
    const workload = this.#workloads.find(({name}) => name === decision.workload);
    if (!workload) return;
    workload.latest = decision;
    const count = this.#names.querySelector(`[data-name="${CSS.escape(decision.workload)}"] .count`);
    if (count) count.textContent = figure(decision.replicas);
  }

  #open(isOpen) {
    this.#chooser.setAttribute("aria-expanded", String(isOpen));
    this.#nav.classList.toggle("is-open", isOpen);
  }

  #move(event, index) {
    const links = [...this.#names.querySelectorAll("a")];
    if (!links.length) return;
    event.preventDefault();
    if (index < 0) this.#filter.focus();
    else links[Math.min(index, links.length - 1)].focus();
  }

  #draw() {
    const wanted = this.#filter.value.trim().toLowerCase();
    const found = this.#workloads.filter(({name}) => name.toLowerCase().includes(wanted));
    const focused = document.activeElement?.dataset?.name;
    fill(this.#names, found.slice(0, most).map((workload) => this.#link(workload)));
    if (focused !== undefined) this.#names.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
    this.#note.textContent = found.length > most ? `${most} of ${found.length} shown; filter to see others.`
      : !found.length && wanted ? "None with such a name."
                                : "";
  }

  #link({name, state, incident, latest}) {
    const mark = incident ? "incident" : state === "ready" ? "ready" : "warming";
    return h("li", {},
      h("a", {
        href: `#${new URLSearchParams({workload: name, range: this.#range ?? "1h"})}`,
        "data-name": name,
        "aria-current": name === this.#chosen ? "page" : null,
        class: mark,
        onclick: (event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          this.onchoose(name);
        },
      },
        h("span", {class: "name"}, name), unseen(incident ? " open incident," : ` ${state},`), " ",
        h("span", {class: "count"}, latest ? figure(latest.replicas) : "–"), unseen(" replicas")));
  }
}
