/// Turns trees into tables for the fast predictor.
struct PredictionTableBuilder {
  /// The most leaves that a tree may have.
  static let leafLimit = 256

  /// A split, and where its bits are.
  private struct Split {
    var node: TreeNode
    var lane: Int
    var ruledOut: Range<Int>
  }

  /// Trees that will share a block.
  private struct Block {
    var trees: ArraySlice<Int>
    var output: Int
  }

  private let model: BoostedTrees
  private var tables: PredictionTables

  /// The tables of a model, or nil where trees are too large or ask for too many sets of categories.
  static func tables(of model: BoostedTrees) -> PredictionTables? {
    let trees = model.trees
    let nodes = zip(trees.starts, trees.starts.dropFirst()).map { $1 - $0 }.max() ?? 1
    let leaves = (nodes + 1) / 2
    guard leaves <= leafLimit else { return nil }
    var lanes = 1
    while 32 * lanes < leaves { lanes *= 2 }
    let treesPerBlock = PredictionTables.blockLanes / lanes
    var treesOfOutput = [[Int]](repeating: [], count: model.outputCount)
    for tree in 0..<trees.treeCount { treesOfOutput[trees.outputs[tree]].append(tree) }
    let blocks = treesOfOutput.enumerated().flatMap { output, trees in
      stride(from: 0, to: trees.count, by: treesPerBlock).map {
        Block(trees: trees[$0..<min($0 + treesPerBlock, trees.count)], output: output)
      }
    }
    var builder = PredictionTableBuilder(model: model, tables: PredictionTables(lanesPerTree: lanes))
    for start in stride(from: 0, to: blocks.count, by: PredictionTables.segmentBlocks) {
      guard builder.add(blocks[start..<min(start + PredictionTables.segmentBlocks, blocks.count)]) else { return nil }
    }
    return builder.tables
  }

  /// Adds blocks as one segment, or as several where one would have too many columns, bins or rows.
  private mutating func add(_ blocks: ArraySlice<Block>) -> Bool {
    if addSegment(blocks) { return true }
    if blocks.count > 1 {
      let middle = (blocks.startIndex + blocks.endIndex) / 2
      return add(blocks[..<middle]) && add(blocks[middle...])
    }
    guard let block = blocks.first, block.trees.count > 1 else { return false }
    let middle = (block.trees.startIndex + block.trees.endIndex) / 2
    return add([Block(trees: block.trees[..<middle], output: block.output)])
      && add([Block(trees: block.trees[middle...], output: block.output)])
  }

  /// Adds blocks as one segment, or nothing where it would be too large.
  private mutating func addSegment(_ blocks: ArraySlice<Block>) -> Bool {
    var leaves = [Double](repeating: -0.0, count: blocks.count * PredictionTables.blockLanes * 32)
    // The splits of each column, block by block. The number of a column is the feature's, twice, plus 1 for categories.
    var splits: [Int: [[Split]]] = [:]
    for (place, block) in blocks.enumerated() {
      for (index, tree) in block.trees.enumerated() {
        let order = LeafOrder(model.trees, tree: tree)
        let lane = index * tables.lanesPerTree
        for (leaf, value) in order.values.enumerated() {
          leaves[(place * PredictionTables.blockLanes + lane) * 32 + leaf] = Double(value)
        }
        for (node, ruledOut) in order.splits {
          let column = Int(node.feature) * 2 + (node.isCategorical ? 1 : 0)
          splits[column, default: [[Split]](repeating: [], count: blocks.count)][place].append(
            Split(node: node, lane: lane, ruledOut: ruledOut))
        }
      }
    }
    guard splits.count <= PredictionTables.segmentColumns else { return false }

    let columns = splits.sorted { $0.key < $1.key }.map(\.value)
    let cuts = columns.map { self.cuts($0.joined()) }
    let binCount = cuts.reduce(0) { $0 + $1.count + 2 }
    guard binCount <= PredictionTables.segmentBins else { return false }

    var positions = [SIMD32<UInt16>](repeating: .zero, count: binCount)
    var groups: [[SIMD16<UInt32>]] = []
    for start in stride(from: 0, to: blocks.count, by: PredictionTables.groupBlocks) {
      var group = RowSet()
      for block in start..<min(start + PredictionTables.groupBlocks, blocks.count) {
        var firstBin = 0
        for (column, cuts) in zip(columns, cuts) {
          let own = column[block]
          let ownCuts = self.cuts(own)
          let ownRows = (ownCuts + [.infinity]).map { group.insert(row(own, at: $0)) }
          var ownBin = 0
          for (bin, cut) in (cuts + [.infinity]).enumerated() {
            while ownBin < ownCuts.count && ownCuts[ownBin] < cut { ownBin += 1 }
            positions[firstBin + bin][block] = UInt16(truncatingIfNeeded: ownRows[ownBin] * PredictionTables.offsetUnit)
          }
          positions[firstBin + cuts.count + 1][block] =
            UInt16(truncatingIfNeeded: group.insert(row(own, at: .nan)) * PredictionTables.offsetUnit)
          firstBin += cuts.count + 2
        }
      }
      guard group.rows.count <= PredictionTables.groupRows else { return false }
      groups.append(group.rows)
    }

    let segment = PredictionSegment(
      firstColumn: tables.columns.count, columnCount: columns.count, firstBlock: tables.outputs.count,
      blockCount: blocks.count, firstGroup: tables.groupStarts.count, firstPosition: tables.positions.count,
      firstBlockPosition: tables.blockPositions.count, binCount: binCount)
    tables.segments.append(segment)
    var firstBin = 0
    for (column, cuts) in zip(columns, cuts) {
      let feature = column.joined().first.map { Int($0.node.feature) } ?? 0
      append(cuts, feature: feature, firstBin: firstBin)
      firstBin += cuts.count + 2
    }
    for block in 0..<blocks.count { tables.blockPositions += positions.map { $0[block] } }
    tables.positions += positions
    for rows in groups {
      tables.groupStarts.append(tables.rows.count)
      tables.rows += rows
    }
    tables.leaves += leaves
    tables.outputs += blocks.map(\.output)
    return true
  }

