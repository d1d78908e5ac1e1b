/// A rule for how many replicas to run: it looks at the load, its forecast and its own last answer.
///
///     target = max over the last `hold` ticks of  max(v (1 + headroom), Q(level))
///     replicas = ⌈target⌉, or with a dead band
///              = ⌈target (1 + overshoot)⌉ once ⌈target⌉ is above the present number, or below it by the dead band
///
/// v is the newest load and Q the forecast quantile, both in replicas' worth. The dead band is what saves scale
/// actions. The last rung is the HPA.
public struct Rung: Sendable, Equatable {
  /// The forecast's quantile level; 0 for the HPA.
  public let level: Double
  /// The share above the present load that is kept whatever the forecast says.
  public let headroom: Double
  /// For how many ticks a target is held.
  public let hold: Int
  /// The share of the replicas that has to be too many before any are given back; at least one replica.
  public let deadBand: Double
  /// The share above the target that is asked for when the number changes.
  public let overshoot: Double

  public var isHPA: Bool { level == 0 }

  /// Level and headroom of the rungs.
  package static let bases: [(level: Double, headroom: Double)] =
    [0.5, 0.65, 0.8, 0.9, 0.96, 0.985, 0.997].map { ($0, 0) } + [
      (0.8, 0.1), (0.96, 0.1), (0.96, 0.3), (0.99, 0.15), (0.99, 0.4), (0.997, 0.7),
    ]
  /// Hold (of `holds`), dead band and overshoot, from the most nimble to the most steady.
  package static let forms: [(holdIndex: Int, deadBand: Double, overshoot: Double)] = [
    (0, 0, 0), (1, 0, 0), (2, 0, 0), (1, 0.1, 0.05), (2, 0.15, 0.05), (0, 0.2, 0.05), (1, 0.2, 0.1), (3, 0.2, 0.1),
    (0, 0.3, 0.2), (2, 0.3, 0.1),
  ]
  package static let holds = [1, 4, 20, 40]
  package static let longestHold = holds[holds.count - 1]

  /// All rungs: base-major, then by form, the HPA last.
  public static let all: [Rung] =
    bases.flatMap { base in
      forms.map {
        Rung(
          level: base.level, headroom: base.headroom, hold: holds[$0.holdIndex], deadBand: $0.deadBand,
          overshoot: $0.overshoot)
      }
    } + [Rung(level: 0, headroom: 0, hold: 1, deadBand: 0, overshoot: 0)]

  package static let hpa = all.count - 1

  /// The replicas asked for.
  ///
  /// - Parameters:
  ///   - target: The load to serve, held, in replicas' worth.
  ///   - current: The replicas asked for until now.
  package func replicas(serving target: Float, current: Int, limits: ReplicaLimits) -> Int {
    let needed = limits.replicas(serving: target)
    if deadBand == 0 { return needed }
    let isFarBelow = Double(needed) <= Double(current) - max(1, deadBand * Double(current)) + 1e-9
    guard needed > current || isFarBelow else { return current }
    let generous = max(needed, limits.replicas(serving: target * Float(1 + overshoot)))
    return needed > current ? generous : min(current, generous)
  }
}

extension Rung: CustomStringConvertible {
  public var description: String {
    isHPA
      ? "the HPA"
      : "quantile \(level)" + (headroom > 0 ? ", headroom \(headroom)" : "") + (hold > 1 ? ", held \(hold) ticks" : "")
        + (deadBand > 0 ? ", dead band \(deadBand), overshoot \(overshoot)" : "")
  }
}

/// How uncertain the forecast is, compared with its own last week.
public enum Regime: String, CaseIterable, Sendable, Codable {
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
