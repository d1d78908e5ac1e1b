import Learning
import Tensors
import Testing

@Suite("The split search agrees with trying everything")
struct BoostingSplitTests {
  /// A small leaf with whole-numbered gradients, so that all sums are exact.
  struct SmallLeaf {
    var rows: Int
    var features: Int
    var values: [Float]
    var gradients: [Int32]

    init(using random: inout RandomSource) {
      rows = 4 + random.integer(below: 40)
      features = 1 + random.integer(below: 4)
      let distinct = 2 + random.integer(below: 12)
      let missing = random.uniform() * 0.5
      values = (0..<rows * features).map { _ in
        random.uniform() < missing ? .nan : Float(random.integer(below: distinct)) * 0.7 - 3
      }
      gradients = (0..<rows).map { _ in Int32(random.integer(below: 21) - 10) }
    }

    /// Whether a row goes left.
    func goesLeft(_ row: Int, _ feature: Int, _ threshold: Float, _ missingLeft: Bool) -> Bool {
      let value = values[row * features + feature]
      return value.isNaN ? missingLeft : value <= threshold
    }

    /// How much a split lowers the loss, by the textbook formula; `nil` if a child is too small.
    func gain(_ feature: Int, _ threshold: Float, _ missingLeft: Bool, l2: Double, minRows: Int) -> Double? {
      var (leftSum, leftCount, sum) = (0.0, 0.0, 0.0)
      for row in 0..<rows {
        sum += Double(gradients[row])
        if goesLeft(row, feature, threshold, missingLeft) {
          leftSum += Double(gradients[row])
          leftCount += 1
        }
      }
      let rightSum = sum - leftSum
      let rightCount = Double(rows) - leftCount
      guard leftCount >= Double(minRows) && rightCount >= Double(minRows) else { return nil }
      return leftSum * leftSum / (leftCount + l2) + rightSum * rightSum / (rightCount + l2)
        - sum * sum / (Double(rows) + l2)
    }

    /// The highest gain of all splits there are.
    func bestGain(l2: Double, minRows: Int) -> Double? {
      var best: Double?
      for feature in 0..<features {
        for row in 0..<rows where !values[row * features + feature].isNaN {
          for missingLeft in [false, true] {
            let threshold = values[row * features + feature]
            guard let gain = gain(feature, threshold, missingLeft, l2: l2, minRows: minRows) else { continue }
            best = max(best ?? gain, gain)
          }
        }
      }
      return best
    }

    /// What the finder under test says.
    func found(l2: Double, minRows: Int) throws -> (split: Split?, mapper: BinMapper) {
      let targets = [Float](repeating: 0, count: rows)
      let matrix = try BinnedMatrix(TrainingMatrix(features: values, featureCount: features, targets: targets))
      let layout = HistogramColumn.layout(Array(0..<features), matrix.mapper)
      let columns = layout.columns
      let all = Array(0..<UInt32(rows))
      var histogram = [Int64](repeating: 0, count: layout.cellCount)
      var span = histogram.mutableSpan
      HistogramKernel.add(
        matrix, rows: all.span, gradients: gradients.span, columns: columns.span, threads: 1,
        into: &span, at: 0)
      let total = PackedSum(gradient: gradients.reduce(0) { $0 + Int64($1) }, count: rows)
      let split = SplitFinder(l2: l2, minRowsPerLeaf: minRows).best(
        histogram.span, columns: columns.span, total: total, mapper: matrix.mapper)
      return (split, matrix.mapper)
    }
  }

  @Test(arguments: [0.0, 1.0, 7.5], [1, 3])
  func `the best of all features, thresholds and directions is found`(l2: Double, minRows: Int) throws {
    var random = RandomSource(seed: UInt64(l2 * 10) + UInt64(minRows))
    var splitCount = 0
    for _ in 0..<400 {
      let leaf = SmallLeaf(using: &random)
      let best = leaf.bestGain(l2: l2, minRows: minRows) ?? 0
      let (found, mapper) = try leaf.found(l2: l2, minRows: minRows)
      guard let split = found else {
        #expect(best < 1e-9)
        continue
      }
      splitCount += 1
      #expect(abs(split.gain - best) <= 1e-9 * max(1, best))
      // Sent over the threshold as numbers, the rows part as the split says and gain what it says.
      let threshold = mapper.threshold(split.feature, after: split.bin)
      let real = leaf.gain(split.feature, threshold, split.sendsMissingLeft, l2: l2, minRows: minRows)
      #expect(abs((real ?? -1) - best) <= 1e-9 * max(1, best))
      let leftRows = (0..<leaf.rows).filter { leaf.goesLeft($0, split.feature, threshold, split.sendsMissingLeft) }
      #expect(split.left.count == leftRows.count)
      #expect(split.left.gradient == leftRows.reduce(0) { $0 + Int64(leaf.gradients[$1]) })
      #expect(split.right.count == leaf.rows - leftRows.count)
    }
    #expect(splitCount > 100)
  }

  @Test func `equal gradients cannot be split`() throws {
    var random = RandomSource(seed: 3)
    for l2 in [0.0, 1.0] {
      var leaf = SmallLeaf(using: &random)
      leaf.gradients = leaf.gradients.map { _ in 7 }
      #expect(try leaf.found(l2: l2, minRows: 1).split == nil)
    }
  }

  @Test func `without missing rows in the leaf those to come go with the larger child`() throws {
    var random = RandomSource(seed: 4)
    var leaf = SmallLeaf(using: &random)
    leaf.features = 1
    leaf.rows = 10
    leaf.values = (0..<10).map(Float.init)
    for (odd, missingLeft) in [(0, false), (9, true)] {
      leaf.gradients = (0..<10).map { $0 == odd ? 10 : 0 }
      let split = try #require(try leaf.found(l2: 0, minRows: 1).split)
      #expect(split.sendsMissingLeft == missingLeft)
    }
  }

  @Test func `the histogram kernel counts as a plain loop does, at any number of threads`() throws {
    var world = BoostingWorld(seed: 5)
    let data = world.mixed(rows: 40_000, features: 9, missing: 0.1)
    let matrix = try BinnedMatrix(data, maxBins: 60)
    let gradients = (0..<data.rowCount).map { _ in Int32(truncatingIfNeeded: world.random.next()) >> 8 }
    let rows = (0..<UInt32(data.rowCount)).filter { $0 % 7 != 0 }
    let layout = HistogramColumn.layout([0, 1, 3, 4, 5, 6, 7, 8], matrix.mapper)
    let columns = layout.columns
    var plain = [PackedSum](repeating: PackedSum(bits: 0), count: layout.cellCount)
    for row in rows {
      for column in columns {
        let cell = Int(column.offset) + Int(matrix.bins[Int(row) * 9 + Int(column.feature)])
        plain[cell] = PackedSum(
          gradient: plain[cell].gradient + Int64(gradients[Int(row)]), count: plain[cell].count + 1)
      }
    }
    for threads in [1, 2, 3, 20] {
      var histogram = [Int64](repeating: 0, count: layout.cellCount)
      var span = histogram.mutableSpan
      HistogramKernel.add(
        matrix, rows: rows.span, gradients: gradients.span, columns: columns.span, threads: threads, into: &span,
        at: 0)
      #expect(histogram == plain.map(\.bits))
    }
  }
}
