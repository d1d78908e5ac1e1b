// Incidents: open ones first, then the newest.

import {fill, h} from "./dom.js";
import {duration, figure, timeElement} from "./format.js";
import {contributions, kindName} from "./panels.js";

const page = 50;
const shownAtFirst = 6;

export class IncidentList {
  #client;
  #path;
  #list = h("ol", {class: "incidents"});
  #note = h("p", {class: "note"});
  #more = h("button", {
    type: "button",
    onclick:
      () => {
        this.#isWhole = true;
        this.show(this.#newest);
      }
  });
  #isWhole = false;
  #newest;
  incidents = [];

  constructor(client, path) {
    this.#client = client;
    this.#path = path;
    this.element = h("section", {class: "anomalies", "aria-labelledby": "anomalies-title"},
      h("div", {class: "heading"}, h("h2", {id: "anomalies-title"}, "Anomalies")), this.#list, this.#note, this.#more);
  }

  async load(newest, signal) {
    const {anomalies} = await this.#client.get(`${this.#path}/anomalies`, {limit: page}, signal);
    this.incidents = anomalies;
    this.show(newest);
  }

  /** Takes an incident that began, changed or ended. @returns Whether it is a new one. */
  add(incident) {
    const known = this.incidents.findIndex(({id}) => id === incident.id);
    if (known >= 0) this.incidents[known] = incident;
    else this.incidents.unshift(incident);
    return known < 0;
  }

  get open() { return this.incidents.find(({open}) => open); }

  show(newest) {
    this.#newest = newest;
    const sorted = [...this.incidents].sort((a, b) => Number(b.open) - Number(a.open) || b.from - a.from);
    const shown = this.#isWhole ? sorted : sorted.slice(0, shownAtFirst);
    fill(this.#list, shown.map((incident) => this.#item(incident, newest)));
    this.#note.textContent =
      sorted.length ? "" : "None so far. Scores are compared with what is usual for this workload.";
    this.#more.hidden = shown.length === sorted.length;
    this.#more.textContent = `All ${sorted.length}${sorted.length >= page ? " newest" : ""}`;
  }

  #item(incident, newest) {
    const seconds = (incident.to ?? newest ?? incident.from) - incident.from;
    const length = seconds > 0 ? `${duration(seconds)} · ` : "";
    return h("li", {class: incident.open ? "open" : null},
      h("p", {class: "when"},
        h("span", {class: incident.open ? "badge open" : "badge"}, incident.open ? "open" : "over"), " ",
        timeElement(incident.from, newest),
        incident.to > incident.from && [" to ", timeElement(incident.to, incident.from)],
        h("span", {class: "note"}, ` · ${length}${kindName(incident.kind)} · peak ${figure(incident.peakScore, 2)}`)),
      h("p", {class: "what"}, incident.sentence),
      incident.contributions?.length ? contributions(incident.contributions.slice(0, 3)) : null);
  }
}
