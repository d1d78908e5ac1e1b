/// A PromQL expression for each field of an observation; a field without one is missing.
///
/// Units are those of `Observation`: requests per second, per cent, milliseconds, replicas.
public struct QueryTable: Sendable, Equatable {
  /// By field; see `ObservationField`.
  public var expressions: [ObservationField: String]

  public init(_ expressions: [ObservationField: String] = [:]) { self.expressions = expressions }
}