  /// Adds a column with its cuts.
  private mutating func append(_ cuts: [Float], feature: Int, firstBin: Int) {
    func vectors(_ values: [Float], count: Int) -> [SIMD16<Float>] {
      (0..<count).map { vector in
        var lanes = SIMD16<Float>(repeating: .infinity)
        for lane in 0..<16 where 16 * vector + lane < values.count { lanes[lane] = values[16 * vector + lane] }
        return lanes
      }
    }
    let full = cuts.count / 16
    let coarse = vectors((0..<full).map { cuts[16 * $0 + 15] }, count: max(1, (full + 15) / 16))
    tables.columns.append(
      PredictionColumn(
        feature: feature, firstCut: tables.cuts.count, coarseCount: coarse.count, firstBin: firstBin,
        missingBin: firstBin + cuts.count + 1))
    tables.cuts += coarse + vectors(cuts, count: full + 1)
  }

  /// The bits that the splits leave of a block, for a value of their column.
  private func row(_ splits: [Split], at value: Float) -> SIMD16<UInt32> {
    var row = SIMD16<UInt32>(repeating: .max)
    for split in splits where !goesLeft(value, at: split.node) {
      for leaf in split.ruledOut { row[split.lane + leaf / 32] &= ~(1 << UInt32(leaf % 32)) }
    }
    return row
  }

  /// Where a value goes at a split, as in the plain walk.
  private func goesLeft(_ value: Float, at node: TreeNode) -> Bool {
    let isMissing =
      value.magnitude <= BoostedTrees.largestZero && model.zeroIsMissing.contains(Int(node.feature))
    return model.trees.goesLeft(isMissing ? .nan : value, at: node)
  }

  /// The values up to and with which splits of one column send every value the same way as the next smaller cut's
  /// successor: ascending, none twice.
  private func cuts(_ splits: some Sequence<Split>) -> [Float] {
    var cuts: [Float] = []
    for split in splits {
      let node = split.node
      if model.zeroIsMissing.contains(Int(node.feature)) {
        cuts += [(-BoostedTrees.largestZero).nextDown, BoostedTrees.largestZero]
      }
      guard node.isCategorical else {
        cuts.append(node.value)
        continue
      }
      // Values from one category up to the next share it, so each run of categories in the set is an interval.
      let categories = model.trees.categories.categories(of: node.categorySet)
      for (index, category) in categories.enumerated() {
        if index == 0 || categories[index - 1] != category - 1 { cuts.append(Float(category).nextDown) }
        if index + 1 == categories.count || categories[index + 1] != category + 1 {
          cuts.append(Float(category + 1).nextDown)
        }
      }
    }
    cuts.sort()
    var distinct: [Float] = []
    for cut in cuts where distinct.last != cut { distinct.append(cut) }
    return distinct
  }
}
