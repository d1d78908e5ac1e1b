import Learning
import Tensors
import Testing

@Suite("The fast search for a split agrees with the plain one")
struct SplitSearchTests {
  /// A histogram of random sums.
  private struct Histogram {
    var cells = [Int64](repeating: 0, count: 256)
    var total: Int64 = 0
    var rows = 0

    /// - Parameter unit: Gradients are multiples of it, so that a large one makes ties.
    init(
      bins: Int, layout: PackedLayout, gradientLimit: Int, unit: Int, weightLimit: Int, empty: Double, hasMissing: Bool,
      using random: inout RandomSource
    ) {
      for bin in Array(0..<bins) + (hasMissing ? [255] : []) {
        guard random.uniform() >= empty else { continue }
        let weight = 1 + random.integer(below: weightLimit)
        let gradient = (random.integer(below: 2 * gradientLimit + 1) - gradientLimit) * unit
        cells[bin] = layout.pack(gradient: Int64(gradient), weight: Int64(weight))
        total &+= cells[bin]
        rows += layout == .weighing ? 1 + random.integer(below: 20) : weight
      }
    }

    func best(_ search: SplitSearch, bins: Int) -> (fast: Split?, plain: Split?) {
      var scratch = [Int64](repeating: 0, count: 256)
      return cells.withUnsafeBufferPointer { cells in
        scratch.withUnsafeMutableBufferPointer { scratch in
          (
            search.bestFast(
              feature: 3, cells: cells.baseAddress!, binCount: bins, scratch: scratch.baseAddress!),
            search.bestPlain(feature: 3, cells: cells.baseAddress!, binCount: bins)
          )
        }
      }
    }

    func bestCategories(_ search: SplitSearch, bins: Int) -> Split? {
      cells.withUnsafeBufferPointer {
        search.bestCategories(feature: 3, cells: $0.baseAddress!, binCount: bins)
      }
    }
  }

  private func settings(_ layout: PackedLayout, l2: Double, minRows: Int, minHessian: Double) -> SplitSettings {
    SplitSettings(
      layout: layout, gradientScale: 0x1p10, weightScale: layout == .weighing ? 0x1p12 : 1, l2: l2,
      minHessian: minHessian, minRows: minRows)
  }

  @Test(arguments: [PackedLayout.counting(rows: 1_000), .counting(rows: 1 << 24), .weighing], [0.0, 1, 7.5])
  func `same bin, same side for missing values, same gain`(layout: PackedLayout, l2: Double) {
    var random = RandomSource(seed: UInt64(l2 * 2) + UInt64(layout.shift))
    var found = 0
    for trial in 0..<3_000 {
      let bins = trial < 512 ? 1 + trial % 255 : 1 + random.integer(below: 255)
      let hasTies = trial % 4 == 0
      let histogram = Histogram(
        bins: bins, layout: layout, gradientLimit: hasTies ? 3 : 1 << 18, unit: hasTies ? 1 << 16 : 1,
        weightLimit: layout == .weighing ? 1 << 16 : 60, empty: [0, 0.3, 0.9][trial % 3],
        hasMissing: random.uniform() < 0.6, using: &random)
      let minHessian = [0, 5.0][random.integer(below: 2)]
      let settings = settings(layout, l2: l2, minRows: 1 + random.integer(below: 30), minHessian: minHessian)
      let search = SplitSearch(settings, total: histogram.total, rows: histogram.rows)
      let (fast, plain) = histogram.best(search, bins: bins)
      let gradient = Double(layout.gradient(histogram.total)) / 0x1p10
      let whole = gradient * gradient / (Double(layout.weight(histogram.total)) / settings.weightScale + l2 + 1e-300)
      let tolerance = 1e-9 * max(whole, plain?.gain ?? 0, fast?.gain ?? 0)
      #expect(abs((fast?.gain ?? 0) - (plain?.gain ?? 0)) <= tolerance)
      guard let fast, let plain, plain.gain > 10 * tolerance else { continue }
      found += 1
      guard !hasTies else { continue }
      #expect(fast.feature == 3 && fast.categories == nil)
      // Where missing rows are parted from all others, either may go left: the gains differ by rounding only.
      if fast.left == histogram.total &- plain.left { continue }
      #expect(fast.bin == plain.bin && fast.sendsMissingLeft == plain.sendsMissingLeft && fast.left == plain.left)
    }
    #expect(found > 1_000)
  }

