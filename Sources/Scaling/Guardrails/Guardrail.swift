/// The rule that changed what a policy recommended.
public enum Guardrail: Sendable, Equatable, CustomStringConvertible {
  /// The fewest or most replicas.
  case limits
  /// The load demands so many now.
  case demand(Int)
  /// Healthy CPU shows that so many replicas are busy.
  case busyReplicas(Int)
  /// The load was not measured, or not believed: no scaling down, nor up beyond what it last demanded.
  case staleLoad
  /// No load is known: CPU alone takes away at most half at once.
  case unknownLoad
  /// Neither load nor CPU is known: the number stays.
  case blind
  /// Far more than was ever demanded: it is ordered if the next tick asks for it too.
  case unseenOrder

  public var description: String {
    switch self {
    case .limits: "the limits do not allow that number"
    case .demand(let replicas): "the load demands \(replicas) now"
    case .busyReplicas(let replicas): "CPU shows that \(replicas) replicas are busy"
    case .staleLoad: "the load is not known at this tick, so only what it last demanded counts"
    case .unknownLoad: "the load is not known, so at most half of the replicas go at once"
    case .blind: "neither load nor CPU is known, so the number stays"
    case .unseenOrder: "that is far more than was ever demanded, so it must be asked for twice"
    }
  }
}
