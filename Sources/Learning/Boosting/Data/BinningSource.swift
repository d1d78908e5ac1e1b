import Synchronization
import Tensors

/// The numbers that are to be binned, and the two passes over them: find the cuts, assign the bins.
struct BinningSource: @unchecked Sendable {
  /// Shape `[N, F]`, row-major.
  let values: UnsafePointer<Float>
  let rowCount: Int
  let featureCount: Int
  let categorical: Set<Int>

  /// Finds the bins of every feature.
  func mapper(maxBins: Int, sortedRows: Int, threads: Int) -> BinMapper {
    let step = Swift.max(1, rowCount / sortedRows)
    let found = Mutex([BinMapper.Feature](repeating: .numbers(cuts: []), count: featureCount))
    let parts = Swift.min(threads, featureCount)
    // One part a worker, so that a worker's scratch memory serves all its columns.
    Workers.perform(parts, threads: threads) { _, part in
      var column = [Float](repeating: 0, count: (rowCount + step - 1) / step)
      let sorter = ColumnSorter(capacity: column.count)
      for feature in stride(from: part, to: featureCount, by: parts) {
        let bins: BinMapper.Feature
        if categorical.contains(feature) {
          bins = .categories(BinMapper.categories(categoryCounts(feature), maxBins: maxBins))
        } else {
          var span = column.mutableSpan
          let count = gather(feature, step: step, into: &span)
          sorter.sort(&span, first: count)
          bins = .numbers(cuts: BinMapper.cuts(ofSorted: column.span.extracting(first: count), maxBins: maxBins))
        }
        found.withLock { $0[feature] = bins }
      }
    }
    return BinMapper(found.withLock { $0 })
  }

  /// One value of a column out of each `step` rows, if it is present; returns how many.
  ///
  /// Which one is drawn by a fixed hash: rows may be periodic, and every fifth minute need not be like the others.
  private func gather(_ feature: Int, step: Int, into column: inout MutableSpan<Float>) -> Int {
    var count = 0
    var draw = SplitMix64(seed: 0)
    for first in stride(from: 0, to: rowCount, by: step) {
      let offset = step == 1 ? 0 : Int(draw.next().multipliedFullWidth(by: UInt64(step)).high)
      let value = values[Swift.min(first &+ offset, rowCount &- 1) &* featureCount &+ feature]
      column[count] = value
      count &+= value == value ? 1 : 0
    }
    return count
  }

  /// How often each category occurs.
  private func categoryCounts(_ feature: Int) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for row in 0..<rowCount {
      if let category = CategorySets.category(values[row * featureCount + feature]) {
        counts[category, default: 0] += 1
      }
    }
    return counts
  }

  /// Assigns every value its bin.
  ///
  /// - Returns: Whether a feature has missing values, shape `[F]`.
  func assign(
    _ mapper: BinMapper, rows: KernelBuffer<UInt8>, stride: Int, columns: KernelBuffer<UInt8>, threads: Int
  ) -> [Bool] {
    let tables = KernelBuffer<Float>(count: featureCount * BinningKernel.tableLength, of: .infinity)
    var binOfCategory: [Int: [Int: UInt8]] = [:]
    for (feature, bins) in mapper.features.enumerated() {
      switch bins {
      case .numbers(let cuts):
        for (index, cut) in cuts.enumerated() { tables.base[feature * BinningKernel.tableLength + index] = cut }
      case .categories(let categories):
        binOfCategory[feature] = Dictionary(
          uniqueKeysWithValues: categories.enumerated().map { ($0.element, UInt8($0.offset)) })
      }
    }
    let lookUp = binOfCategory
    let missing = Mutex([Bool](repeating: false, count: featureCount))
    let blocksPerItem = 64
    let rowsPerItem = blocksPerItem * BinningKernel.blockRows
    Workers.perform(rows: rowCount, inBlocksOf: rowsPerItem, threads: threads) { _, rowsOfItem in
      var found = [Bool](repeating: false, count: featureCount)
      for first in Swift.stride(from: rowsOfItem.lowerBound, to: rowsOfItem.upperBound, by: BinningKernel.blockRows) {
        let count = Swift.min(BinningKernel.blockRows, rowsOfItem.upperBound - first)
        for feature in 0..<featureCount {
          let source = values + (first * featureCount + feature)
          let bins = rows.base + (first * stride + feature)
          let column = columns.base + (feature * rowCount + first)
          if let lookUp = lookUp[feature] {
            for row in 0..<count {
              let bin = CategorySets.category(source[row * featureCount]).flatMap { lookUp[$0] } ?? BinMapper.missingBin
              bins[row * stride] = bin
              column[row] = bin
              if bin == BinMapper.missingBin { found[feature] = true }
            }
          } else if BinningKernel.assign(
            source, width: featureCount, count: count, table: tables.base + feature * BinningKernel.tableLength,
            bins: bins, stride: stride, column: column)
          {
            found[feature] = true
          }
        }
      }
      missing.withLock { missing in
        for feature in 0..<featureCount where found[feature] { missing[feature] = true }
      }
    }
    return missing.withLock { $0 }
  }
}
