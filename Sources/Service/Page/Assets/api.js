// The REST API and its stream of events, with the token that they may ask for.

import {sentence as asSentence} from "./format.js";

const tokenKey = "tidegate.token";
const silenceMilliseconds = 45_000;
const longestWait = 30;

/** An answer that is no success: its HTTP status and one sentence. */
export class Refusal extends Error {
  constructor(status, sentence, retryAfter) {
    super(asSentence(sentence));
    this.status = status;
    this.retryAfter = retryAfter;
  }

  static async of(response) {
    let sentence = `the service answered ${response.status}`;
    try {
      sentence = (await response.json()).error ?? sentence;
    } catch { /* a proxy's page, not ours */ }
    const seconds = Number(response.headers.get("Retry-After"));
    return new Refusal(response.status, sentence, seconds > 0 ? seconds : undefined);
  }
}

const pause = (seconds, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, seconds * 1000);
  signal?.addEventListener("abort", () => {
    clearTimeout(timer);
    reject(signal.reason);
  }, {once: true});
});

export class Client {
  #asking;

  /** @param ask Gives a token that a person typed; told whether one was refused before. */
  constructor(ask) { this.ask = ask; }

  get token() {
    try {
      return sessionStorage.getItem(tokenKey);
    } catch { return this.kept ?? null; }
  }

  set token(value) {
    this.kept = value;
    try {
      if (value) sessionStorage.setItem(tokenKey, value);
      else sessionStorage.removeItem(tokenKey);
    } catch { /* it is kept in memory */ }
  }

  /** The answer of one request, whatever it is; asks for a token as often as it takes. */
  async fetch(path, options = {}) {
    for (;;) {
      const token = this.token;
      const headers = {...options.headers, ...(token && {Authorization: `Bearer ${token}`})};
      let response;
      try {
        response = await fetch(path, {cache: "no-store", credentials: "same-origin", ...options, headers});
      } catch (error) {
        if (options.signal?.aborted) throw error;
        throw new Refusal(0, "The service cannot be reached.");
      }
      if (response.status !== 401) return response;
      if (token === this.token) {
        this.#asking ??= this.ask(Boolean(token)).finally(() => {
          this.#asking = undefined;
        });
        this.token = await this.#asking;
      }
    }
  }

  /** The JSON of one request; waits and tries twice more where the service asks to come back later. */
  async json(path, options = {}) {
    for (let attempt = 0;; attempt += 1) {
      const response = await this.fetch(path, options);
      if (response.ok) return response.json();
      const refusal = await Refusal.of(response);
      if (!refusal.retryAfter || refusal.retryAfter > 10 || attempt === 2) throw refusal;
      await pause(refusal.retryAfter, options.signal);
    }
  }

  get(path, parameters = {}, signal) {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined));
    return this.json(query.size ? `${path}?${query}` : path, {signal});
  }

  post(path, body, signal) {
    return this.json(path, {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify(body),
      signal,
    });
  }
}

/** Server-sent events, read with fetch since an EventSource cannot carry a token; it comes back by itself. */
export class EventFeed {
  #client;
  #stop = new AbortController();
  #wake = () => {};

  /**
   * @param handlers `event(name, data)`, and `state({kind, until, reason})` with kind connecting, live or waiting.
   */
  constructor(client, handlers) {
    this.#client = client;
    this.handlers = handlers;
    addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#wake();
    });
  }

  /** Leaves the stream that there is, and opens another one. */
  open(path) {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#run(path, this.#stop.signal);
  }

  async #run(path, signal) {
    let failures = 0;
    while (!signal.aborted) {
      let reason = "the stream ended";
      let least = 0;
      try {
        this.handlers.state({kind: "connecting"});
        await this.#read(path, signal, () => {
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) return;
        reason = error instanceof Refusal ? error.message : "the connection was lost";
        least = error.retryAfter ?? 0;
      }
      if (signal.aborted) return;
      const seconds = Math.max(least, Math.min(longestWait, 2 ** failures) * (0.75 + Math.random() / 2));
      failures += 1;
      this.handlers.state({kind: "waiting", until: Date.now() + seconds * 1000, reason});
      await Promise.race([
        pause(seconds, signal).catch(() => {}), new Promise((resolve) => {
          this.#wake = resolve;
        })
      ]);
    }
  }

  async #read(path, signal, connected) {
    const own = new AbortController();
    const stop = () => own.abort();
    signal.addEventListener("abort", stop);
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(stop, silenceMilliseconds);
    };
    try {
      alive();
      const response = await this.#client.fetch(path, {headers: {Accept: "text/event-stream"}, signal: own.signal});
      if (!response.ok) throw await Refusal.of(response);
      this.handlers.state({kind: "live"});
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const {done, value} = await reader.read();
        if (done) return;
        connected();
        alive();
        const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.#tell(block);
      }
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", stop);
    }
  }

  #tell(block) {
    let name = "message";
    const data = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("event:"))
        name = line.slice(6).trim();
      else if (line.startsWith("data:"))
        data.push(line.slice(5).replace(/^ /, ""));
    }
    if (data.length) this.handlers.event(name, JSON.parse(data.join("\n")));
  }
}
