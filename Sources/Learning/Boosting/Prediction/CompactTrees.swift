import Foundation

/// Small trees in little memory: about 90 bytes for one of 15 leaves, a twentieth of what other forms take.
///
/// A tree's nodes are numbered level by level from 0, the root. Then the two children of the split of rank r (the r-th
/// split, from 0) are nodes 2r + 1 and 2r + 2, so that one bit for each node, whether it is a split, is the whole shape:
///
///     rank(i) = number of splits before node i     next(i) = 2 rank(i) + 1, and 1 more where the row goes right
///
/// A split is 16 bits: a feature and which of the feature's cuts, of which every value is kept once for all trees. A leaf
/// is a whole number of 16 bits, in units of a power of two; so sums are exact, whatever their order.
///
/// A row goes down four trees at a time, since one would wait for its next node.
///
/// - SeeAlso: Jacobson, *Space-efficient Static Trees and Graphs*, FOCS 1989,
///   [doi:10.1109/SFCS.1989.63533](https://doi.org/10.1109/SFCS.1989.63533).
public struct CompactTrees: Sendable, Equatable {
  /// The most features, cuts of a feature and leaves of a tree that there is room for.
  private static let largest = (features: 64, cuts: 254, leaves: 16, outputs: 64)
  /// Marks a split that sends missing values right.
  private static let missingGoesRight: UInt16 = 64

  /// F, the number of features that a row must have.
  public let featureCount: Int
  private let baseMargins: [Float]
  /// What the whole numbers of leaves count.
  private let unit: Float
  /// Where each feature's cuts begin and, behind the last one, end, shape `[F + 1]`.
  private let cutStarts: [UInt16]
  /// Ascending for each feature; a value goes right at a split by cut c if more than c of them lie below it.
  private let cuts: [Float]
  /// Bit i: whether node i is a split, shape `[trees]`.
  private let shapes: [UInt32]
  /// The output that each tree adds to, shape `[trees]`.
  private let outputs: [UInt8]
  /// Feature, 64 more where missing values go right, and cut · 256; tree by tree, by rank, and a 0 behind the last.
  private let splits: [UInt16]
  /// Tree by tree, by number.
  private let leaves: [Int16]

  /// K, the number of values that a prediction has.
  public var outputCount: Int { baseMargins.count }

  /// The memory that the trees take, in bytes.
  public var byteCount: Int {
    4 * (baseMargins.count + cuts.count + shapes.count) + 2 * (cutStarts.count + splits.count + leaves.count)
      + outputs.count
  }

  /// Adds up the leaves of all trees for one row.
  ///
  /// - Parameters:
  ///   - features: Shape `[F]`, as in training; NaN where missing.
  ///   - margins: Receives the margins, before any link, shape `[K]`.
  /// - Precondition: The shapes agree with the trees'.
  /// - Complexity: O(cuts + trees · depth). Does not allocate.
  public func margins(_ features: Span<Float>, into margins: inout MutableSpan<Float>) {
    precondition(
      features.count == featureCount && margins.count == outputCount,
      "CompactTrees: \(features.count) features and room for \(margins.count) outputs, not \(featureCount) and "
        + "\(outputCount)")
    var bins = InlineArray<128, UInt8>(repeating: 0)
    var binSpan = bins.mutableSpan
    findBins(features, into: &binSpan)
    var sums = InlineArray<64, Int32>(repeating: 0)
    var sumSpan = sums.mutableSpan
    binSpan.withUnsafeMutableBufferPointer { bins in
      sumSpan.withUnsafeMutableBufferPointer { sums in
        if let bins = bins.baseAddress, let sums = sums.baseAddress { addLeaves(bins, to: sums) }
      }
    }
    for output in 0..<outputCount {
      margins[output] = Float(Double(baseMargins[output]) + Double(unit) * Double(sums[output]))
    }
  }

  /// How many of each feature's cuts lie below its value; a missing one is below all of them for splits that send it
  /// left, and above for those that send it right, which look 64 places further.
  private func findBins(_ features: Span<Float>, into bins: inout MutableSpan<UInt8>) {
    cuts.withUnsafeBufferPointer { cuts in
      for feature in 0..<featureCount {
        let value = features[feature]
        let start = Int(cutStarts[feature])
        var first = start
        var count = Int(cutStarts[feature &+ 1]) &- start
        // Halving without a branch that depends on the value.
        while count > 0 {
          let half = (count &+ 1) / 2
          first = cuts[first &+ half &- 1] < value ? first &+ half : first
          count &-= half
        }
        let below = UInt8(truncatingIfNeeded: first &- start)
        bins[feature] = below
        bins[feature &+ Int(Self.missingGoesRight)] = value.isNaN ? .max : below
      }
    }
  }

