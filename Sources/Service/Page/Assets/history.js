// A workload's past as columns: fetched thinned, and carried on with each decision.

const points = 600;
const metrics =
  ["requestsPerSecond", "cpuPercent", "memoryPercent", "latencyP95Milliseconds", "errorPercent", "readyReplicas"];
const names = [...metrics, "replicas", "q0.5", "q0.96", "anomalyScore"];

export const ranges = [
  {key: "1h", label: "1 h", seconds: 3600},
  {key: "6h", label: "6 h", seconds: 6 * 3600},
  {key: "24h", label: "24 h", seconds: 86400},
  {key: "7d", label: "7 d", seconds: 7 * 86400},
];

export class History {
  timestamps = [];
  columns = Object.fromEntries(names.map((name) => [name, []]));
  /** Points that came one by one since the columns were fetched. */
  added = 0;

  constructor(seconds, tickSeconds) {
    this.seconds = seconds;
    this.tickSeconds = tickSeconds;
  }

  /** @param newest The time of the newest decision, which a simulation's clock goes by. */
  async load(client, path, newest, signal) {
    const answer = await client.get(`${path}/history`, {from: newest - this.seconds, to: newest, points}, signal);
    this.timestamps = answer.timestamps;
    for (const name of names) this.columns[name] = answer[name] ?? answer.timestamps.map(() => null);
    this.added = 0;
  }

  /** Whether so many single ticks stand behind the thinned points that they are better fetched anew. */
  get isUneven() {
    return this.added * this.tickSeconds > Math.max(this.seconds / 40, 600) && this.step > this.tickSeconds;
  }

  /** Seconds between two points. */
  get step() { return Math.max(this.tickSeconds, this.seconds / points); }

  get newest() { return this.timestamps.at(-1); }

  append(decision) {
    // Columns are rounded, so the same tick may come a moment later.
    if (decision.timestamp < (this.newest ?? -Infinity) + this.tickSeconds / 2) return;
    this.timestamps.push(decision.timestamp);
    for (const name of metrics) this.columns[name].push(decision.observation?.[name] ?? null);
    this.columns.replicas.push(decision.replicas);
    this.columns["q0.5"].push(decision.forecast?.["q0.5"] ?? null);
    this.columns["q0.96"].push(decision.forecast?.["q0.96"] ?? null);
    this.columns.anomalyScore.push(decision.anomalyScore ?? null);
    this.added += 1;
    const old = this.timestamps.findIndex((time) => time >= decision.timestamp - this.seconds);
    this.timestamps.splice(0, old);
    for (const name of names) this.columns[name].splice(0, old);
  }

  /** The fewest replicas that serve each point's load. */
  demand(capacity) {
    return this.columns.requestsPerSecond.map(
      (load) => (load === null || !capacity ? null : Math.max(1, Math.ceil(load / capacity))));
  }
}
