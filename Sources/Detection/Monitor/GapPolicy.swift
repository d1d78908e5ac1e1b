/// What a detector is given in place of a missing value.
public enum GapPolicy: Sendable, Equatable {
  /// Nothing: missing stays missing.
  case ignore
  /// The metric's last value.
  case previous
  /// A fixed value, in the metric's unit.
  case value(Float)
}