  /// - Parameters:
  ///   - bins: `[128]`.
  ///   - sums: `[K]`, in units.
  private func addLeaves(_ bins: UnsafePointer<UInt8>, to sums: UnsafeMutablePointer<Int32>) {
    shapes.withUnsafeBufferPointer { shapes in
      splits.withUnsafeBufferPointer { splits in
        leaves.withUnsafeBufferPointer { leaves in
          guard let splits = splits.baseAddress else { return }
          var split = splits
          var leaf = 0
          var tree = 0
          func add(_ shape: UInt32, _ node: UInt32) {
            let value = leaves[leaf &+ Int(node &- Self.rank(of: node, in: shape))]
            sums[Int(outputs[tree])] &+= Int32(value)
            leaf &+= shape.nonzeroBitCount &+ 1
            tree &+= 1
          }
          while tree &+ 4 <= shapes.count {
            let (shape0, shape1) = (shapes[tree], shapes[tree &+ 1])
            let (shape2, shape3) = (shapes[tree &+ 2], shapes[tree &+ 3])
            let split1 = split + shape0.nonzeroBitCount
            let split2 = split1 + shape1.nonzeroBitCount
            let split3 = split2 + shape2.nonzeroBitCount
            var (node0, node1, node2, node3): (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
            while (shape0 &>> node0 | shape1 &>> node1 | shape2 &>> node2 | shape3 &>> node3) & 1 != 0 {
              node0 = Self.next(node0, shape0, split, bins)
              node1 = Self.next(node1, shape1, split1, bins)
              node2 = Self.next(node2, shape2, split2, bins)
              node3 = Self.next(node3, shape3, split3, bins)
            }
            split = split3 + shape3.nonzeroBitCount
            add(shape0, node0)
            add(shape1, node1)
            add(shape2, node2)
            add(shape3, node3)
          }
          while tree < shapes.count {
            let shape = shapes[tree]
            var node: UInt32 = 0
            while shape &>> node & 1 != 0 { node = Self.next(node, shape, split, bins) }
            split += shape.nonzeroBitCount
            add(shape, node)
          }
        }
      }
    }
  }

  /// The child of a split that the row goes to; a leaf itself. Behind the last split lies one more that is not used.
  @inline(__always)
  private static func next(
    _ node: UInt32, _ shape: UInt32, _ splits: UnsafePointer<UInt16>, _ bins: UnsafePointer<UInt8>
  ) -> UInt32 {
    let rank = rank(of: node, in: shape)
    let code = splits[Int(rank)]
    let right: UInt32 = UInt16(bins[Int(code & 127)]) > code &>> 8 ? 1 : 0
    let child = 2 &* rank &+ 1 &+ right
    return shape &>> node & 1 != 0 ? child : node
  }

  /// The splits before a node.
  @inline(__always)
  private static func rank(of node: UInt32, in shape: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: (shape & (1 &<< node &- 1)).nonzeroBitCount)
  }
}

extension CompactTrees {
  /// Makes trees compact; their leaves are rounded to whole numbers of units, see ``BoostedTrees/roundingLeaves()``.
  ///
  /// - Returns: Nil where there is no room for so many features, cuts, leaves or outputs, or for splits by categories.
  public init?(_ model: BoostedTrees) {
    let trees = model.trees
    guard model.featureCount <= Self.largest.features, model.outputCount <= Self.largest.outputs,
      model.zeroIsMissing.isEmpty
    else { return nil }
    var cuts = [Set<Float>](repeating: [], count: model.featureCount)
    for node in trees.nodes where !node.isLeaf {
      guard !node.isCategorical else { return nil }
      cuts[Int(node.feature)].insert(node.value)
    }
    let ascending = cuts.map { $0.sorted() }
    guard ascending.allSatisfy({ $0.count <= Self.largest.cuts }) else { return nil }
    let places = ascending.map { cuts in Dictionary(uniqueKeysWithValues: cuts.enumerated().map { ($1, $0) }) }
    let unit = Self.unit(of: trees)
    var shapes: [UInt32] = []
    var splits: [UInt16] = []
    var leaves: [Int16] = []
    for tree in 0..<trees.treeCount {
      let root = trees.starts[tree]
      guard trees.starts[tree + 1] - root < 2 * Self.largest.leaves else { return nil }
      var level = [root]
      var shape: UInt32 = 0
      var number = 0
      while number < level.count {
        let node = trees.nodes[level[number]]
        if node.isLeaf {
          leaves.append(Int16((node.value / unit).rounded()))
        } else {
          shape |= 1 << UInt32(number)
          let feature = Int(node.feature)
          let place = UInt16(places[feature][node.value] ?? 0)
          splits.append(
            UInt16(feature) | (node.sendsMissingLeft ? 0 : Self.missingGoesRight) | place << 8)
          level += [root + Int(node.left), root + Int(node.left) + 1]
        }
        number += 1
      }
      shapes.append(shape)
    }
    featureCount = model.featureCount
    baseMargins = model.baseMargins
    self.unit = unit
    self.cuts = ascending.flatMap { $0 }
    cutStarts = ascending.reduce(into: [0]) { $0.append($0[$0.count - 1] + UInt16($1.count)) }
    self.shapes = shapes
    self.splits = splits + [0]
    self.leaves = leaves
    outputs = trees.outputs.map { UInt8($0) }
  }

