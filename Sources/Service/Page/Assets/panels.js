// What is known of a workload now, each as one small block.

import {facts, h, unseen} from "./dom.js";
import {duration, figure, metricName, sentence, timeElement} from "./format.js";

const figureItem = (name, value, unit, note, state) => h("div", {class: state}, h("dt", {}, name),
  h("dd", {}, h("strong", {}, value, unit && h("small", {}, ` ${unit}`)), h("span", {}, note)));

/** The numbers that an operator looks at first. */
export function figures(workload, decision, observation) {
  const load = observation?.requestsPerSecond;
  const ready = observation?.readyReplicas;
  const starting = observation?.startingReplicas;
  const capacity = decision?.replicaCapacity ?? workload.replicaCapacity;
  const score = decision?.anomalyScore;
  const change = ready === undefined || ready === null || !decision ? null : decision.replicas - ready;
  const forecast = decision?.forecast;
  return h(
    "dl",
    {class: "figures"},
    figureItem("Load", figure(load), "requests/s",
      capacity && typeof load === "number" ? `${figure(load / capacity)} replicas’ worth` : "capacity not known yet"),
    figureItem(forecast ? `Forecast, next ${duration(forecast.horizonSeconds)}` : "Forecast",
      forecast ? figure(forecast["q0.96"]) : "–", forecast && "requests/s",
      forecast ? `96 %; median ${figure(forecast["q0.5"])}` : "too little history"),
    figureItem("Decided", figure(decision?.replicas), "replicas",
      change === null ? "ready ones not known"
                      : `${ready} ready${starting ? `, ${starting} starting` : ""}${
                          change ? `; ${Math.abs(change)} ${change > 0 ? "more" : "fewer"}` : ""}`),
    figureItem("Anomaly score", figure(score, 2), null,
      score === null || score === undefined ? "not scored yet" : "1 is the threshold", score >= 1 ? "strange" : null),
    figureItem("Decision took", decision ? figure(decision.latencyMicroseconds) : "–", "µs",
      decision ? `rung: ${decision.rung}` : ""),
  );
}

/** The newest decision and all that bore on it. */
export function decisionPanel(decision, reference) {
  if (!decision) return h("p", {class: "empty"}, "No decision yet. The first one comes with the first observation.");
  return [
    h("p", {class: "verdict"}, h("strong", {}, `${decision.replicas} replica${decision.replicas === 1 ? "" : "s"}`),
      " at ", timeElement(decision.timestamp, reference)),
    h("p", {class: "reason"}, sentence(decision.reason)),
    facts(
      ["Policy", h("code", {}, decision.policy)],
      ["Rung", rung(decision.rung)],
      ["Guardrail", decision.guardrail ? h("span", {class: "warn"}, decision.guardrail) : "none needed"],
      decision.degraded && ["Degraded", h("span", {class: "warn"}, decision.degraded)],
      decision.id && ["Decision", `№ ${decision.id}`],
      ),
  ];
}

const rungs = {
  full: "full: forecast and detector",
  trees: "trees: forecast alone",
  ewma: "ewma: a moving average",
  "last value": "last value: no time for more"
};
export const rung = (name) => (name === "full" ? rungs.full : h("span", {class: "warn"}, rungs[name] ?? name));

/** A share of the HPA's as a bar, with a mark where the HPA is. */
function evidence(name, share) {
  if (share === null || share === undefined)
    return h("li", {}, h("span", {}, name), h("span", {class: "note"}, "not known yet"));
  const bar = h("span", {class: share <= 1 ? "bar" : "bar over"});
  bar.style.width = `${Math.min(100, share * 66.7)}%`;
  return h("li", {}, h("span", {}, name), h("span", {class: "track", "aria-hidden": "true"}, bar),
    h("b", {}, `${figure(share, 2)} ×`));
}

export function promotionPanel(promotion, policy) {
  if (!promotion)
    return h("p", {class: "note"},
      policy ? `${policy} acts; it needs no promotion.` : "Nothing to say before the first decision.");
  const isPromoted = promotion.state === "promoted";
  return [
    h("p", {class: "verdict"}, h("strong", {}, isPromoted ? "Promoted" : "In shadow"),
      isPromoted ? ": the learned policy acts."
                 : ": the HPA acts until the learned policy has shown that it does better."),
    h("ul", {class: "evidence"}, evidence("Cost", promotion.costOverHPA),
      evidence("Unserved", promotion.unservedOverHPA)),
    h("p", {class: "note"},
      `Times the HPA’s (the mark), from ${figure(promotion.hours)} hours of this workload’s shadows.`),
  ];
}

