extension TreeGrower {
  /// Work of fewer cells than this is not worth a second thread.
  private static let cellsForThreads = 30_000.0
  private static let rowsPerItem = 1 << 14
  private static let featuresPerItem = 2
  /// Searching the bins of a feature takes about as long as counting so many cells.
  private static let cellsPerSearch = 600.0

  /// Counts all rows of a new tree.
  func countRoot(into slot: Int, isSampled: [Bool]?) -> Int {
    guard isSampled == nil && countsAllFeatures else { return countLeaf(0, into: slot) }
    let items = (matrix.rowCount + Self.rowsPerItem - 1) / Self.rowsPerItem
    return count(into: slot, items: items, work: Double(matrix.rowCount * matrix.featureCount)) {
      [self] _, item, cells in
      let first = item * Self.rowsPerItem
      guard let cells else { return }
      HistogramKernel.add(
        first..<Swift.min(first + Self.rowsPerItem, matrix.rowCount), bins: matrix.rows.base, stride: matrix.stride,
        featureCount: matrix.featureCount, sums: sums, to: cells)
    }
  }

  /// Counts the rows of a leaf.
  func countLeaf(_ leaf: Int, into slot: Int) -> Int {
    count(into: slot, items: shards.shardCount, work: Double(shards.count(leaf: leaf) * features.count)) {
      [self] worker, shard, cells in
      if let cells { countShard(leaf, shard, worker, cells) }
    }
  }

  /// Counts items into a histogram, or into one for each worker where there is work for several.
  ///
  /// - Parameters:
  ///   - slot: The histogram; nil where the items are only to be done.
  ///   - work: How much there is to do, in cells.
  ///   - body: Does an item, and adds it to the cells.
  /// - Returns: How many workers' histograms hold the counts, for `search` to merge; 0 if `slot` does.
  func count(
    into slot: Int?, items: Int, work: Double,
    _ body: @Sendable (_ worker: Int, _ item: Int, _ cells: UnsafeMutablePointer<Int64>?) -> Void
  ) -> Int {
    let workers = work < Self.cellsForThreads ? 1 : Swift.min(threads, items)
    if workers == 1 {
      if let slot { histograms.clear(slot) }
      let cells = slot.map { histograms.cells($0) }
      for item in 0..<items { body(0, item, cells) }
      return 0
    }
    // Each worker clears its own cells, in its own core's cache, when it claims its first item.
    for worker in 0..<workers { hasCounted.base[worker] = false }
    Workers.perform(items, threads: workers) { [hasCounted, workerCells] worker, item in
      guard slot != nil else { return body(worker, item, nil) }
      let cells = workerCells[worker]
      if !hasCounted.base[worker] {
        cells.base.update(repeating: 0, count: cells.count)
        hasCounted.base[worker] = true
      }
      body(worker, item, cells.base)
    }
    return slot == nil ? 0 : workers
  }

  /// Counts one shard of a leaf.
  func countShard(_ leaf: Int, _ shard: Int, _ worker: Int, _ cells: UnsafeMutablePointer<Int64>) {
    let rows = shards.rows(leaf: leaf, shard: shard)
    if countsAllFeatures {
      workerScratch[worker].base[0] = HistogramKernel.add(
        rows, bins: matrix.rows.base, stride: matrix.stride, featureCount: matrix.featureCount, sums: sums, to: cells)
    } else {
      HistogramKernel.addListed(
        rows, bins: matrix.rows.base, stride: matrix.stride, features: features, sums: sums, to: cells)
    }
  }

  /// The histograms of those workers that have claimed any item.
  private func counted(by workers: Int) -> [UnsafeMutablePointer<Int64>] {
    (0..<workers).filter { hasCounted.base[$0] }.map { workerCells[$0].base }
  }

  /// The sum of all rows that a histogram holds.
  func total(_ slot: Int, workers: Int) -> Int64 {
    let first = features[0] * HistogramKernel.cellsPerFeature
    var total: Int64 = 0
    for source in workers == 0 ? [histograms.cells(slot)] : counted(by: workers) {
      let cells = source + first
      for bin in 0..<matrix.mapper.binCount(features[0]) { total &+= cells[bin] }
      total &+= cells[Int(BinMapper.missingBin)]
    }
    return total
  }

