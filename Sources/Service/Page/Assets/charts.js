// The charts of a workload, over one time axis and with one cursor.

import {Chart} from "./chart.js";
import {Cursor} from "./cursor.js";
import {h} from "./dom.js";
import {metricName} from "./format.js";

export class Charts {
  constructor() {
    const cursor = new Cursor();
    const small = (title, unit, column, colour, least) => new Chart(
      {title, unit, height: 108, small: true, least, series: [{kind: "line", column, label: title, colour}]}, cursor);
    this.large = [
      new Chart({
        title: "Load and its forecast",
        unit: "requests/s",
        height: 205,
        least: 1,
        note: "The band: median to 96 % quantile of the largest load over the lead time, as known at each tick.",
        series: [
          {kind: "band", low: "q0.5", high: "q0.96", label: "forecast", colour: "c-blue"},
          {kind: "line", column: "requestsPerSecond", label: "load", colour: "c-ink"},
        ],
      },
        cursor),
      new Chart({
        title: "Replicas",
        unit: "replicas",
        height: 172,
        least: 4,
        whole: true,
        note: "Demand: the fewest that serve the load, at the capacity known now.",
        series: [
          {kind: "area", column: "demand", label: "demand", colour: "c-grey"},
          {kind: "step", column: "readyReplicas", label: "ready", colour: "c-blue"},
          {kind: "step", column: "replicas", label: "decided", colour: "c-orange dashed"},
        ],
      },
        cursor),
      new Chart({
        title: "Anomaly score",
        unit: "of the threshold",
        height: 152,
        least: 1.2,
        threshold: 1,
        labelled: true,
        note: "How strange the metrics are; shaded: incidents.",
        series: [{kind: "line", column: "anomalyScore", label: "score", colour: "c-violet"}],
      },
        cursor),
    ];
    this.small = [
      small("CPU", "%", "cpuPercent", "c-teal", 100),
      small("Latency, p95", "ms", "latencyP95Milliseconds", "c-rose", 10),
      small("Errors", "%", "errorPercent", "c-ochre", 1),
    ];
    this.element = h("div", {class: "charts"}, this.large.map((chart) => chart.element),
      h("div", {class: "small-charts"}, this.small.map((chart) => chart.element)));
  }

  show(history, capacity, incidents, forecast) {
    const newest = history.newest ?? Date.now() / 1000;
    const horizon = forecast?.horizonSeconds ?? 0;
    const from = newest - history.seconds;
    const to = newest + horizon;
    const spans = incidents.filter((incident) => incident.from <= to && (incident.to ?? to) >= from)
                    .map((incident) => ({
                      from: incident.from,
                      to: incident.to ?? newest,
                      label: incident.metric ? metricName(incident.metric) : incident.kind,
                    }))
                    .sort((a, b) => a.from - b.from);
    const data = {
      from,
      to,
      spans,
      step: history.step,
      timestamps: history.timestamps,
      columns: {...history.columns, demand: history.demand(capacity)},
    };
    const ahead = forecast && {from: newest, to, low: forecast["q0.5"], high: forecast["q0.96"], colour: "c-blue"};
    for (const chart of [...this.large, ...this.small]) chart.show(chart === this.large[0] ? {...data, ahead} : data);
  }
}
