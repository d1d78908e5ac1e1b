// One workload, live: its figures, charts, decisions and anomalies, and what other policies would have done.

import {Charts} from "./charts.js";
import {DecisionLog} from "./decisions.js";
import {fill, h, problem} from "./dom.js";
import {History, ranges} from "./history.js";
import {IncidentList} from "./incidents.js";
import {alarm, decisionPanel, figures, forecastPanel, modelPanel, promotionPanel, workloadTags} from "./panels.js";
import {WhatIf} from "./what-if.js";

const drawMilliseconds = 600;
const historyMilliseconds = 10_000;
const forecastMilliseconds = 10_000;
const mostRecent = 64;
const workloadMilliseconds = 60_000;

export class WorkloadView {
  /** Whether something may have happened that is not fetched yet. */
  isBehind = true;
  hasBegun = false;
  #client;
  #path;
  #range;
  #closed = new AbortController();
  #workload;
  #latest;
  #observation;
  #forecast;
  #history;
  #charts = new Charts();
  #log;
  #incidents;
  #drawTimer;
  #isLaidOut = false;
  #drawn = 0;
  /** Decisions that are not drawn yet. */
  #waiting = [];
  #recent = [];
  #fetched = {history: 0, forecast: 0, workload: 0};
  #parts = Object.fromEntries(["tags", "alarm", "figures", "decision", "promotion", "forecast", "model", "whatIf"].map(
    (name) => [name, h("div")]));
  #picker;

  constructor(client, name, range, actions) {
    this.#client = client;
    this.name = name;
    this.#range = range;
    this.#path = `api/v1/workloads/${encodeURIComponent(name)}`;
    this.#log = new DecisionLog(client, this.#path);
    this.#incidents = new IncidentList(client, this.#path);
    this.#picker = h("fieldset", {class: "ranges"}, h("legend", {class: "unseen"}, "Range of the charts"),
      ranges.map((item) => h("label", {}, h("input", {
        type: "radio",
        name: "range",
        value: item.key,
        checked: item === range,
        onchange: () => actions.chooseRange(item)
      }),
                   h("span", {}, item.label))));
    this.element = h("div", {class: "workload"}, h("p", {class: "loading", role: "status"}, `Loading ${name} …`));
  }

  accepts(name) { return name === this.name; }
  close() {
    this.#closed.abort();
    clearTimeout(this.#drawTimer);
  }

  // MARK: Fetching

  async load() {
    const {signal} = this.#closed;
    this.isBehind = false;
    this.hasBegun = true;
    try {
      this.#workload = await this.#client.get(this.#path, {}, signal);
      this.#latest = this.#workload.latest;
      this.#observation = this.#latest?.observation;
      this.#fetched.workload = Date.now();
      this.#history = this.#newHistory();
      const newest = this.#newest;
      await Promise.all([
        this.#history.load(this.#client, this.#path, newest, signal),
        this.#log.load(signal),
        this.#incidents.load(newest, signal),
        this.#fetchForecast(signal),
      ]);
      if (!this.#isLaidOut) this.#layOut();
      this.#draw();
    } catch (error) {
      if (signal.aborted) return;
      this.#isLaidOut = false;
      fill(this.element, h("h1", {}, this.name), problem(error.message, () => this.load()));
    }
  }

  async range(range) {
    if (range === this.#range || !this.#workload) return;
    this.#range = range;
    this.#picker.querySelector(`[value="${range.key}"]`).checked = true;
    await this.#reloadHistory();
  }

  async #reloadHistory(isSeen = true) {
    const history = this.#newHistory();
    this.#fetched.history = Date.now();
    if (isSeen) this.element.classList.add("is-loading");
    try {
      await history.load(this.#client, this.#path, this.#newest, this.#closed.signal);
      if (history.seconds === this.#range.seconds) this.#history = history;
      this.#draw();
    } catch (error) {
      if (!this.#closed.signal.aborted) fill(this.#parts.alarm, problem(error.message, () => this.#reloadHistory()));
    }
    this.element.classList.remove("is-loading");
  }

  async #fetchForecast(signal) {
    this.#fetched.forecast = Date.now();
    try {
      this.#forecast = await this.#client.get(`${this.#path}/forecast`, {}, signal);
    } catch { this.#forecast = null; }
  }

  #newHistory() { return new History(this.#range.seconds, this.#workload.configuration.tickSeconds ?? 15); }
  get #newest() { return this.#latest?.timestamp ?? Date.now() / 1000; }

  // MARK: Events

  decided(decision) {
    const newest = this.#waiting.at(-1)?.timestamp ?? this.#latest?.timestamp;
    if (this.#isLaidOut && decision.timestamp < newest) {
      // The clock was set back, or a simulation began anew.
      this.#waiting = [];
      this.#recent = [];
      this.load();
      return;
    }
    this.#waiting.push(decision);
    this.#drawSoon();
  }

  /** @returns Whether the incident is a new one. */
  incident(incident) {
    const isNew = this.#incidents.add(incident);
    this.#drawSoon();
    return isNew && incident.open;
  }

  /** Simulations may bring more events a second than eyes can follow. */
  #drawSoon() {
    if (this.#closed.signal.aborted || !this.#isLaidOut) return;
    this.#drawTimer ??= setTimeout(() => {
      this.#drawTimer = undefined;
      this.#draw();
    }, Math.max(0, this.#drawn + drawMilliseconds - Date.now()));
  }

  // MARK: Drawing

  #layOut() {
    this.#isLaidOut = true;
    const {tags, alarm, figures, decision, promotion, forecast, model, whatIf} = this.#parts;
    const block = (id, title, body) => h("section", {"aria-labelledby": id}, h("h2", {id}, title), body);
    const form = new WhatIf(
      this.#client, this.#path, `tidegate:${this.#workload.configuration.mode ?? "balanced"}`, () => this.#newest);
    fill(whatIf, form.element);
    fill(this.element, h("div", {class: "title"}, h("h1", {}, this.name), tags, this.#picker), alarm, figures,
      h("div", {class: "with-rail"},
        h("section", {class: "main-column", "aria-labelledby": "charts-title"},
          h("h2", {id: "charts-title", class: "unseen"}, "Charts"), this.#charts.element),
        h("div", {class: "rail"}, block("decision-title", "Latest decision", decision),
          block("promotion-title", "Promotion", promotion), block("forecast-title", "Forecast", forecast),
          block("model-title", "Model", model))),
      h("div", {class: "lower"}, this.#log.element, h("div", {class: "beside"}, this.#incidents.element, whatIf)));
  }

  #draw() {
    this.#drawn = Date.now();
    // A history that was fetched meanwhile may lack the newest ones; it takes what it has not got.
    this.#recent = [...this.#recent, ...this.#waiting].slice(-mostRecent);
    for (const decision of this.#recent) this.#history.append(decision);
    for (const decision of this.#waiting) {
      if (decision.timestamp < this.#latest?.timestamp) continue;
      this.#latest = decision;
      this.#observation = decision.observation;
    }
    this.#log.add(this.#waiting);
    this.#waiting = [];
    const workload = this.#workload;
    const decision = this.#latest;
    const capacity = decision?.replicaCapacity ?? workload.replicaCapacity;
    const newest = decision?.timestamp;
    const load = this.#observation?.requestsPerSecond;
    fill(this.#parts.tags, workloadTags(workload));
    fill(this.#parts.alarm, alarm(this.#incidents.open, newest));
    document.title = `${this.#incidents.open ? "⚠ " : ""}${this.name} · Tidegate`;
    fill(this.#parts.figures, figures(workload, decision, this.#observation));
    fill(this.#parts.decision, decisionPanel(decision, Date.now() / 1000));
    fill(this.#parts.promotion, promotionPanel(decision?.promotion ?? workload.promotion, decision?.policy));
    fill(this.#parts.forecast, forecastPanel(this.#forecast, capacity, load));
    fill(this.#parts.model, modelPanel(workload, decision));
    this.#charts.show(this.#history, capacity, this.#incidents.incidents, decision?.forecast);
    this.#incidents.show(newest);
    this.#refreshNow();
  }

  /** What events do not bring is fetched now and then. */
  async #refreshNow() {
    const {signal} = this.#closed;
    if (this.#history.isUneven && Date.now() - this.#fetched.history > historyMilliseconds) this.#reloadHistory(false);
    if (Date.now() - this.#fetched.forecast > forecastMilliseconds) {
      await this.#fetchForecast(signal);
      this.#drawSoon();
    }
    if (Date.now() - this.#fetched.workload > workloadMilliseconds) {
      this.#fetched.workload = Date.now();
      try {
        this.#workload = await this.#client.get(this.#path, {}, signal);
      } catch { /* the next time */ }
    }
  }
}
