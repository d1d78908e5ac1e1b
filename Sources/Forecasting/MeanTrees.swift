import Features
import Learning

/// Boosted trees for the mean of some target.
struct MeanTrees: Sendable {
  private let predictor: TreePredictor
  /// Root mean square of the targets, which the trees speak in.
  private let unit: Float

  /// - Parameters:
  ///   - matrix: The sample's features, binned.
  ///   - targets: `[N]`, finite.
  init(
    _ matrix: BinnedMatrix, _ targets: [Float], _ configuration: BoostingConfiguration
  ) throws(BoostingError) {
    let squares = targets.reduce(0.0) { $0 + Double($1) * Double($1) }
    let unit = Float(max((squares / Double(targets.count)).squareRoot(), 1e-9))
    var configuration = configuration
    configuration.objective = .squaredError
    self.unit = unit
    predictor = TreePredictor(
      try BoostedTrees.fit(matrix, targets: targets.map { $0 / unit }, configuration: configuration))
  }

  /// - Parameter features: `[F]`, as `LoadHistory.extract` writes them.
  func predict(_ features: Span<Float>) -> Float { unit * predictor.predict(features) }
}