  @Test func `empty bins behind a split are left to the right`() throws {
    // Ten bins in a row are empty, so eleven bins part the rows alike: the first of them is chosen.
    let layout = PackedLayout.counting(rows: 100)
    var random = RandomSource(seed: 1)
    var histogram = Histogram(
      bins: 0, layout: layout, gradientLimit: 1, unit: 1, weightLimit: 1, empty: 0, hasMissing: false, using: &random)
    histogram.cells[3] = layout.pack(gradient: 5_000, weight: 10)
    histogram.cells[14] = layout.pack(gradient: -5_000, weight: 10)
    histogram.total = histogram.cells[3] &+ histogram.cells[14]
    let search = SplitSearch(settings(layout, l2: 1, minRows: 1, minHessian: 0), total: histogram.total, rows: 20)
    let (fast, plain) = histogram.best(search, bins: 20)
    #expect(try #require(fast).bin == 3)
    #expect(try #require(plain).bin == 3)
    #expect(try #require(fast).left == histogram.cells[3])
  }

  @Test func `the missing rows of a feature with 255 bins are on one side only`() throws {
    let layout = PackedLayout.counting(rows: 1_000)
    var random = RandomSource(seed: 2)
    for _ in 0..<200 {
      let histogram = Histogram(
        bins: 255, layout: layout, gradientLimit: 1 << 18, unit: 1, weightLimit: 3, empty: 0, hasMissing: true,
        using: &random)
      let search = SplitSearch(
        settings(layout, l2: 0, minRows: 1, minHessian: 0), total: histogram.total, rows: histogram.rows)
      let split = try #require(histogram.best(search, bins: 255).fast)
      let left = (0...Int(split.bin)).reduce(split.sendsMissingLeft ? histogram.cells[255] : 0) {
        $0 &+ histogram.cells[$1]
      }
      #expect(split.left == left)
    }
  }

  /// The gain of a set of categories, from its definition.
  private func gain(
    _ histogram: Histogram, _ layout: PackedLayout, _ set: [Int], l2: Double, extraL2: Double, minRows: Int
  ) -> Double? {
    func value(_ bits: Int64, _ penalty: Double) -> Double {
      let gradient = Double(layout.gradient(bits)) / 0x1p10
      return gradient * gradient / (Double(layout.weight(bits)) + penalty)
    }
    let left = set.reduce(Int64(0)) { $0 &+ histogram.cells[$1] }
    let right = histogram.total &- left
    guard layout.weight(left) >= Int64(minRows), layout.weight(right) >= Int64(minRows) else { return nil }
    return value(left, l2 + extraL2) + value(right, l2 + extraL2) - value(histogram.total, l2)
  }

  private func members(_ split: Split) -> [Int] {
    (0..<256).filter { split.categories?.contains(UInt8($0)) ?? false }
  }

