/// Gradients of the squared error where all rows count the same: residuals, kept in fixed point from round to round.
///
///     sum of a row = (target − margin) · scale · 2ˢ + 1
///
/// An answer changes a residual by a whole number, so that the next root's histogram can be had from this tree's leaves,
/// see ``TreeGrower/prepareRoot(_:)``.
package final class ResidualGradients: TrainingGradients, @unchecked Sendable {
  let sums: KernelBuffer<Int64>
  private var scales: GradientScales
  /// What the sum of the residuals' magnitudes is at most, in fixed point.
  private var bound: Double
  private let rowCount: Int

  package init(targets: [Float], base: Float) {
    rowCount = targets.count
    let layout = PackedLayout.counting(rows: targets.count)
    var sum = 0.0
    for target in targets { sum += (Double(target) - Double(base)).magnitude }
    let scale = GradientScales.scale(limit: layout.gradientLimit, sum: sum, rows: targets.count)
    scales = GradientScales(layout: layout, weight: 1, gradient: scale)
    bound = sum * scale
    sums = KernelBuffer(count: targets.count, of: 0)
    for (row, target) in targets.enumerated() {
      sums.base[row] = layout.pack(gradient: Int64(((Double(target) - Double(base)) * scale).rounded()), weight: 1)
    }
  }

  func beginRound() {}

  /// Nothing to do but to see that sums still fit: `sums` is this object's own.
  func fill(output: Int, into _: KernelBuffer<Int64>, threads: Int) -> GradientScales? {
    lowerScaleIfNeeded()
    return scales
  }

  /// Halves the scale until all residuals together fit into a gradient's bits.
  package func lowerScaleIfNeeded() {
    let limit = scales.layout.gradientLimit
    guard bound > limit else { return }
    bound = 0
    for row in 0..<rowCount { bound += Double(scales.layout.gradient(sums.base[row]).magnitude) }
    while bound > limit {
      for row in 0..<rowCount {
        let half = (scales.layout.gradient(sums.base[row]) + 1) >> 1
        sums.base[row] = scales.layout.pack(gradient: half, weight: 1)
      }
      scales.gradient /= 2
      bound = bound / 2 + Double(rowCount)
      hasNewScale = true
    }
  }

  /// Whether the scale has changed since this was last asked: what was summed before is then worth nothing.
  package func takesNewScale() -> Bool {
    defer { hasNewScale = false }
    return hasNewScale
  }

  private var hasNewScale = false

  /// Answers in fixed point: what each loses that takes them.
  func changes(_ answers: [Float]) -> [Int64] {
    answers.map { Int64((Double($0) * scales.gradient).rounded()) }
  }

  /// Notes how much a tree may have raised the sum of the residuals' magnitudes.
  package func note(_ answers: [Float]) {
    let largest = changes(answers).map { Double($0.magnitude) }.max() ?? 0
    bound += largest * Double(rowCount)
  }

  let renewsAnswers = false

  func renewedAnswer(output: Int, rows: [UInt32]) -> Double {
    preconditionFailure("ResidualGradients: the penalised mean residual is the best answer")
  }

  package func add(_ answer: Float, to rows: UnsafeBufferPointer<UInt32>, output: Int) {
    let change = changes([answer])[0] &<< scales.layout.shift
    for row in rows { sums.base[Int(row)] &-= change }
  }

  package func loss() -> Double {
    var sum = 0.0
    for row in 0..<rowCount {
      let residual = Double(scales.layout.gradient(sums.base[row])) / scales.gradient
      sum += residual * residual
    }
    return (sum / Double(rowCount)).squareRoot()
  }
}
