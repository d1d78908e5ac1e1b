/// What one term says of one value, from what it knew before.
struct TermVerdict: Sendable, Equatable {
  /// At least 0; 1 is the threshold.
  var score: Double
  /// Outside of these the score would be 1 or more, in the unit of the value.
  var lower: Double
  var upper: Double

  /// Nothing known yet.
  static let silent = TermVerdict(score: 0, lower: -.infinity, upper: .infinity)
}