  @Test func `of up to four categories the best single one is found, of up to three the best set`() throws {
    let layout = PackedLayout.counting(rows: 1_000)
    var random = RandomSource(seed: 3)
    var found = 0
    for trial in 0..<2_000 {
      let bins = 1 + trial % 4
      let histogram = Histogram(
        bins: bins, layout: layout, gradientLimit: 1 << 14, unit: 1, weightLimit: 60, empty: 0,
        hasMissing: trial % 3 == 0, using: &random)
      let (l2, minRows) = ([0.0, 2][trial % 2], 1 + random.integer(below: 10))
      let search = SplitSearch(
        settings(layout, l2: l2, minRows: minRows, minHessian: 0), total: histogram.total, rows: histogram.rows)
      let split = histogram.bestCategories(search, bins: bins)
      let isExhaustive = bins <= 3 && trial % 3 != 0
      let sets = (1..<1 << bins).map { bits in (0..<bins).filter { bits >> $0 & 1 == 1 } }
      let best =
        sets.filter { isExhaustive || $0.count == 1 }.compactMap {
          gain(histogram, layout, $0, l2: l2, extraL2: 0, minRows: minRows)
        }.max() ?? 0
      #expect(abs((split?.gain ?? 0) - max(0, best)) < 1e-9 * max(1, best))
      guard let split else { continue }
      found += 1
      let own = gain(histogram, layout, members(split), l2: l2, extraL2: 0, minRows: minRows)
      #expect(abs(try #require(own) - split.gain) < 1e-9 * max(1, split.gain) && !split.sendsMissingLeft)
    }
    #expect(found > 1_000)
  }

  @Test func `of more categories the best beginning or end in the order of their means is found`() throws {
    let layout = PackedLayout.counting(rows: 1_000)
    var random = RandomSource(seed: 4)
    for trial in 0..<600 {
      let bins = 5 + random.integer(below: 250)
      let histogram = Histogram(
        bins: bins, layout: layout, gradientLimit: 1 << 14, unit: 1, weightLimit: 60, empty: trial % 2 == 0 ? 0 : 0.4,
        hasMissing: trial % 3 == 0, using: &random)
      let used = (0..<bins).filter { histogram.cells[$0] != 0 }
      guard used.count > 4 else { continue }
      let (l2, minRows) = ([0.0, 2][trial % 2], 1 + random.integer(below: 100))
      let search = SplitSearch(
        settings(layout, l2: l2, minRows: minRows, minHessian: 0), total: histogram.total, rows: histogram.rows)
      let means = used.map { bin in
        Double(layout.gradient(histogram.cells[bin])) / (Double(layout.weight(histogram.cells[bin])) + 10)
      }
      let order = used.indices.sorted { means[$0] < means[$1] }.map { used[$0] }
      let sets = (1...min(32, used.count - 1)).flatMap { [Array(order.prefix($0)), Array(order.suffix($0))] }
      let best =
        sets.compactMap {
          gain(histogram, layout, $0, l2: l2, extraL2: 10, minRows: minRows)
        }.max() ?? 0
      let split = histogram.bestCategories(search, bins: bins)
      #expect(abs((split?.gain ?? 0) - max(0, best)) < 1e-9 * max(1, best))
      if let split { #expect(split.left == members(split).reduce(0) { $0 &+ histogram.cells[$1] }) }
    }
  }

  @Test func `of categories with equally many rows the best set of all is found`() throws {
    let layout = PackedLayout.counting(rows: 1_000)
    var random = RandomSource(seed: 5)
    for _ in 0..<60 {
      let bins = 5 + random.integer(below: 6)
      var histogram = Histogram(
        bins: 0, layout: layout, gradientLimit: 1, unit: 1, weightLimit: 1, empty: 0, hasMissing: false, using: &random)
      for bin in 0..<bins {
        histogram.cells[bin] = layout.pack(gradient: Int64(random.integer(below: 20_001) - 10_000), weight: 12)
        histogram.total &+= histogram.cells[bin]
      }
      let search = SplitSearch(
        settings(layout, l2: 1, minRows: 1, minHessian: 0), total: histogram.total, rows: 12 * bins)
      let best =
        (1..<(1 << bins) - 1).compactMap { bits in
          gain(
            histogram, layout, (0..<bins).filter { bits >> $0 & 1 == 1 }, l2: 1, extraL2: 10, minRows: 1)
        }.max() ?? 0
      #expect(abs((histogram.bestCategories(search, bins: bins)?.gain ?? 0) - max(0, best)) < 1e-9 * max(1, best))
    }
  }
}
