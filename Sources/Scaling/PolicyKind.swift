/// Every policy that ships, by the name that `--policy` takes.
public enum PolicyKind: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Forecast quantiles chosen by Q-learning.
  case tidegate(Mode)
  /// The same without regimes: one row of the table. It shows what the regimes add.
  case rungs(Mode)
  /// One forecast quantile, always the same. It shows what the forecast does alone.
  case quantile(level: Double)
  /// The Kubernetes HPA on CPU, with its target in percent.
  case hpa(targetPercent: Int)
  /// KEDA: the HPA on requests per replica.
  case keda
  /// The Knative pod autoscaler, with its panic mode.
  case knative
  /// AWS target tracking on CPU.
  case aws
  /// The largest load around the same time yesterday.
  case schedule
  /// Always the same number of replicas.
  case fixed(Int)

  /// One of each kind, as the conformance suite runs them.
  public static let examples: [PolicyKind] =
    Mode.allCases.map { .tidegate($0) } + [
      .rungs(.balanced), .quantile(level: 0.96), .hpa(targetPercent: 70), .keda, .knative, .aws, .schedule, .fixed(3),
    ]

  /// Whether the policy follows forecasts rather than multiplying the replicas that there are.
  public var isLearned: Bool {
    switch self {
    case .tidegate, .rungs, .quantile: true
    case .hpa, .keda, .knative, .aws, .schedule, .fixed: false
    }
  }

  /// What `--policy` accepts, for messages.
  public static let usage =
    "tidegate, tidegate:save, tidegate:balanced, tidegate:protect, hpa, hpa:TARGET, keda, knative, aws, schedule, static:N, "
    + "rungs:MODE, quantile:LEVEL"

  /// The policy of that name; nil when there is none.
  public init?(_ name: some StringProtocol) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let argument = parts.count > 1 ? String(parts[1]) : nil
    switch (String(parts[0]), argument) {
    case ("tidegate", nil): self = .tidegate(.balanced)
    case ("tidegate", let mode?):
      guard let mode = Mode(rawValue: mode) else { return nil }
      self = .tidegate(mode)
    case ("rungs", let mode?):
      guard let mode = Mode(rawValue: mode) else { return nil }
      self = .rungs(mode)
    case ("quantile", let level?):
      guard let level = Double(level), LoadQuantiles.levels.contains(level) else { return nil }
      self = .quantile(level: level)
    case ("hpa", nil): self = .hpa(targetPercent: 70)
    case ("hpa", let target?):
      guard let target = Int(target), (1...100).contains(target) else { return nil }
      self = .hpa(targetPercent: target)
    case ("keda", nil): self = .keda
    case ("knative", nil): self = .knative
    case ("aws", nil): self = .aws
    case ("schedule", nil): self = .schedule
    case ("static", let count?):
      guard let count = Int(count), (1...1_000_000).contains(count) else { return nil }
      self = .fixed(count)
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .tidegate(let mode): "tidegate:\(mode.rawValue)"
    case .rungs(let mode): "rungs:\(mode.rawValue)"
    case .quantile(let level): "quantile:\(level)"
    case .hpa(70): "hpa"
    case .hpa(let target): "hpa:\(target)"
    case .keda: "keda"
    case .knative: "knative"
    case .aws: "aws"
    case .schedule: "schedule"
    case .fixed(let count): "static:\(count)"
    }
  }
}
