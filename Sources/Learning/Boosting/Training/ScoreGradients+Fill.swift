import Foundation

extension ScoreGradients {
  /// Fills gradients whose magnitude has a bound and whose hessian is 1.
  ///
  /// - Parameters:
  ///   - largest: What no gradient exceeds.
  ///   - gradient: The negative gradient of a row, without its weight.
  func fillBounded(
    largest: Double, into sums: KernelBuffer<Int64>, threads: Int, _ gradient: @Sendable (Int) -> Float
  ) -> GradientScales? {
    guard weights.isEmpty else { return fillMeasured(into: sums, threads: threads) { row in (gradient(row), 1) } }
    let layout = PackedLayout.counting(rows: rowCount)
    let scales = GradientScales(
      layout: layout, weight: 1,
      gradient: GradientScales.scale(limit: layout.gradientLimit, sum: largest * Double(rowCount), rows: rowCount))
    pack(scales, into: sums, threads: threads) { row in (gradient(row), 1) }
    return scales
  }

  /// Fills gradients and hessians after taking the sums of their magnitudes: with 32 bits for each, a bound that is far
  /// above them, such as 1 a row for the probabilities of a rare class, would round most of them to 0.
  ///
  /// - Parameter gradient: The negative gradient and the hessian of a row, without its weight.
  func fillMeasured(
    into sums: KernelBuffer<Int64>, threads: Int, _ gradient: @Sendable (Int) -> (Float, Float)
  ) -> GradientScales? {
    let totals = BlockSums.sum(rowCount, threads: threads) { row in
      let (gradient, hessian) = gradient(row)
      let weight = weights.isEmpty ? 1 : Double(weights[row])
      return SIMD2(Double(gradient.magnitude) * weight, Double(hessian) * weight)
    }
    guard let scales = GradientScales(gradients: totals.x, hessians: totals.y, rows: rowCount) else { return nil }
    pack(scales, into: sums, threads: threads, gradient)
    return scales
  }

  /// Rounds and packs the gradients of all rows.
  private func pack(
    _ scales: GradientScales, into sums: KernelBuffer<Int64>, threads: Int,
    _ gradient: @Sendable (Int) -> (Float, Float)
  ) {
    let weights = weights
    nonisolated(unsafe) let sums = sums.base
    Workers.perform(rows: rowCount, inBlocksOf: Self.rowsPerItem, threads: threads) { _, rows in
      for row in rows {
        let (gradient, hessian) = gradient(row)
        let weight = weights.isEmpty ? 1 : Double(weights[row])
        sums[row] = scales.layout.pack(
          gradient: Int64((Double(gradient) * weight * scales.gradient).rounded()),
          weight: Int64((Double(hessian) * weight * scales.weight).rounded()))
      }
    }
  }

  /// Logistic loss: target less probability, and p (1 − p), 16 rows at a time.
  func fillLogistic(
    _ margins: UnsafePointer<Float>, into sums: KernelBuffer<Int64>, threads: Int
  ) -> GradientScales? {
    targets.withUnsafeBufferPointer { targets in
      weights.withUnsafeBufferPointer { weights in
        guard let base = targets.baseAddress else { return nil }
        nonisolated(unsafe) let kernel = LogisticKernel(
          margins: margins, targets: base, weights: weights.isEmpty ? nil : weights.baseAddress)
        nonisolated(unsafe) let sums = sums.base
        let totals = BlockSums.sum(blocksOf: rowCount, threads: threads) { kernel.sums($0) }
        guard let scales = GradientScales(gradients: totals.x, hessians: totals.y, rows: rowCount) else { return nil }
        Workers.perform(rows: rowCount, inBlocksOf: Self.rowsPerItem, threads: threads) { _, rows in
          kernel.fill(rows, scales, into: sums)
        }
        return scales
      }
    }
  }

  /// The probabilities of all classes at the beginning of a round, from which each class's tree starts.
  func beginRound() {
    guard case .softmax(let classes) = objective else { return }
    nonisolated(unsafe) let (margins, probabilities) = (margins.base, probabilities.base)
    Workers.perform(rows: rowCount, inBlocksOf: Self.rowsPerItem, threads: threads) { [rowCount] _, rows in
      for row in rows {
        var largest = -Float.infinity
        for index in 0..<classes { largest = Swift.max(largest, margins[index * rowCount + row]) }
        var sum: Float = 0
        for index in 0..<classes {
          let power = exp(margins[index * rowCount + row] - largest)
          probabilities[index * rowCount + row] = power
          sum += power
        }
        for index in 0..<classes { probabilities[index * rowCount + row] /= sum }
      }
    }
  }

  /// Softmax: the class, 1 or 0, less its probability.
  ///
  /// The hessian is that of LightGBM, K / (K − 1) · p (1 − p): a class's margin is not free of the others'.
  func fillSoftmax(_ output: Int, classes: Int, into sums: KernelBuffer<Int64>, threads: Int) -> GradientScales? {
    nonisolated(unsafe) let probabilities = probabilities.base
    let factor = Float(classes) / Float(classes - 1)
    let (targets, first) = (targets, output * rowCount)
    return fillMeasured(into: sums, threads: threads) { row in
      let probability = probabilities[first + row]
      return ((targets[row] == Float(output) ? 1 : 0) - probability, factor * probability * (1 - probability))
    }
  }
}
