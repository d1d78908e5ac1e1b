// The log of decisions: newest first, each with its inputs on demand, older ones on request.

import {facts, fill, h, problem, unseen} from "./dom.js";
import {duration, figure, metricName, metricUnit, sentence, timeElement} from "./format.js";
import {rung} from "./panels.js";

const shownAtFirst = 12;
const page = 50;
const most = 1000;

export class DecisionLog {
  #client;
  #path;
  #rows = h("tbody");
  #more = h("button", {type: "button", onclick: () => this.#older()}, "Older decisions");
  #note = h("p", {class: "note", role: "status"});
  #decisions = [];
  #newest;
  #held = [];
  /** How many rows there may be; each request for older ones adds to it. */
  #room = shownAtFirst;

  constructor(client, path) {
    this.#client = client;
    this.#path = path;
    this.table = h("table", {class: "log"}, h("caption", {class: "unseen"}, "Decisions, newest first"),
      h("thead", {},
        h("tr", {}, h("th", {scope: "col"}, "Time"), h("th", {scope: "col", class: "n"}, "Replicas"),
          h("th", {scope: "col", class: "policy"}, "Policy"), h("th", {scope: "col"}, "Reason"))),
      this.#rows);
    const changes =
      h("input", {type: "checkbox", onchange: () => this.table.classList.toggle("changes-only", changes.checked)});
    this.element = h("section", {class: "decisions", "aria-labelledby": "decisions-title"},
      h("div", {class: "heading"}, h("h2", {id: "decisions-title"}, "Decisions"),
        h("label", {}, changes, " changes of replicas only")),
      h("div", {class: "scroll"}, this.table), this.#note, this.#more);
  }

  async load(signal) {
    const {decisions} = await this.#client.get(`${this.#path}/decisions`, {limit: this.#room + 1}, signal);
    this.#decisions = decisions.slice(0, this.#room);
    this.#newest = decisions[0]?.timestamp;
    this.#more.hidden = decisions.length <= this.#room;
    this.#note.textContent = decisions.length ? "" : "No decisions yet. Each observation brings one.";
    fill(this.#rows, this.#decisions.map((decision, index) => this.#row(decision, decisions[index + 1])));
  }

  /** Takes decisions as they come, oldest first; while one is open to be read, newer ones wait. */
  add(decisions) {
    this.#held.push(...decisions);
    this.#held = this.#held.slice(-this.#room);
    if (this.#rows.querySelector(".details:not([hidden])")) return;
    const added = this.#held.filter(({timestamp}) => timestamp > (this.#newest ?? -Infinity));
    this.#held = [];
    if (!added.length) return;
    this.#note.textContent = "";
    for (const decision of added) {
      this.#newest = decision.timestamp;
      this.#rows.prepend(...this.#row(decision, this.#decisions[0]));
      this.#decisions.unshift(decision);
    }
    while (this.#decisions.length > this.#room) {
      this.#dropLast();
      this.#more.hidden = false;
    }
  }

  /** A decision takes two rows. */
  #dropLast() {
    this.#rows.lastElementChild.remove();
    this.#rows.lastElementChild.remove();
    this.#decisions.pop();
  }

  async #older() {
    const last = this.#decisions.at(-1);
    this.#more.disabled = true;
    try {
      const {decisions} = await this.#client.get(`${this.#path}/decisions`, {limit: page + 2, to: last.timestamp});
      const older = decisions.filter((decision) => decision.timestamp < last.timestamp);
      const shown = older.slice(0, page);
      this.#room += shown.length;
      this.#decisions.push(...shown);
      this.#rows.append(...shown.flatMap((decision, index) => this.#row(decision, older[index + 1])));
      this.#more.hidden = older.length <= page || this.#decisions.length >= most;
      this.#note.textContent = `${shown.length} older decisions.`;
    } catch (error) { this.#note.textContent = error.message; }
    this.#more.disabled = false;
  }

  /** A decision's row, and the one with its details that opens below. */
  #row(decision, before) {
    const change = before ? decision.replicas - before.replicas : 0;
    const id = `decision-${decision.id}`;
    const cell = h("td", {colspan: 4});
    const details = h("tr", {class: "details", id, hidden: true}, cell);
    const button = h("button", {
      type: "button",
      class: "disclosure",
      "aria-expanded": "false",
      "aria-controls": id,
      onclick: () => {
        details.hidden = !details.hidden;
        button.setAttribute("aria-expanded", String(!details.hidden));
        if (!details.hidden && !cell.hasChildNodes()) this.#open(decision, cell);
        if (details.hidden) this.add([]);
      },
    },
      timeElement(decision.timestamp, this.#newest));
    const warning = decision.guardrail ?? decision.degraded ?? (decision.rung !== "full" && `rung ${decision.rung}`);
    const arrow = h("span", {"aria-hidden": "true"}, change > 0 ? "▲" : "▼");
    const row = h("tr", {class: change ? "change" : "same"}, h("th", {scope: "row"}, button),
      h("td", {class: "n"}, h("strong", {}, figure(decision.replicas)),
        h("span", {class: "delta"}, change !== 0 && [unseen(change > 0 ? " up " : " down "), arrow, Math.abs(change)])),
      h("td", {class: "policy"}, decision.policy),
      h("td", {}, h("div", {class: "clip"}, warning && h("span", {class: "warn"}, `${warning} · `), decision.reason)));
    return [row, details];
  }

  async #open(decision, cell) {
    fill(cell, h("p", {class: "note"}, "Loading …"));
    try {
      const full = decision.observation ? decision : await this.#client.get(`${this.#path}/decisions/${decision.id}`);
      fill(cell, this.#details(full));
    } catch (error) { fill(cell, problem(error.message, () => this.#open(decision, cell))); }
  }

  #details(decision) {
    const inputs =
      Object.entries(decision.observation ?? {}).filter(([name]) => name !== "timestamp" && name !== "workload");
    const forecast = decision.forecast;
    return [
      h("p", {}, sentence(decision.reason)),
      h("div", {class: "columns"},
        h("div", {}, h("h3", {}, "Inputs"),
          facts(...inputs.map(([name, value]) => [metricName(name), `${figure(value)} ${metricUnit(name)}`])),
          !inputs.length && h("p", {class: "note"}, "Nothing was measured at this tick.")),
        h("div", {}, h("h3", {}, "Decided with"),
          facts(["policy", decision.policy], ["rung", rung(decision.rung)], ["guardrail", decision.guardrail],
            ["degraded", decision.degraded],
            forecast &&
              [
                "forecast",
                `${figure(forecast["q0.5"])} to ${figure(forecast["q0.96"])} requests/s within ${
                  duration(forecast.horizonSeconds)}`
              ],
            ["anomaly score", typeof decision.anomalyScore === "number" ? figure(decision.anomalyScore, 2) : null],
            ["replica serves", decision.replicaCapacity ? `${figure(decision.replicaCapacity)} requests/s` : null],
            ["models", [decision.models?.forecaster, decision.models?.detector].filter(Boolean).join(", ") || null],
            ["took", `${figure(decision.latencyMicroseconds)} µs`], ["number", decision.id])),
        this.#replay(decision)),
    ];
  }

  /** Runs the decision again from what is kept, and says whether the bits are the same. */
  #replay(decision) {
    const answer = h("p", {role: "status", class: "note"});
    const button = h("button", {
      type: "button",
      onclick: async () => {
        button.disabled = true;
        answer.textContent = "Running it again …";
        try {
          const {identical, replayed} = await this.#client.get(`${this.#path}/decisions/${decision.id}/replay`);
          answer.textContent =
            identical ? "The same to the last bit." : `Not the same: it comes out as ${replayed.replicas} replicas.`;
        } catch (error) { answer.textContent = error.message; }
        button.disabled = false;
      },
    },
      "Run it again");
    return h("div", {}, h("h3", {}, "Replay"),
      h("p", {class: "note"}, "From the checkpoint before it and every tick since."), button, answer);
  }
}
