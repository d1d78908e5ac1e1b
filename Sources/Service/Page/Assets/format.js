// Numbers and times as text. Times are local; those of a simulation that begins at 0 are its days and hours.

import {h} from "./dom.js";

const calendarBegins = 1e8;
const day = 86400;
const formats = new Map();

const date = (options) => {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", options));
  return formats.get(key);
};

const isKnown = (value) => typeof value === "number" && Number.isFinite(value);

/** About three digits, grouped; an en dash for what is not known. */
export function figure(value, digits) {
  if (!isKnown(value)) return "–";
  const size = Math.abs(value);
  const fraction = digits ?? (size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
  return value.toLocaleString("en", {maximumFractionDigits: fraction, minimumFractionDigits: digits ?? 0});
}

export function bytes(value) {
  if (!isKnown(value)) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(value, 1)) / 3)));
  return `${figure(value / 1000 ** power)} ${units[power]}`;
}

export function duration(seconds) {
  if (!isKnown(seconds)) return "–";
  const size = Math.max(0, seconds);
  if (size < 90) return `${Math.round(size)} s`;
  if (size < 90 * 60) return `${Math.round(size / 60)} min`;
  if (size < 2 * day) return `${figure(size / 3600, size < 36000 ? 1 : 0)} h`;
  return `${figure(size / day, size < 10 * day ? 1 : 0)} d`;
}

const isCalendar = (time) => time >= calendarBegins;
const pad = (value) => String(value).padStart(2, "0");

function elapsed(time, withSeconds) {
  const rest = ((time % day) + day) % day;
  const text = `${pad(Math.floor(rest / 3600))}:${pad(Math.floor((rest % 3600) / 60))}`;
  return withSeconds ? `${text}:${pad(Math.floor(rest % 60))}` : text;
}

export function clock(time, withSeconds = true) {
  if (!isCalendar(time)) return elapsed(time, withSeconds);
  const options = {hour: "2-digit", minute: "2-digit", hourCycle: "h23"};
  return date(withSeconds ? {...options, second: "2-digit"} : options).format(time * 1000);
}

export const dayName = (time) => isCalendar(time)
  ? date({weekday: "short", day: "numeric", month: "short"}).format(time * 1000)
  : `day ${Math.floor(time / day)}`;

const isSameDay = (a, b) => dayName(a) === dayName(b);

/** The clock, and the day where it is another than that of `reference`. */
export const moment = (time, reference) =>
  reference !== undefined && isSameDay(time, reference) ? clock(time) : `${dayName(time)}, ${clock(time)}`;

/** A time for eyes, with the exact one for machines and for the pointer that rests on it. */
export function timeElement(time, reference) {
  const iso = isCalendar(time) ? new Date(time * 1000).toISOString() : null;
  return h("time", {datetime: iso, title: iso ?? `${time} s`}, moment(time, reference));
}

const steps = [60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, day, 2 * day, 7 * day];

/** At most `count` round local times from `from` to `to`, each with its label. */
export function timeTicks(from, to, count) {
  const step = steps.find((step) => (to - from) / step <= count) ?? steps.at(-1);
  const offset = isCalendar(from) ? -new Date(from * 1000).getTimezoneOffset() * 60 : 0;
  const ticks = [];
  for (let time = Math.ceil((from + offset) / step) * step - offset; time <= to; time += step) {
    const isMidnight = (time + offset) % day === 0;
    ticks.push({
      time,
      label: step >= day || (isMidnight && to - from > day) ? dayName(time).replace(/ \w+$/, "") : clock(time, false)
    });
  }
  return ticks;
}

/** Metrics by the names that people give them. */
export const metricName = (name) => ({
  requestsPerSecond: "load",
  cpuPercent: "CPU",
  memoryPercent: "memory",
  latencyP95Milliseconds: "p95 latency",
  errorPercent: "errors",
  readyReplicas: "ready replicas",
  startingReplicas: "starting replicas",
})[name] ??
  name;

export const metricUnit = (name) => ({
  requestsPerSecond: "requests/s",
  cpuPercent: "%",
  memoryPercent: "%",
  latencyP95Milliseconds: "ms",
  errorPercent: "%",
})[name] ??
  "";

/** A clause of the service as a sentence. */
export const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/ [.!?] $ /.test(text) ? "" : "."}`;