  /// Makes histograms complete and finds the best splits of leaves.
  ///
  /// - Parameters:
  ///   - leaves: The leaves to find splits for, at most two.
  ///   - workers: How many workers' histograms to add up, from `count`.
  ///   - slot: The histogram that was counted.
  ///   - parent: The histogram that it is to be taken from, if any.
  func search(_ leaves: [Int], merging workers: Int, into slot: Int, parent: Int?) {
    let searches = leaves.map { leaf in
      let leaf = tree.leaves[leaf]
      return (
        search: SplitSearch(settings, total: tree.nodes[leaf.node].total, rows: leaf.rows, bounds: leaf.bounds),
        slot: leaf.slot ?? slot
      )
    }
    let possible = searches.count { $0.search.isPossible }
    let items = (features.count + Self.featuresPerItem - 1) / Self.featuresPerItem
    let work = Double(features.count * (possible + (parent == nil ? 0 : 1) + workers)) * Self.cellsPerSearch
    nonisolated(unsafe) let target = histograms.cells(slot)
    nonisolated(unsafe) let parts = counted(by: workers)
    nonisolated(unsafe) let parentCells = parent.map { histograms.cells($0) }
    nonisolated(unsafe) let sources = searches.map { (search: $0.search, cells: histograms.cells($0.slot)) }
    Workers.perform(items, threads: work < Self.cellsForThreads ? 1 : threads) { [self] worker, item in
      let first = item * Self.featuresPerItem
      for index in first..<Swift.min(first + Self.featuresPerItem, features.count) {
        let feature = features[index]
        let start = feature * HistogramKernel.cellsPerFeature
        let bins = matrix.mapper.binCount(feature)
        if workers > 0 {
          HistogramKernel.merge(parts, from: start, bins: bins, into: target + start)
        }
        if let parentCells { HistogramKernel.subtract(target + start, bins: bins, from: parentCells + start) }
        for (child, source) in sources.enumerated() {
          found.base[child * matrix.featureCount + feature] =
            source.search.isPossible
            ? source.search.best(
              feature: feature, cells: source.cells + start, mapper: matrix.mapper, scratch: workerScratch[worker].base)
            : nil
        }
      }
    }
    pickSplits(leaves)
  }

  /// Picks each leaf's best split, of equal gains that of the lowest feature.
  private func pickSplits(_ leaves: [Int]) {
    for (child, leaf) in leaves.enumerated() {
      var best: Split?
      for feature in features {
        guard let split = found.base[child * matrix.featureCount + feature] else { continue }
        if split.gain > best?.gain ?? 0 { best = split }
      }
      setSplit(best, of: leaf)
    }
  }

  /// Makes the next tree's root, after each leaf's rows have had a number taken from their gradients.
  ///
  /// The residual of a row changes by its leaf's answer, so the next tree's root is the sum of this tree's leaves, each
  /// less its answer times its counts: exact in whole numbers, and much less than counting all rows anew.
  ///
  /// - Parameters:
  ///   - changes: The fixed-point number that each leaf's rows lose, shape `[leaves]`.
  /// - Precondition: The tree was grown on all rows and features with `keepsHistograms`.
  func prepareRoot(_ changes: [Int64]) {
    let slot = histograms.take()
    nonisolated(unsafe) let target = histograms.cells(slot)
    nonisolated(unsafe) let sources = tree.leaves.compactMap { leaf in leaf.slot.map { histograms.cells($0) } }
    precondition(sources.count == changes.count, "TreeGrower: \(changes.count) changes of \(sources.count) histograms")
    let layout = settings.layout
    Workers.perform(features.count, threads: threads) { [matrix] _, feature in
      let start = feature * HistogramKernel.cellsPerFeature
      HistogramKernel.shift(
        sources.map { $0 + start }, by: changes, layout: layout, bins: matrix.mapper.binCount(feature),
        into: target + start)
    }
    root = slot
  }

  /// Forgets a prepared root, because gradients have got another scale.
  func dropRoot() {
    if let slot = root { histograms.giveBack(slot) }
    root = nil
  }
}
