/// The search for the split of one leaf that lowers the loss the most.
///
/// A leaf whose negative gradients sum to `G` and whose hessians sum to `H` is worth `G² / (H + λ)`. A split is worth
/// what its two leaves are worth together, less what the undivided leaf was:
///
///     gain = G_L² / (H_L + λ) + G_R² / (H_R + λ) − G² / (H + λ)
///
/// Missing values are tried on both sides. Where a leaf has none of them in the chosen feature, those met later go
/// with the larger child. Of equal gains the lowest feature wins, then missing to the right, then the lowest bin.
///
/// - SeeAlso: Chen & Guestrin, *XGBoost: A Scalable Tree Boosting System*, KDD 2016, algorithms 1 and 3,
///   [doi:10.1145/2939672.2939785](https://doi.org/10.1145/2939672.2939785).
package struct SplitSearch: Sendable {
  let settings: SplitSettings
  /// The packed sums of the leaf.
  let total: Int64
  /// How many rows it has.
  let rows: Int
  let bounds: AnswerBounds
  /// The least weight of a child, in fixed point.
  let minWeight: Double
  private let gradient: Double
  private let hessian: Double
  private let score: Double

  package init(_ settings: SplitSettings, total: Int64, rows: Int, bounds: AnswerBounds = AnswerBounds()) {
    self.settings = settings
    self.total = total
    self.rows = rows
    self.bounds = bounds
    gradient = settings.gradient(total)
    hessian = settings.hessian(total)
    let answer = settings.answer(gradient: gradient, hessian: hessian, bounds: bounds)
    score = settings.score(gradient: gradient, hessian: hessian, answer: answer)
    let weightPerRow = Double(settings.layout.weight(total)) / Double(Swift.max(1, rows))
    minWeight = Swift.max(
      1, Swift.max(Double(settings.minRows) * weightPerRow, settings.minHessian * settings.weightScale))
  }

  /// Whether the leaf has rows for two children.
  var isPossible: Bool {
    rows >= 2 * settings.minRows && Double(settings.layout.weight(total)) >= 2 * minWeight
  }

  /// The best split on one feature, or nil if none lowers the loss by more than the settings ask for.
  ///
  /// - Parameters:
  ///   - feature: Which one.
  ///   - cells: Its histogram, shape `[256]`.
  ///   - mapper: How many bins it has, and whether they are categories.
  ///   - scratch: Room for 256 sums.
  /// - Complexity: O(bins), of categories O(bins · log bins). Does not allocate but for categories.
  func best(
    feature: Int, cells: UnsafePointer<Int64>, mapper: BinMapper, scratch: UnsafeMutablePointer<Int64>
  ) -> Split? {
    let isPlain = settings.l1 > 0 || !settings.monotone.isEmpty
    let found: Split?
    if mapper.isCategorical(feature) {
      found = bestCategories(feature: feature, cells: cells, binCount: mapper.binCount(feature))
    } else if isPlain {
      found = bestPlain(feature: feature, cells: cells, binCount: mapper.binCount(feature))
    } else {
      found = bestFast(feature: feature, cells: cells, binCount: mapper.binCount(feature), scratch: scratch)
    }
    guard let found, found.gain > settings.minGain else { return nil }
    return found
  }

  /// The search written out: any penalty, any bound, one candidate after the other.
  ///
  /// - Parameters:
  ///   - cells: The feature's histogram, shape `[256]`.
  ///   - binCount: How many of its bins present values have.
  package func bestPlain(feature: Int, cells: UnsafePointer<Int64>, binCount: Int) -> Split? {
    let missing = cells[Int(BinMapper.missingBin)]
    var best: Split?
    for sendsMissingLeft in missing == 0 ? [false] : [false, true] {
      var left = sendsMissingLeft ? missing : 0
      for bin in 0..<binCount {
        left &+= cells[bin]
        guard let gain = gain(left, monotonicity: settings.monotone[feature]) else { continue }
        if gain > best?.gain ?? 0 {
          best = Split(
            feature: feature, bin: UInt8(bin), sendsMissingLeft: sendsMissingLeft, categories: nil, gain: gain,
            left: left)
        }
      }
    }
    return best.map { settled($0, hasMissing: missing != 0) }
  }

  /// What a split lowers the loss by, twice; nil if a child is too small or the order would be wrong.
  private func gain(_ left: Int64, monotonicity: Monotonicity?, extraL2: Double = 0) -> Double? {
    let (layout, right) = (settings.layout, total &- left)
    guard Double(layout.weight(left)) >= minWeight, Double(layout.weight(right)) >= minWeight else { return nil }
    let (leftGradient, leftHessian) = (settings.gradient(left), settings.hessian(left) + extraL2)
    let (rightGradient, rightHessian) = (settings.gradient(right), settings.hessian(right) + extraL2)
    let leftAnswer = settings.answer(gradient: leftGradient, hessian: leftHessian, bounds: bounds)
    let rightAnswer = settings.answer(gradient: rightGradient, hessian: rightHessian, bounds: bounds)
    switch monotonicity {
    case .increasing where leftAnswer > rightAnswer: return nil
    case .decreasing where leftAnswer < rightAnswer: return nil
    default: break
    }
    return settings.score(gradient: leftGradient, hessian: leftHessian, answer: leftAnswer)
      + settings.score(gradient: rightGradient, hessian: rightHessian, answer: rightAnswer) - score
  }

  /// A split that says where missing values go also where training had none.
  private func settled(_ split: Split, hasMissing: Bool) -> Split {
    var split = split
    if !hasMissing {
      let right = total &- split.left
      split.sendsMissingLeft = settings.layout.weight(split.left) >= settings.layout.weight(right)
    }
    return split
  }

  /// The same search in vectors of bins, for leaves without bounds and L1 penalty.
  ///
  /// Maximises an equal expression without the cancellation. With `h = H_L + λ` and `H' = H + 2λ`:
  ///
  ///     G_L² / h + (G − G_L)² / (H' − h) = G² / H' + H' · (G_L − G h / H')² / (h (H' − h))
  package func bestFast(
    feature: Int, cells: UnsafePointer<Int64>, binCount: Int, scratch: UnsafeMutablePointer<Int64>
  ) -> Split? {
    let missing = cells[Int(BinMapper.missingBin)]
    let penalty = settings.l2 * settings.weightScale
    let weight = Double(settings.layout.weight(total)) + 2 * penalty
    let gradient = Double(settings.layout.gradient(total))
    let kernel = SplitKernel(
      shift: settings.layout.shift, penalty: penalty, weight: weight, mean: gradient / weight,
      minWeight: Int64(minWeight.rounded(.up)),
      maxWeight: settings.layout.weight(total) - Int64(minWeight.rounded(.up)))
    SplitKernel.prefixSums(cells, count: binCount, into: scratch)
    let best = kernel.best(scratch, count: binCount, missing: missing)
    guard best.quotient >= 0 else { return nil }
    // G² / H' − G² / (H + λ) is written as one fraction, since its two parts may be equal but for rounding.
    let undivided = gradient * gradient * penalty / (weight * (weight - penalty))
    let gain = penalty == 0 ? weight * best.quotient : weight * best.quotient - undivided
    let unit = settings.weightScale / (settings.gradientScale * settings.gradientScale)
    guard gain > 0 else { return nil }
    let split = Split(
      feature: feature, bin: UInt8(best.bin), sendsMissingLeft: best.sendsMissingLeft, categories: nil,
      gain: gain * unit,
      left: scratch[best.bin] &+ (best.sendsMissingLeft ? missing : 0))
    return settled(split, hasMissing: missing != 0)
  }

  // Of many categories only sets of up to this many are tried, and their gains are taken with so many rows more of λ, or
  // rare categories that happen to be extreme would be picked out one by one; both as LightGBM has them.
  private static let largestSet = 32
  private static let categoryL2 = 10.0
  private static let oneAgainstAll = 4

  /// The best set of categories: of few, each against all others; of many, those with the lowest or the highest mean
  /// gradient, after sorting by it.
  ///
  /// - SeeAlso: Fisher, *On Grouping for Maximum Homogeneity*, JASA 53, 1958,
  ///   [doi:10.1080/01621459.1958.10501479](https://doi.org/10.1080/01621459.1958.10501479).
  package func bestCategories(feature: Int, cells: UnsafePointer<Int64>, binCount: Int) -> Split? {
    let used = (0..<binCount).filter { cells[$0] != 0 }
    var best: Split?
    func consider(_ set: some Sequence<Int>, _ left: Int64, extraL2: Double) {
      guard let gain = gain(left, monotonicity: nil, extraL2: extraL2), gain > best?.gain ?? 0 else { return }
      var bins = BinSet()
      for bin in set { bins.insert(bin) }
      best = Split(feature: feature, bin: 0, sendsMissingLeft: false, categories: bins, gain: gain, left: left)
    }
    if used.count <= Self.oneAgainstAll {
      for bin in used { consider(CollectionOfOne(bin), cells[bin], extraL2: 0) }
      return best
    }
    let keys = used.map { settings.gradient(cells[$0]) / (settings.hessian(cells[$0]) + Self.categoryL2) }
    let ascending = used.indices.sorted { (keys[$0], used[$0]) < (keys[$1], used[$1]) }.map { used[$0] }
    for order in [ascending, Array(ascending.reversed())] {
      var left: Int64 = 0
      for (index, bin) in order.prefix(Swift.min(Self.largestSet, order.count - 1)).enumerated() {
        left &+= cells[bin]
        consider(order[...index], left, extraL2: Self.categoryL2)
      }
    }
    return best
  }
}
