/// Grows trees leaf by leaf: the leaf whose split lowers the loss the most is divided next, until there are enough.
///
/// - SeeAlso: Ke et al., *LightGBM: A Highly Efficient Gradient Boosting Decision Tree*, NeurIPS 2017.
struct TreeGrower {
  /// A leaf of the tree that is being grown.
  struct Leaf {
    /// The leaf's place among the nodes.
    var node: Int
    /// Where its sampled rows lie in `sampled`.
    var sampledRows: Range<Int>
    /// Where its other rows lie in `remaining`.
    var remainingRows: Range<Int>
    /// The gradients and the number of its sampled rows.
    var total: PackedSum
    /// Where its histogram lies, while it may still be divided.
    var histogram: Int?
    /// Its best split, if any lowers the loss.
    var split: Split?
  }

  /// The nodes of the tree last grown; leaf values are for the caller to set.
  private(set) var nodes: [TreeNode] = []

  /// The leaves of the tree last grown.
  private(set) var leaves: [Leaf] = []

  /// The rows that the tree was grown on.
  private(set) var sampled = RowPartition()

  /// The rows that it was not grown on, parted as well so that their leaves are known.
  private(set) var remaining = RowPartition()

  private let matrix: BinnedMatrix
  private let finder: SplitFinder
  private let maxLeaves: Int
  private let threads: Int
  private var columns: [HistogramColumn] = []
  private var histograms = HistogramPool()

  init(_ matrix: BinnedMatrix, _ configuration: BoostingConfiguration) {
    self.matrix = matrix
    finder = SplitFinder(l2: configuration.l2, minRowsPerLeaf: configuration.minRowsPerLeaf)
    maxLeaves = configuration.maxLeaves
    threads = configuration.threads
  }

  /// Grows one tree.
  ///
  /// - Parameters:
  ///   - sampledRows: The rows to grow on, ascending.
  ///   - remainingRows: The other rows, ascending.
  ///   - features: The features to split on, ascending.
  ///   - gradients: The fixed-point negative gradients, shape `[N]`.
  /// - Complexity: O(rows · features) for each level that splits evenly.
  mutating func grow(
    sampledRows: [UInt32], remainingRows: [UInt32], features: [Int], gradients: [Int32]
  ) {
    let layout = HistogramColumn.layout(features, matrix.mapper)
    columns = layout.columns
    histograms.reset(cellCount: layout.cellCount)
    sampled.reset(sampledRows)
    remaining.reset(remainingRows)
    nodes.removeAll(keepingCapacity: true)
    leaves.removeAll(keepingCapacity: true)

    var sum: Int64 = 0
    for row in sampledRows { sum &+= Int64(gradients[Int(row)]) }
    nodes.append(.leaf(0))
    var root = Leaf(
      node: 0, sampledRows: 0..<sampledRows.count, remainingRows: 0..<remainingRows.count,
      total: PackedSum(gradient: sum, count: sampledRows.count), histogram: nil, split: nil)
    let slot = histograms.take()
    build(slot, root.sampledRows, gradients)
    findSplit(of: &root, slot)
    leaves.append(root)

    while leaves.count < maxLeaves, let next = bestLeaf() {
      divide(next, gradients)
    }
  }

  /// The leaf whose split lowers the loss the most, the oldest of equals.
  private func bestLeaf() -> Int? {
    var best: (leaf: Int, gain: Double)?
    for index in leaves.indices {
      guard let gain = leaves[index].split?.gain else { continue }
      if gain > best?.gain ?? 0 { best = (index, gain) }
    }
    return best?.leaf
  }

  /// Makes two leaves of one; the left child takes its place and the right goes to the end.
  private mutating func divide(_ index: Int, _ gradients: [Int32]) {
    let parent = leaves[index]
    guard let split = parent.split, let parentSlot = parent.histogram else { return }
    let leftCount = sampled.split(parent.sampledRows, matrix, by: split)
    precondition(leftCount == split.left.count, "TreeGrower: \(leftCount) rows went left, not \(split.left.count)")
    let leftRemaining = remaining.split(parent.remainingRows, matrix, by: split)

    let firstChild = nodes.count
    nodes[parent.node] = .split(
      feature: split.feature, threshold: matrix.mapper.threshold(split.feature, after: split.bin),
      sendsMissingLeft: split.sendsMissingLeft, left: firstChild)
    nodes.append(.leaf(0))
    nodes.append(.leaf(0))
    let sampledMiddle = parent.sampledRows.lowerBound + leftCount
    let remainingMiddle = parent.remainingRows.lowerBound + leftRemaining
    var left = Leaf(
      node: firstChild, sampledRows: parent.sampledRows.lowerBound..<sampledMiddle,
      remainingRows: parent.remainingRows.lowerBound..<remainingMiddle, total: split.left)
    var right = Leaf(
      node: firstChild + 1, sampledRows: sampledMiddle..<parent.sampledRows.upperBound,
      remainingRows: remainingMiddle..<parent.remainingRows.upperBound, total: split.right)

    let largerCount = Swift.max(split.left.count, split.right.count)
    if leaves.count + 1 < maxLeaves && largerCount >= 2 * finder.minRowsPerLeaf {
      // The smaller child is counted, the larger is what the parent has more.
      let childSlot = histograms.take()
      let leftIsSmaller = split.left.count <= split.right.count
      build(childSlot, (leftIsSmaller ? left : right).sampledRows, gradients)
      histograms.subtract(childSlot, from: parentSlot)
      findSplit(of: &left, leftIsSmaller ? childSlot : parentSlot)
      findSplit(of: &right, leftIsSmaller ? parentSlot : childSlot)
    } else {
      histograms.giveBack(parentSlot)
    }
    leaves[index] = left
    leaves.append(right)
  }

  /// Counts the rows of a leaf into an empty histogram.
  private mutating func build(_ slot: Int, _ piece: Range<Int>, _ gradients: [Int32]) {
    let (rows, columns) = (sampled.rows, columns)
    histograms.add(
      matrix, rows: rows.span.extracting(piece), gradients: gradients.span, columns: columns.span, threads: threads,
      to: slot)
  }

  /// Finds a leaf's best split, and gives its histogram back if there is none.
  private mutating func findSplit(of leaf: inout Leaf, _ slot: Int) {
    let total = leaf.total
    leaf.split = histograms.read(slot) { histogram in
      finder.best(histogram, columns: columns.span, total: total, mapper: matrix.mapper)
    }
    if leaf.split == nil {
      histograms.giveBack(slot)
    } else {
      leaf.histogram = slot
    }
  }
}