/** The quantiles of the largest load over the lead time, and how many replicas each asks for. */
export function forecastPanel(forecast, capacity, load) {
  const levels = Object.entries(forecast?.quantiles ?? {}).filter(([, value]) => value !== null);
  if (!levels.length)
    return h("p", {class: "note"}, forecast?.degraded ? `No forecast: ${forecast.degraded}.` : "No forecast yet.");
  const top = Math.max(load ?? 0, ...levels.map(([, value]) => value));
  const row = (name, value, kind) => {
    const bar = h("span", {class: `bar ${kind}`});
    bar.style.width = `${(100 * value) / top}%`;
    return h("tr", {}, h("th", {scope: "row"}, name), h("td", {class: "fill", "aria-hidden": "true"}, bar),
      h("td", {class: "n"}, figure(value)), h("td", {class: "n"}, capacity ? figure(value / capacity, 1) : "–"));
  };
  return h("table", {class: "quantiles"},
    h("caption", {}, `Largest load over the next ${duration(forecast.horizonSeconds)}`),
    h("thead", {},
      h("tr", {}, h("th", {scope: "col"}, "Quantile"), h("td", {}), h("th", {scope: "col", class: "n"}, "requests/s"),
        h("th", {scope: "col", class: "n"}, "replicas"))),
    h("tbody", {}, load !== null && load !== undefined && row("now", load, "now"),
      levels.map(([name, value]) => row(`${figure(Number(name.slice(1)) * 100)} %`, value, ""))));
}

export function modelPanel(workload, decision) {
  const {model, configuration} = workload;
  const error = decision?.replicaCapacityError;
  const capacity = decision?.replicaCapacity ?? workload.replicaCapacity;
  const startup = decision?.startupSeconds ?? configuration.startupSeconds;
  const hash = (text) => (text ? h("code", {}, text) : "none yet");
  return facts(
    ["Forecaster", hash(model?.forecaster)],
    [
      "Learned",
      typeof model?.ageSeconds === "number" ? `${duration(model.ageSeconds)} ago`
        : model?.forecaster ? "before this start"
                            : "not yet"
    ],
    ["History", typeof model?.historyHours === "number" ? duration(model.historyHours * 3600) : null],
    ["Detector", hash(model?.detector)],
    [
      "Replica serves",
      capacity ? `${figure(capacity)} requests/s${
                   configuration.replicaCapacity ? ""
                     : error                     ? `, ± ${figure(error * 100)} %`
                                                 : ", estimated"}`
               : "being estimated"
    ],
    [
      "Replica starts in",
      startup ? `${duration(startup)}${configuration.startupSeconds ? "" : ", estimated"}` : "being estimated"
    ],
    ["Limits", `${figure(configuration.minReplicas)} to ${figure(configuration.maxReplicas)} replicas`],
    ["Tick", `${duration(configuration.tickSeconds)}, metrics ${duration(configuration.metricLagSeconds)} old`],
  );
}

/** A metric's share of an incident's score, as short bars. */
export const contributions = (list) =>
  h("ul", {class: "contributions", "aria-label": "Metrics with a part in it"}, list.map(({metric, share}) => {
    const bar = h("span", {class: "bar"});
    bar.style.width = `${Math.max(2, share * 100)}%`;
    return h("li", {}, h("span", {title: metric}, metricName(metric)),
      h("span", {class: "track", "aria-hidden": "true"}, bar), h("b", {}, `${figure(share * 100, 0)} %`));
  }));

/** The strip that stands above everything while an incident lasts. */
export const alarm = (incident, newest) => incident &&
  h("section", {class: "alarm", "aria-labelledby": "alarm-title"}, h("h2", {id: "alarm-title"}, "Incident"),
    h("p", {}, incident.sentence),
    h("p", {class: "note"},
      `${kindName(incident.kind)}, for ${duration((newest ?? incident.from) - incident.from)}, peak score ${
        figure(incident.peakScore, 2)}`));

export const kindName = (kind) => ({flatLine: "flat line"})[kind] ?? kind;

export const workloadTags = (workload) => {
  const tag = (name, value) => h("li", {}, unseen(`${name}: `), value);
  const isShadow = workload.actuator === "log";
  return h("ul", {class: "tags"}, tag("state", workload.state),
    workload.configuration.mode && tag("mode", workload.configuration.mode),
    h("li", {}, `from ${workload.source}`),
    h("li", {}, isShadow ? "to the log only (shadow)" : `to ${workload.actuator}`));
};
