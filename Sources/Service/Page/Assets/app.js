// The page: which workload is looked at, what happens to it, and the parts around it.

import {Client, EventFeed} from "./api.js";
import {fill, h, problem} from "./dom.js";
import {StatusLine} from "./status-line.js";
import {askForToken} from "./token.js";
import {themeButton} from "./theme-button.js";
import {WorkloadList} from "./workload-list.js";
import {WorkloadView} from "./workload-view.js";
import {ranges} from "./history.js";

const lookAgainMilliseconds = 5_000;
/** Longer lists are not fetched with every status. */
const longList = 500;
const longListMilliseconds = 120_000;
const main = document.getElementById("main");
const announcer = document.getElementById("announcer");
const client = new Client(askForToken);
const line = new StatusLine(client);
const list = new WorkloadList();
let view;
let isListing = false;
let listed = 0;
/** Whether there was no workload yet. */
let isWaiting = false;

const feed = new EventFeed(client, {
  state(state) {
    line.connection(state);
    // The past is fetched once events are listened to, so that nothing falls between; without events it is fetched, too.
    if (view && (state.kind === "live" ? view.isBehind : state.kind === "waiting" && !view.hasBegun)) view.load();
    if (view && state.kind === "waiting") view.isBehind = true;
  },
  event(name, data) {
    if (name === "status") {
      line.status(data);
      if (data.workloads < longList || Date.now() - listed > longListMilliseconds) refresh();
    } else if (!view) {
      refresh();
    } else if (view?.accepts(data.workload)) {
      if (name === "decision") {
        view.decided(data);
        list.decided(data);
      } else if (name === "anomaly" && view.incident(data)) {
        announcer.textContent = `New incident on ${data.workload}: ${data.sentence}`;
      }
    }
  },
});

/** The address names what is looked at, so that it can be passed on: `#workload=web&range=6h`. */
function address() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  return {
    name: parameters.get("workload"),
    range: ranges.find(({key}) => key === parameters.get("range")) ?? ranges[0]
  };
}

function go(name, range, replaces = false) {
  const hash = `#${new URLSearchParams({workload: name, range: range.key})}`;
  if (replaces) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  show();
}

function show() {
  const {name, range} = address();
  if (!name) return;
  list.choose(name, range.key);
  if (view?.name === name) {
    view.range(range);
    return;
  }
  view?.close();
  view = new WorkloadView(
    client, name, range, {chooseRange: (range) => go(name, range, true)});
  fill(main, view.element);
  feed.open(`api/v1/events?${new URLSearchParams({workload: name})}`);
}

function forgetToken() {
  client.token = null;
  location.reload();
}

/** Fetches the list; the first time it also chooses a workload where the address names none. */
async function refresh() {
  if (isListing) return;
  isListing = true;
  try {
    const {workloads} = await client.get("api/v1/workloads");
    list.show(workloads);
    listed = Date.now();
    const {name, range} = address();
    if (workloads.length && !name)
      go(workloads[0].name, range, true);
    else if (!workloads.length && !name)
      empty();
    else if (!view)
      show();
  } catch (error) {
    if (!view) {
      line.connection({kind: "lost", reason: error.message});
      const isForbidden = error.status === 403;
      fill(main, h("h1", {}, isForbidden ? "This token may not look" : "Tidegate does not answer as it should"),
        isForbidden ? problem(error.message, forgetToken, "Use another token") : problem(error.message, refresh));
      if (!isForbidden) setTimeout(refresh, lookAgainMilliseconds);
    }
  }
  isListing = false;
}

function empty() {
  const example = `curl -X POST ${new URL("api/v1/workloads/web/observations", location.href)} \\
  -H 'Content-Type: application/json' \\
  -d '{"timestamp": ${
    Math.floor(Date.now() / 1000)}, "requestsPerSecond": 812.5, "cpuPercent": 61, "readyReplicas": 8}'`;
  fill(main,
    h("section", {class: "empty"}, h("h1", {}, "No workloads yet"),
      h("p", {},
        "Name one in the configuration file with the source of its metrics, or send an observation: "
          + "the first one makes the workload."),
      h("pre", {tabindex: 0}, example), h("p", {class: "note"}, "It appears here by itself.")));
  if (!isWaiting) feed.open("api/v1/events");
  isWaiting = true;
}

addEventListener("hashchange", show);
addEventListener("popstate", show);
list.onchoose = (name) => go(name, address().range);
document.getElementById("theme").replaceWith(themeButton());
line.load();
fill(main, h("p", {class: "loading", role: "status"}, "Loading …"));
refresh();
