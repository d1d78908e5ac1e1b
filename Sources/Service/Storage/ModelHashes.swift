/// What a decision was made with.
package struct ModelHashes: Sendable, Equatable, Codable {
  /// Nil before there is one.
  package var forecaster: String?
  package var detector: String?

  package init(forecaster: String? = nil, detector: String? = nil) {
    self.forecaster = forecaster
    self.detector = detector
  }
}
