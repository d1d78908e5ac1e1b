/// A rule for how many replicas to run, open-loop: it looks at the load and its forecast, never at the replicas.
///
///     target = max over the last `hold` ticks of  max(⌈v (1 + headroom)⌉, ⌈Q(level)⌉)
///
/// v is the newest load and Q the forecast quantile, both in replicas' worth. The last rung is the HPA.
public struct Rung: Sendable, Equatable {
  /// The forecast's quantile level; 0 for the HPA.
  public let level: Double
  /// The share above the present load that is kept whatever the forecast says.
  public let headroom: Double
  /// For how many ticks a target is held.
  public let hold: Int

  public var isHPA: Bool { level == 0 }

  /// Level and headroom of the open-loop rungs.
  package static let bases: [(level: Double, headroom: Double)] =
    [0.5, 0.65, 0.8, 0.87, 0.93, 0.96, 0.975, 0.985, 0.99, 0.994, 0.997].map { ($0, 0) } + [
      (0.8, 0.1), (0.96, 0.1), (0.9, 0.15), (0.96, 0.2), (0.96, 0.3), (0.99, 0.15), (0.99, 0.4), (0.997, 0.4),
    ]
  package static let holds = [1, 4, 20]
  package static let longestHold = 20

  /// All rungs: base-major, then by hold, the HPA last.
  public static let all: [Rung] =
    bases.flatMap { base in holds.map { Rung(level: base.level, headroom: base.headroom, hold: $0) } } + [
      Rung(level: 0, headroom: 0, hold: 1)
    ]

  package static let hpa = all.count - 1
  /// The rung of a workload about which nothing is known: quantile 0.96, held 4 ticks.
  package static let initial = 5 * holds.count + 1
}

extension Rung: CustomStringConvertible {
  public var description: String {
    isHPA
      ? "the HPA"
      : "quantile \(level)" + (headroom > 0 ? ", headroom \(headroom)" : "") + (hold > 1 ? ", held \(hold) ticks" : "")
  }
}

/// How uncertain the forecast is, compared with its own last week.
public enum Regime: String, CaseIterable, Sendable {
  /// Below its median.
  case calm
  /// Between its median and its 85 % quantile.
  case usual
  /// Above.
  case unsettled

  package var index: Int {
    switch self {
    case .calm: 0
    case .usual: 1
    case .unsettled: 2
    }
  }
}