  /// The smallest power of two of which no leaf is more than 32,767.
  fileprivate static func unit(of trees: TreeEnsemble) -> Float {
    var largest: Float = 0
    for node in trees.nodes where node.isLeaf { largest = max(largest, node.value.magnitude) }
    guard largest > 0 else { return 1 }
    let unit = Float(sign: .plus, exponent: max(-120, largest.exponent - 14), significand: 1)
    return largest <= 32_767 * unit ? unit : 2 * unit
  }

  /// The trees again, without what training saw of them.
  package func expanded(_ objective: BoostingObjective) -> BoostedTrees {
    var trees = TreeEnsemble()
    var split = 0
    var leaf = 0
    for (shape, output) in zip(shapes, outputs) {
      let splitCount = shape.nonzeroBitCount
      var nodes: [TreeNode] = []
      var rank = 0
      for number in 0..<2 * splitCount + 1 {
        if shape >> UInt32(number) & 1 == 0 {
          nodes.append(.leaf(unit * Float(leaves[leaf])))
          leaf += 1
          continue
        }
        let code = splits[split + rank]
        let feature = Int(code & (Self.missingGoesRight - 1))
        nodes.append(
          .split(
            feature: feature, threshold: cuts[Int(cutStarts[feature]) + Int(code >> 8)],
            sendsMissingLeft: code & Self.missingGoesRight == 0, left: 2 * rank + 1))
        rank += 1
      }
      split += splitCount
      trees.append(
        nodes, [NodeStatistics](repeating: NodeStatistics(gain: 0, cover: 0), count: nodes.count), output: Int(output))
    }
    return BoostedTrees(featureCount: featureCount, objective: objective, baseMargins: baseMargins, trees: trees)
  }
}

extension BoostedTrees {
  /// The same trees with their leaves rounded to what ``CompactTrees`` keep of them, 16 bits for the largest.
  package func roundingLeaves() -> BoostedTrees {
    let unit = CompactTrees.unit(of: trees)
    var rounded = self
    rounded.trees.changeLeaves { ($0 / unit).rounded() * unit }
    return rounded
  }
}

extension CompactTrees: Codable {
  private enum Key: String, CodingKey {
    case featureCount, baseMargins, unit, cutStarts, cuts, shapes, outputs, splits, leaves
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(featureCount, forKey: .featureCount)
    try container.encode(unit, forKey: .unit)
    try container.encode(baseMargins.bytes, forKey: .baseMargins)
    try container.encode(cutStarts.bytes, forKey: .cutStarts)
    try container.encode(cuts.bytes, forKey: .cuts)
    try container.encode(shapes.bytes, forKey: .shapes)
    try container.encode(outputs.bytes, forKey: .outputs)
    try container.encode(splits.bytes, forKey: .splits)
    try container.encode(leaves.bytes, forKey: .leaves)
  }

  /// - Throws: `DecodingError` for trees that a row could not be taken through.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func numbers<Number: BitwiseCopyable>(_ key: Key, _ zero: Number) throws -> [Number] {
      guard let numbers = [Number](bytes: try container.decode(Data.self, forKey: key)) else {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "damaged trees")
      }
      return numbers
    }
    featureCount = try container.decode(Int.self, forKey: .featureCount)
    unit = try container.decode(Float.self, forKey: .unit)
    baseMargins = try numbers(.baseMargins, Float(0))
    cutStarts = try numbers(.cutStarts, UInt16(0))
    cuts = try numbers(.cuts, Float(0))
    shapes = try numbers(.shapes, UInt32(0))
    outputs = try numbers(.outputs, UInt8(0))
    splits = try numbers(.splits, UInt16(0))
    leaves = try numbers(.leaves, Int16(0))
    guard isSound else {
      throw DecodingError.dataCorruptedError(forKey: .shapes, in: container, debugDescription: "damaged trees")
    }
  }

  /// Whether every row finds its way through every tree.
  private var isSound: Bool {
    guard (1...Self.largest.features).contains(featureCount), (1...Self.largest.outputs).contains(outputCount),
      cutStarts.count == featureCount + 1, cutStarts[0] == 0, Int(cutStarts[featureCount]) == cuts.count,
      zip(cutStarts, cutStarts.dropFirst()).allSatisfy({ $0 <= $1 && $1 - $0 <= Self.largest.cuts }),
      outputs.count == shapes.count, outputs.allSatisfy({ Int($0) < outputCount }),
      splits.count == 1 + shapes.reduce(0, { $0 + $1.nonzeroBitCount }),
      leaves.count == splits.count - 1 + shapes.count,
      unit.isFinite, (cuts + baseMargins).allSatisfy({ !$0.isNaN })
    else { return false }
    let hasPlaces = splits.dropLast().allSatisfy { split in
      let feature = Int(split & (Self.missingGoesRight - 1))
      return split & 128 == 0 && feature < featureCount
        && Int(split >> 8) < Int(cutStarts[feature + 1] - cutStarts[feature])
    }
    // Every node but the root is the child of a split before it.
    return hasPlaces && splits[splits.count - 1] == 0
      && shapes.allSatisfy { shape in
        (0..<32).allSatisfy { node in
          shape >> UInt32(node) & 1 == 0 || node <= 2 * Self.rank(of: UInt32(node), in: shape)
        }
      }
  }
}
