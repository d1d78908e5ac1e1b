/// Grows trees: divides one leaf after the other where that lowers the loss the most.
///
/// Dividing a leaf takes two steps, each of which threads can share: shard by shard the rows are parted and those of the
/// smaller child counted into a histogram; feature by feature the larger child's is what the parent has more, and both
/// are searched for their own best split.
///
/// - SeeAlso: Ke et al., *LightGBM: A Highly Efficient Gradient Boosting Decision Tree*, NeurIPS 2017.
final class TreeGrower: @unchecked Sendable {
  /// The tree last grown.
  private(set) var tree = GrownTree()

  /// The rows of its leaves.
  let shards: RowShards

  let matrix: BinnedMatrix
  let threads: Int
  private let configuration: BoostingConfiguration
  var histograms: HistogramPool
  /// Where each worker counts rows, shape `[threads][F rounded up, 256]`, and its scratch memory.
  let workerCells: [KernelBuffer<Int64>]
  let workerScratch: [KernelBuffer<Int64>]
  /// Whether each worker has counted rows in the present piece of work.
  let hasCounted: KernelBuffer<Bool>
  /// Each feature's best split of the two children, shape `[2, F]`.
  let found: KernelBuffer<Split?>
  /// The features that the tree may split on, ascending, and whether all of them are worth counting at once.
  private(set) var features: [Int] = []
  private(set) var countsAllFeatures = true
  /// What the tree is grown on, see ``grow(isSampled:features:sums:settings:keepsHistograms:)``.
  private(set) var sums: UnsafePointer<Int64>
  private(set) var settings: SplitSettings
  private(set) var keepsHistograms = false
  /// The histogram of all rows for the next tree, where the last one gave it.
  var root: Int?

  /// From this share of the features on, counting all of them is faster than picking some.
  private static let shareForAll = 0.7
  /// Parting a row takes about as long as counting it in so many cells.
  private static let cellsToPart = 2.0

  init(
    _ matrix: BinnedMatrix, _ configuration: BoostingConfiguration, histogramBytes: Int = HistogramPool.byteLimit
  ) {
    self.matrix = matrix
    self.configuration = configuration
    threads = configuration.threads
    shards = RowShards(
      rowCount: matrix.rowCount, leaves: configuration.maxLeaves, threads: configuration.threads)
    histograms = HistogramPool(featureCount: matrix.featureCount, byteLimit: histogramBytes)
    let cellCount = HistogramKernel.paddedFeatures(matrix.featureCount) * HistogramKernel.cellsPerFeature
    let workers = configuration.threads
    workerCells = (0..<workers).map { _ in KernelBuffer(count: workers == 1 ? 0 : cellCount, of: 0) }
    hasCounted = KernelBuffer(count: workers, of: false)
    workerScratch = (0..<workers).map { _ in KernelBuffer(count: HistogramKernel.cellsPerFeature, of: 0) }
    found = KernelBuffer(count: 2 * matrix.featureCount, of: nil)
    sums = UnsafePointer(workerScratch[0].base)
    settings = SplitSettings(layout: .weighing, gradientScale: 1, weightScale: 1, l2: 0, minRows: 1)
  }

  /// Grows one tree.
  ///
  /// - Parameters:
  ///   - isSampled: Which rows to grow on, shape `[N]`; nil for all.
  ///   - features: The features to split on, ascending.
  ///   - sums: The packed negative gradient and weight of each row, shape `[N]`.
  ///   - settings: How they are packed, and what a split must be.
  ///   - keepsHistograms: Whether every leaf keeps its histogram, so that the next root's can be made.
  /// - Complexity: O(rows · features) for each level that splits evenly.
  func grow(
    isSampled: [Bool]?, features: [Int], sums: UnsafePointer<Int64>, settings: SplitSettings,
    keepsHistograms: Bool = false
  ) {
    self.features = features
    self.sums = sums
    self.settings = settings
    self.keepsHistograms = keepsHistograms
    countsAllFeatures = Double(features.count) >= Self.shareForAll * Double(matrix.featureCount)
    shards.reset(isSampled: isSampled, threads: threads)
    let slot = root ?? histograms.take()
    let workers = root == nil ? countRoot(into: slot, isSampled: isSampled) : 0
    root = nil
    let total = self.total(slot, workers: workers)
    tree = GrownTree(
      nodes: [GrownTree.Node(total: total)],
      leaves: [GrownTree.Leaf(node: 0, depth: 0, rows: shards.count(leaf: 0), slot: slot)])
    search([0], merging: workers, into: slot, parent: nil)

    while tree.leaves.count < configuration.maxLeaves, let next = nextLeaf() { divide(next) }
  }

