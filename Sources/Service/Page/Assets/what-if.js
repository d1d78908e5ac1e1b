// What would it have done? Replays the workload's stored history under other policies.

import {fill, h, problem} from "./dom.js";
import {duration, figure} from "./format.js";

const offered =
  ["tidegate:save", "tidegate:balanced", "tidegate:protect", "hpa", "hpa:50", "keda", "knative", "aws", "schedule"];
const spans = [["6 h", 6 * 3600], ["24 h", 86400], ["7 d", 7 * 86400], ["everything", Infinity]];

const columns = [
  {title: "unserved %", of: (report) => report.unservedPercent, digits: 3, bar: true},
  {title: "replica-h", of: (report) => report.replicaHours, digits: 0, bar: true},
  {title: "/ demand", of: (report) => report.replicaHoursOverDemand, digits: 2},
  {title: "cost", of: (report) => report.cost, digits: 0},
  {title: "actions/day", of: (report) => report.scaleActionsPerDay, digits: 0},
];

export class WhatIf {
  #client;
  #path;
  #newest;
  #result = h("div", {class: "result"});
  #button = h("button", {type: "submit", class: "primary"}, "Run");

  /** @param newest Gives the time of the newest decision. */
  constructor(client, path, policy, newest) {
    this.#client = client;
    this.#path = path;
    this.#newest = newest;
    const chosen = new Set([policy?.startsWith("tidegate") ? policy : "tidegate:balanced", "hpa"]);
    const form = h("form", {
      onsubmit: (event) => {
        event.preventDefault();
        this.#run(form);
      }
    },
      h("fieldset", {}, h("legend", {}, "Policies"),
        offered.map(
          (name) => h("label", {},
            h("input", {type: "checkbox", name: "policy", value: name, checked: chosen.has(name)}), ` ${name}`)),
        h("label", {class: "other"}, "Others ", h("input", {
          name: "other",
          placeholder: "static:8, hpa:60",
          autocomplete: "off",
          spellcheck: "false",
          "aria-describedby": "what-if-note"
        }))),
      h("div", {class: "run"}, h("label", {}, "History ", h("select", {name: "span"}, spans.map(([label,
        seconds]) => h("option", {value: seconds, selected: label === "24 h"}, label)))),
        this.#button));
    this.element = h("section", {class: "what-if", "aria-labelledby": "what-if-title"},
      h("div", {class: "heading"}, h("h2", {id: "what-if-title"}, "What if")),
      h("p", {class: "note", id: "what-if-note"},
        "Replays what is kept of this workload under other policies, each in the same simulated cluster. "
          + "Nothing real is scaled."),
      form, this.#result);
  }

  async #run(form) {
    const data = new FormData(form);
    const others = data.get("other").split(/[\s,]+/).filter(Boolean);
    const policies = [...new Set([...data.getAll("policy"), ...others])];
    if (!policies.length) {
      fill(this.#result, h("p", {class: "problem", role: "alert"}, "Choose at least one policy."));
      return;
    }
    const newest = this.#newest();
    const seconds = Number(data.get("span"));
    this.#button.disabled = true;
    fill(this.#result,
      h("p", {class: "note", role: "status"},
        `Replaying ${policies.length} ${policies.length > 1 ? "policies" : "policy"} …`));
    try {
      const range = Number.isFinite(seconds) && newest !== undefined ? {from: newest - seconds, to: newest} : {};
      const {policies: reports} = await this.#client.post(`${this.#path}/what-if`, {policies, ...range});
      const past = Number.isFinite(seconds) ? `the last ${duration(seconds)}` : "everything that is kept";
      fill(this.#result, this.#table(reports, past));
    } catch (error) { fill(this.#result, problem(error.message)); }
    this.#button.disabled = false;
  }

  #table(reports, past) {
    const tops = columns.map((column) => Math.max(1e-12, ...reports.map((report) => column.of(report) ?? 0)));
    return h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Result of the replay"},
      h("table", {}, h("caption", {role: "status"}, `Replayed over ${past}`),
        h("thead", {},
          h("tr", {}, h("th", {scope: "col"}, "policy"),
            columns.map(({title}) => h("th", {scope: "col", class: "n"}, title)))),
        h("tbody", {},
          reports.map((report) => h("tr", {class: report.policy.startsWith("tidegate") ? "hi" : null},
                        h("th", {scope: "row"}, report.policy), columns.map((column, index) => {
                          const value = column.of(report);
                          const bar = column.bar && typeof value === "number"
                            ? h("span", {class: "bar", "aria-hidden": "true"})
                            : null;
                          if (bar) bar.style.width = `${(100 * value) / tops[index]}%`;
                          return h("td", {class: "n"}, figure(value, column.digits), bar);
                        }))))),
      h("p", {class: "note"},
        "Unserved: load above the ready replicas’ capacity, as a share of all load. / demand: ready replica-hours "
          + "over those of the fewest replicas that serve each tick. Cost: hours of ready and starting replicas times "
          + "their price."));
  }
}
