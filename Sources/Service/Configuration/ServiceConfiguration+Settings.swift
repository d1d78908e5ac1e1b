import Logging

extension ServiceConfiguration {
  /// A section of the file and the scalar settings in it.
  struct Section {
    /// As the file says it; empty at the top.
    let name: String
    let settings: [Setting<ServiceConfiguration>]
  }

  /// The scalar settings; each can be given by an environment variable too.
  static var sections: [Section] {
    [
      Section(
        name: "",
        settings: [
          .choice("profile", \.profile, "A set of defaults for a purpose"),
          .text("host", \.host, values: "an address or a name", example: "0.0.0.0", "What all doors listen on"),
          .path(
            "models", values: "a folder", example: "models", get: { $0.models }, set: { $0.models = $1 },
            "Trained models in place of those inside the binary"),
        ]),
      Section(name: "ports", settings: DoorPorts.settings.map { $0.lifted(\.ports) }),
      Section(
        name: "tls",
        settings: [
          .path(
            "certificate", values: "a PEM file", example: "tls/chain.pem", get: { $0.tls?.certificate },
            set: { $0.tls = TLSFiles(certificate: $1, key: $0.tls?.key ?? "") },
            "The certificate chain of the main and the AI door, the server's own first"),
          .path(
            "key", values: "a PEM file", example: "tls/key.pem", get: { $0.tls?.key },
            set: { $0.tls = TLSFiles(certificate: $0.tls?.certificate ?? "", key: $1) },
            "The certificate's private key"),
        ]),
      Section(name: "storage", settings: StorageSettings.settings.map { $0.lifted(\.storage) }),
      Section(name: "limits", settings: ServiceLimits.settings.map { $0.lifted(\.limits) }),
      Section(
        name: "shutdown",
        settings: [
          .duration(
            "graceSeconds", \.graceSeconds, 1...3_600, "From the wish to stop until the process must have ended")
        ]),
      Section(
        name: "log",
        settings: [
          .choice("level", \.log.level, "The least serious messages that are written"),
          .choice("format", \.log.format, "A JSON object a line, or text"),
        ]),
      Section(name: "defaults", settings: WorkloadSettings.scalars.map { $0.lifted(\.defaults) }),
    ]
  }
}

extension DoorPorts {
  static var settings: [Setting<DoorPorts>] {
    [
      .integer("main", \.main, 0...65_535, "The page and the REST API; 0 lets the system choose"),
      .integer("metrics", \.metrics, 0...65_535, "`/metrics` and `/health`"),
      .integer("inference", \.inference, 0...65_535, "The AI API"),
    ]
  }
}

extension StorageSettings {
  static var settings: [Setting<StorageSettings>] {
    [
      .path(
        "path", values: "a file", example: "tidegate.sqlite", get: { $0.path }, set: { $0.path = $1 },
        "The SQLite file; it is created where there is none"),
      .duration(
        "tickDays", \.tickDays, 0.05...3_650, in: .days, "Ticks with their decisions are kept one by one for so long"),
      .duration(
        "summaryDays", \.summaryDays, 1...36_500, in: .days,
        "Means over five minutes, and anomalies, are kept for so long"),
      .integer("checkpointTicks", \.checkpointTicks, 1...100_000, "Ticks of a workload between two checkpoints"),
      .duration(
        "replayDays", \.replayDays, 0...3_650, in: .days, "Decisions of the newest so many days can be run again"),
    ]
  }
}

extension ServiceLimits {
  static var settings: [Setting<ServiceLimits>] {
    [
      .size("requestBytes", \.requestBytes, 1_024...(1 << 30), "A request's body, also after decompression"),
      .size("headerBytes", \.headerBytes, 1_024...(1 << 20), "A request's line and header fields"),
      .integer("connections", \.connections, 1...1_000_000, "Open connections of one door"),
      .number(
        "requestsPerSecond", \.requestsPerSecond, 0.1...1e9, unit: "requests",
        "Requests of one token or address a second"),
      .integer("queueDepth", \.queueDepth, 1...1_000_000, "Requests that may wait for a decision"),
      .duration(
        "deadlineMilliseconds", \.deadlineMilliseconds, 1...60_000, in: .milliseconds,
        "A decision is given within this time of its request's arrival, or refused"),
      .duration("requestSeconds", \.requestSeconds, 0.1...3_600, "A client may take so long to send a request"),
      .duration("idleSeconds", \.idleSeconds, 1...3_600, "A connection without a request is kept for so long"),
      .duration(
        "stallSeconds", \.stallSeconds, 1...3_600, "A client that takes nothing of its answer is waited for so long"),
      .integer("workloads", \.workloads, 1...1_000_000, "Workloads"),
      .number(
        "memoryMegabytes", \.memoryMegabytes, 16...1e6, unit: "megabytes",
        "What all workloads may take, estimated before one is accepted"),
      .integer(
        "series", \.series, 1...100_000_000, "Distinct series that are remembered from scrapes and remote writes"),
      .integer("labels", \.labels, 1...1_000, "Labels of one series"),
    ]
  }
}