  /// The leaf to divide: the one whose split lowers the loss the most, with depth-wise growth among the shallowest; the
  /// oldest of equals.
  private func nextLeaf() -> Int? {
    var best: (leaf: Int, depth: Int, gain: Double)?
    for (index, leaf) in tree.leaves.enumerated() {
      guard let gain = leaf.split?.gain else { continue }
      let depth = configuration.growth == .depthWise ? leaf.depth : 0
      if let best, (depth, -gain) >= (best.depth, -best.gain) { continue }
      best = (index, depth, gain)
    }
    return best?.leaf
  }

  /// Makes two leaves of one; the left child takes its place and the right goes to the end.
  private func divide(_ index: Int) {
    guard let split = tree.leaves[index].split else { return }
    let parent = tree.leaves[index]
    let other = tree.leaves.count
    let rightTotal = tree.nodes[parent.node].total &- split.left
    let layout = settings.layout
    let leftIsSmaller = layout.weight(split.left) <= layout.weight(rightTotal)
    let (small, large) = leftIsSmaller ? (index, other) : (other, index)
    let isLast = other + 1 >= configuration.maxLeaves || parent.depth + 1 >= configuration.maxDepth ?? .max
    let counts = keepsHistograms || !isLast

    // Which child is smaller is known from the histogram, so one region parts the rows and counts the smaller half.
    let slot = counts ? histograms.take() : 0
    let smallWeight = Double(layout.weight(leftIsSmaller ? split.left : rightTotal))
    let share = smallWeight / Double(Swift.max(1, layout.weight(tree.nodes[parent.node].total)))
    let work = Double(parent.rows) * (Self.cellsToPart + (counts ? share * Double(features.count) : 0))
    let column = matrix.columns.base + split.feature * matrix.rowCount
    nonisolated(unsafe) let source = UnsafePointer(column)
    let workers = count(into: counts ? slot : nil, items: shards.shardCount, work: work) {
      [self] worker, shard, cells in
      shards.split(leaf: index, right: other, shard: shard, column: source, by: split)
      if let cells { countShard(small, shard, worker, cells) }
    }

    let leftRows = shards.count(leaf: index)
    let firstChild = tree.nodes.count
    tree.nodes[parent.node].split = split
    tree.nodes[parent.node].left = firstChild
    tree.nodes.append(GrownTree.Node(total: split.left))
    tree.nodes.append(GrownTree.Node(total: rightTotal))
    let (leftAnswer, rightAnswer) = (
      answer(split.left, bounds: parent.bounds), answer(rightTotal, bounds: parent.bounds)
    )
    let bounds = parent.bounds.children(settings.monotone[split.feature], left: leftAnswer, right: rightAnswer)
    tree.leaves[index] = GrownTree.Leaf(
      node: firstChild, depth: parent.depth + 1, rows: leftRows, bounds: bounds.0)
    tree.leaves.append(
      GrownTree.Leaf(
        node: firstChild + 1, depth: parent.depth + 1, rows: parent.rows - leftRows, bounds: bounds.1))

    guard counts else {
      if let slot = parent.slot { histograms.giveBack(slot) }
      return
    }
    tree.leaves[small].slot = slot
    if let parentSlot = parent.slot {
      tree.leaves[large].slot = parentSlot
      search(isLast ? [] : [small, large], merging: workers, into: slot, parent: parentSlot)
    } else {
      // There was no room for the parent's histogram: count the larger child as well.
      search(isLast ? [] : [small], merging: workers, into: slot, parent: nil)
      let largeSlot = histograms.take()
      tree.leaves[large].slot = largeSlot
      let workers = countLeaf(large, into: largeSlot)
      search(isLast ? [] : [large], merging: workers, into: largeSlot, parent: nil)
    }
  }

  /// A leaf's answer by its gradients, before shrinkage.
  func answer(_ total: Int64, bounds: AnswerBounds) -> Double {
    settings.answer(gradient: settings.gradient(total), hessian: settings.hessian(total), bounds: bounds)
  }

  /// Notes a leaf's best split, and gives its histogram back where nothing will need it.
  func setSplit(_ split: Split?, of leaf: Int) {
    tree.leaves[leaf].split = split
    if let slot = tree.leaves[leaf].slot, !keepsHistograms, split == nil || !histograms.hasRoom {
      histograms.giveBack(slot)
      tree.leaves[leaf].slot = nil
    }
  }

  /// Gives back all histograms that leaves still hold.
  func releaseHistograms() {
    for leaf in tree.leaves.indices {
      if let slot = tree.leaves[leaf].slot { histograms.giveBack(slot) }
      tree.leaves[leaf].slot = nil
    }
  }
}
