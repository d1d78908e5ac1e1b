// One chart over time, drawn as SVG at the size that it has. Its legend shows the values at the cursor, or the newest.

import {fill, h, s, unseen} from "./dom.js";
import {figure, moment, timeElement, timeTicks} from "./format.js";

const margin = {
  top: 6,
  right: 10,
  bottom: 22,
  left: 42
};
const mostTableRows = 60;
const narrowest = 120;

/** Round numbers from 0 that reach `top`. */
function valueTicks(top, count, isWhole) {
  const rough = top / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough && (!isWhole || step % 1 === 0)) ??
    1;
  return Array.from({length: Math.ceil(top / step - 1e-9) + 1}, (_, index) => index * step);
}

export class Chart {
  #data;
  #plot;
  #svg;
  #legend;
  #when;
  #summary;
  #table;
  #scale;
  #mark;
  #index = null;

  /**
   * @param options title, note, unit; series, an array of {kind: line|step|area|band, column (or low and high), label,
   *   colour}; height; least (what the axis reaches at least); threshold; whole (numbers); small.
   */
  constructor(options, cursor) {
    this.options = options;
    this.cursor = cursor;
    this.#legend = h("ul", {class: "legend"});
    this.#when = h("span", {class: "when"});
    this.#summary = h("p", {class: "unseen"});
    this.#svg = s("svg", {"aria-hidden": "true"});
    this.#plot = h("div", {
      class: "plot",
      onpointermove: (event) => this.#point(event),
      onpointerdown: (event) => this.#point(event),
      onpointerleave: () => cursor.move(null),
    },
      this.#svg);
    if (!options.small) {
      for (const [name, value] of Object.entries(
             {tabindex: 0, role: "slider", "aria-label": `${options.title}: point in time`})) {
        this.#plot.setAttribute(name, value);
      }
      this.#plot.addEventListener("keydown", (event) => this.#step(event));
      this.#plot.addEventListener("blur", () => cursor.move(null));
    }
    this.#plot.style.height = `${options.height}px`;
    this.#table = h("div", {
      class: "scroll as-table",
      tabindex: 0,
      role: "region",
      "aria-label": `${options.title} as a table`,
      hidden: true
    });
    const button = h("button", {
      type: "button",
      class: "plain",
      "aria-expanded": "false",
      onclick: () => {
        this.#table.hidden = !this.#table.hidden;
        button.setAttribute("aria-expanded", String(!this.#table.hidden));
        this.#tabulate();
      },
    },
      "Table", unseen(` of ${options.title}`));
    this.element = h("figure", {class: options.small ? "chart small" : "chart"},
      h("figcaption", {}, h("h3", {}, options.title, h("span", {class: "unit"}, options.unit)), this.#legend,
        this.#when, button, options.note && h("p", {}, options.note)),
      this.#summary, this.#plot, this.#table);
    cursor.watch((time) => this.#follow(time));
    new ResizeObserver(() => this.#draw()).observe(this.#plot);
  }

  /** @param data from, to, timestamps, columns, step (seconds between two points), spans [{from, to, label}], ahead. */
  show(data) {
    this.#data = data;
    this.#draw();
    this.#tabulate();
  }

  // MARK: Drawing

  #draw() {
    const {clientWidth: width, clientHeight: height} = this.#plot;
    if (!this.#data || width < narrowest) return;
    const {from, to, spans = [], ahead} = this.#data;
    const {least = 1, threshold, whole, series, small} = this.options;
    let top = Math.max(least, ahead?.high ?? 0);
    for (const item of series)
      for (const value of this.#values(item))
        if (value > top) top = value;
    const ticks = valueTicks(top, small ? 2 : 4, whole);
    top = ticks.at(-1);
    const x = (time) => margin.left + ((time - from) / (to - from)) * (width - margin.left - margin.right);
    const y = (value) => height - margin.bottom - (value / top) * (height - margin.top - margin.bottom);
    this.#scale = {x, y, width, height, from, to};

    const nodes = [];
    for (const tick of ticks) {
      nodes.push(
        s("path", {class: tick === 0 ? "base" : "grid", d: `M${margin.left} ${y(tick)}H${width - margin.right}`}));
      nodes.push(s("text", {class: "y", x: margin.left - 7, y: y(tick) + 4}, figure(tick)));
    }
    let free = 0;
    for (const {time, label} of timeTicks(from, to, Math.max(2, (width - margin.left) / 72))) {
      const half = label.length * 3.4;
      const at = Math.max(margin.left + half - 8, Math.min(width - half, x(time)));
      if (at - half < free) continue;
      free = at + half + 8;
      nodes.push(s("path", {class: "base", d: `M${x(time)} ${height - margin.bottom}v4`}),
        s("text", {class: "x", x: at, y: height - 5}, label));
    }
    nodes.push(...this.#spans(spans));
    for (const item of series) nodes.push(s("path", {class: `${item.kind} ${item.colour}`, d: this.#path(item)}));
    if (ahead) {
      nodes.push(s("path", {
        class: `band ahead ${ahead.colour}`,
        d: `M${x(ahead.from)} ${y(ahead.low)}H${x(ahead.to)}V${y(ahead.high)}H${x(ahead.from)}Z`
      }));
    }
    if (threshold) {
      nodes.push(s("path", {class: "threshold", d: `M${margin.left} ${y(threshold)}H${width - margin.right}`}),
        s("text", {class: "threshold", x: margin.left + 6, y: y(threshold) - 5}, "threshold"));
    }
    this.#mark = s("g", {class: "mark"});
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    fill(this.#svg, nodes, this.#mark);
    this.#summary.textContent = this.#describe();
    this.#follow(this.cursor.time);
  }

  #spans(spans) {
    const {x, y, from, to, width} = this.#scale;
    let free = 0;
    return spans.map((span) => {
      const left = Math.max(x(from), x(span.from));
      const right = Math.max(left + 2, Math.min(x(to), x(span.to)));
      if (span.to < from || span.from > to) return null;
      const length = span.label.length * 6.5;
      const start = Math.min(left + 3, width - margin.right - length);
      const label = this.options.labelled && start > free ? span.label : null;
      if (label) free = start + length + 8;
      return [
        s("path", {class: "span", d: `M${left} ${margin.top}H${right}V${y(0)}H${left}Z`}, s("title", {}, span.label)),
        label && s("text", {class: "span-label", x: start, y: margin.top + 9}, label),
      ];
    });
  }

  /** One value per point; of a band its upper end. */
  #values(item) { return this.#data.columns[item.column ?? item.high] ?? []; }

  /** Ranges of indices without a gap. */
  #runs(isThere) {
    const {timestamps, step} = this.#data;
    const runs = [];
    let start = null;
    for (let index = 0; index <= timestamps.length; index += 1) {
      const goes = index < timestamps.length && isThere(index);
      const isGap = start !== null && index < timestamps.length && timestamps[index] - timestamps[index - 1] > 3 * step;
      if (start !== null && (!goes || isGap)) {
        runs.push([start, index]);
        start = null;
      }
      if (goes && start === null) start = index;
    }
    return runs;
  }

  #path(item) {
    const {timestamps, columns, step} = this.#data;
    const {x, y} = this.#scale;
    const at = (index, values) => `${x(timestamps[index]).toFixed(1)} ${y(values[index]).toFixed(1)}`;
    const isKnown = (values) => (index) => values[index] !== null && values[index] !== undefined;
    const indices = ([start, end]) => Array.from({length: end - start}, (_, offset) => start + offset);
    if (item.kind === "band") {
      const [low, high] = [columns[item.low] ?? [], columns[item.high] ?? []];
      return this.#runs(isKnown(high))
        .map((run) => {
          const forth = indices(run).map((index) => at(index, high));
          return `M${forth.join("L")}L${indices(run).reverse().map((index) => at(index, low)).join("L")}Z`;
        })
        .join("");
    }
    const values = columns[item.column] ?? [];
    return this.#runs(isKnown(values))
      .map((run) => {
        const points = item.kind === "line"
          ? `M${indices(run).map((index) => at(index, values)).join("L")}`
          : indices(run)
              .map((index, order) => order ? `H${x(timestamps[index]).toFixed(1)}V${y(values[index]).toFixed(1)}`
                                           : `M${at(index, values)}`)
              .join("");
        const end = `${points}${run[1] - run[0] === 1 ? `h${Math.max(1, x(step) - x(0))}` : ""}`;
        return item.kind === "area" ? `${end}V${y(0)}H${x(timestamps[run[0]]).toFixed(1)}Z` : end;
      })
      .join("");
  }

  // MARK: The cursor

  #point(event) {
    const {from, to, width} = this.#scale ?? {};
    if (!width || !this.#data.timestamps.length) return;
    const share =
      (event.clientX - this.#plot.getBoundingClientRect().left - margin.left) / (width - margin.left - margin.right);
    this.cursor.move(this.#data.timestamps[this.#nearest(from + share * (to - from))]);
  }

  #step(event) {
    const last = (this.#data?.timestamps.length ?? 0) - 1;
    const page = Math.max(1, Math.round(last / 10));
    const by = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -page,
      PageUp: page,
      Home: -Infinity,
      End: Infinity
    }[event.key];
    if (event.key === "Escape") this.cursor.move(null);
    if (by === undefined || last < 0) return;
    event.preventDefault();
    this.cursor.move(this.#data.timestamps[Math.min(last, Math.max(0, (this.#index ?? last) + by))]);
  }

  #nearest(time) {
    const {timestamps} = this.#data;
    let low = 0;
    let high = timestamps.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (timestamps[middle] <= time) low = middle;
      else high = middle;
    }
    return time - timestamps[low] < timestamps[high] - time ? low : high;
  }

  #follow(time) {
    if (!this.#scale || !this.#mark) return;
    const {timestamps, to} = this.#data;
    const last = timestamps.length - 1;
    this.#index = time === null || last < 0 ? null : this.#nearest(time);
    const index = this.#index ?? last;
    fill(this.#legend,
      this.options.series.map(
        (item) => h("li", {},
          !this.options.small &&
            s("svg", {viewBox: "0 0 18 10", class: "swatch", "aria-hidden": "true"}, this.#swatch(item)),
          !this.options.small && `${item.label} `, h("b", {}, this.#text(item, index)))));
    const {x, y, height} = this.#scale;
    if (this.#index === null) {
      fill(this.#mark);
      fill(this.#when);
    } else {
      fill(this.#when, timeElement(timestamps[index], to));
      const left = x(timestamps[index]);
      fill(this.#mark, s("path", {d: `M${left} ${margin.top}V${height - margin.bottom}`}),
        this.options.series.map((item) => {
          const value = item.kind === "band" ? null : this.#values(item)[index];
          return value !== null && value !== undefined &&
            s("circle", {class: item.colour, cx: left, cy: y(value), r: 3});
        }));
    }
    if (this.options.small || last < 0) return;
    const values = this.options.series.map((item) => `${item.label} ${this.#text(item, index)}`).join(", ");
    const state = {
      "aria-valuemin": 0,
      "aria-valuemax": last,
      "aria-valuenow": index,
      "aria-valuetext": `${moment(timestamps[index], to)}: ${values}`
    };
    for (const [name, value] of Object.entries(state)) this.#plot.setAttribute(name, value);
  }

  #swatch(item) {
    if (item.kind === "band" || item.kind === "area")
      return s("rect", {class: `${item.kind} ${item.colour}`, width: 18, height: 10, rx: 1.5});
    return s("path", {class: `${item.kind} ${item.colour}`, d: "M0 5H18"});
  }

  #text(item, index) {
    const {columns} = this.#data;
    if (item.kind !== "band") return figure(this.#values(item)[index]);
    const [low, high] = [columns[item.low]?.[index], columns[item.high]?.[index]];
    return high === null || high === undefined ? "–" : `${figure(low)} to ${figure(high)}`;
  }

  // MARK: In words and as a table

  #describe() {
    const {timestamps, from, to, spans = []} = this.#data;
    if (!timestamps.length) return `${this.options.title}: nothing is kept of this range.`;
    const parts = this.options.series.map((item) => {
      const values = this.#values(item).filter((value) => value !== null && value !== undefined);
      if (!values.length) return `${item.label} not known`;
      const [least, most] =
        values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
      return `${item.label} between ${figure(least)} and ${figure(most)}`;
    });
    const incidents = spans.length ? ` ${spans.length} incident${spans.length > 1 ? "s" : ""} in this range.` : "";
    return `${this.options.title} in ${this.options.unit}, ${moment(from, to)} to ${moment(to)}: ${parts.join("; ")}.${
      incidents}`;
  }

  #tabulate() {
    if (this.#table.hidden || !this.#data) return;
    const {timestamps, to} = this.#data;
    const stride = Math.max(1, Math.ceil(timestamps.length / mostTableRows));
    const rows = [];
    for (let index = timestamps.length - 1; index >= 0; index -= stride) {
      rows.push(h("tr", {}, h("th", {scope: "row"}, timeElement(timestamps[index], to)),
        this.options.series.map((item) => h("td", {class: "n"}, this.#text(item, index)))));
    }
    const caption =
      stride > 1 ? `Every ${stride}th of ${timestamps.length} points, newest first` : "Every point, newest first";
    fill(this.#table,
      h("table", {}, h("caption", {}, `${this.options.title}, ${this.options.unit}. ${caption}.`),
        h("thead", {},
          h("tr", {}, h("th", {scope: "col"}, "Time"),
            this.options.series.map((item) => h("th", {scope: "col", class: "n"}, item.label)))),
        h("tbody", {}, rows)));
  }
}
