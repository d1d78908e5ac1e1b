/// What all leaves of a tree have in common when splits are looked for.
package struct SplitSettings: Sendable {
  /// How sums are packed.
  package var layout: PackedLayout
  /// Fixed-point gradients for a gradient of 1.
  package var gradientScale: Double
  /// Fixed-point weights for a hessian of 1.
  package var weightScale: Double
  /// The L1 penalty α.
  package var l1: Double
  /// The L2 penalty λ.
  package var l2: Double
  /// By how much a split must lower the loss.
  package var minGain: Double
  /// The sum of hessians that each child must hold.
  package var minHessian: Double
  /// How many rows each child must hold. With ``PackedLayout/weighing`` a child's rows are estimated from its hessian,
  /// as LightGBM does.
  package var minRows: Int
  /// Where features bind the prediction.
  package var monotone: [Int: Monotonicity]

  package init(
    layout: PackedLayout, gradientScale: Double, weightScale: Double, l1: Double = 0, l2: Double, minGain: Double = 0,
    minHessian: Double = 0, minRows: Int, monotone: [Int: Monotonicity] = [:]
  ) {
    self.layout = layout
    self.gradientScale = gradientScale
    self.weightScale = weightScale
    self.l1 = l1
    self.l2 = l2
    self.minGain = minGain
    self.minHessian = minHessian
    self.minRows = minRows
    self.monotone = monotone
  }

  init(_ configuration: BoostingConfiguration, _ scales: GradientScales) {
    self.init(
      layout: scales.layout, gradientScale: scales.gradient, weightScale: scales.weight, l1: configuration.l1,
      l2: configuration.l2, minGain: configuration.minGain, minHessian: configuration.minHessianPerLeaf,
      minRows: configuration.minRowsPerLeaf,
      monotone: configuration.monotone)
  }

  /// The sum of negative gradients in a packed sum.
  func gradient(_ bits: Int64) -> Double { Double(layout.gradient(bits)) / gradientScale }

  /// The sum of hessians in a packed sum.
  func hessian(_ bits: Int64) -> Double { Double(layout.weight(bits)) / weightScale }

  /// The best answer of a leaf: its penalised mean gradient, kept within bounds.
  ///
  ///     answer = sign(G) · max(|G| − α, 0) / (H + λ)
  func answer(gradient: Double, hessian: Double, bounds: AnswerBounds) -> Double {
    // Rows whose weights are all 0 pull nowhere, and without a penalty they would divide by 0.
    guard hessian + l2 > 0 else { return bounds.clamp(0) }
    let shrunk = Swift.max(gradient.magnitude - l1, 0)
    return bounds.clamp((gradient < 0 ? -shrunk : shrunk) / (hessian + l2))
  }

  /// Twice what an answer lowers the loss of a leaf by.
  ///
  ///     score = 2 (G a − α |a|) − (H + λ) a²        = G² / (H + λ) at the best answer where α = 0
  func score(gradient: Double, hessian: Double, answer: Double) -> Double {
    2 * (gradient * answer - l1 * answer.magnitude) - (hessian + l2) * answer * answer
  }
}
