import Engine
import Scaling

extension WorkloadSettings {
  /// The scalar settings of a workload, which are those of `decide`'s workload file.
  static var scalars: [Setting<WorkloadConfiguration>] {
    [
      .optional(
        \.replicaCapacity, from: 0,
        .number(
          "replicaCapacity", \.self, 1e-9...1e12, unit: "requests per second",
          "What one replica serves; without it, it is estimated from load, CPU and ready replicas")),
      Setting(
        .duration("startupSeconds", \.startupSeconds, 0...1_800_000, startupSummary),
        current: { $0.startupIsEstimated ? "" : DurationUnit.seconds.text($0.startupSeconds) },
        alsoSetting: { $0.startupIsEstimated = false }),
      .duration("tickSeconds", \.tickSeconds, 1...3_600, "From one decision to the next"),
      .duration("metricLagSeconds", \.metricLagSeconds, 0...360_000, "How old a metric is when it arrives"),
      .integer("minReplicas", \.minReplicas, 1...1_000_000, "The fewest replicas"),
      .integer("maxReplicas", \.maxReplicas, 1...1_000_000, "The most replicas"),
      .choice(
        "mode", get: { if case .tidegate(let mode) = $0.policy { mode } else { nil } },
        set: { $0.policy = .tidegate($1) },
        "Fewer replica-hours, fewer unserved requests, or between the two"),
    ]
  }

  private static let startupSummary =
    "From ordering a replica until it serves; without it, it is estimated from what the cluster does"
}

extension Setting {
  /// A setting that is shown in another way, and that changes something besides.
  fileprivate init(
    _ setting: Setting, current: @escaping (Root) -> String, alsoSetting: @escaping (inout Root) -> Void
  ) {
    self.init(
      key: setting.key, values: setting.values, example: setting.example, summary: setting.summary,
      isPath: setting.isPath, current: current,
      set: { root, text in
        guard setting.set(&root, text) else { return false }
        alsoSetting(&root)
        return true
      })
  }
}
