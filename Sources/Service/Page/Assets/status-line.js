// The line at the foot: how the page is connected, and how the service is.

import {fill, h} from "./dom.js";
import {bytes, duration, figure} from "./format.js";

export class StatusLine {
  #client;
  #connection = document.getElementById("connection");
  #line = document.getElementById("status");
  #state = {kind: "connecting"};

  constructor(client) {
    this.#client = client;
    setInterval(() => {
      if (this.#state.kind === "waiting") this.#showConnection();
    }, 1000);
    this.#showConnection();
  }

  async load() {
    try {
      this.status(await this.#client.get("api/v1/status"));
    } catch { /* events bring it, too */ }
  }

  connection(state) {
    this.#state = state;
    this.#showConnection();
  }

  status(status) {
    const {version, commit, profile, uptimeSeconds, ready, storage} = status;
    fill(this.#line, h("span", {}, ready ? "ready" : h("span", {class: "warn"}, "not ready yet")),
      storage &&
        h("span", {},
          `storage ${bytes(storage.bytes)}, ${figure(storage.ticks, 0)} ticks, ${
            figure(storage.decisions, 0)} decisions`),
      h("span", {}, `up ${duration(uptimeSeconds)}`),
      h("span", {}, `tidegate ${version}${commit ? ` (${commit})` : ""}, ${profile}`),
      h("a", {href: "openapi.json"}, "OpenAPI"),
      this.#client.token &&
        h("button", {
          type: "button",
          class: "plain",
          onclick: () => {
            this.#client.token = null;
            location.reload();
          }
        },
          "Forget token"));
  }

  #showConnection() {
    const {kind, until, reason} = this.#state;
    const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    const text =
      {connecting: "Connecting …", live: "Live", lost: "Not connected"}[kind] ?? `Reconnecting in ${seconds} s`;
    this.#connection.className = `connection ${kind}`;
    this.#connection.title = reason ?? "";
    fill(this.#connection, text);
  }
}
