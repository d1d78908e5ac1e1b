import Tensors

/// Trees of random cuts, each over its own sample of a stream of points.
///
/// A point's score is its displacement: the share of a tree's points that move one level down when the point is inserted,
/// expected over the cuts and averaged over the trees. It is near 0 within the crowd and at most 1.
///
/// A tree's sample is uniform over the stream at first (a reservoir); after ten times its size in points each newcomer
/// replaces a random one with probability 0.1, so that the age of the sample stays at about ten times its size.
///
/// - SeeAlso: Guha et al., *Robust Random Cut Forest Based Anomaly Detection on Streams*, ICML 2016,
///   [proceedings.mlr.press](https://proceedings.mlr.press/v48/guha16.html).
public struct RandomCutForest: Sendable {
  private static let leastAcceptance = 0.1

  /// The number of values of a point, D.
  public let dimensions: Int
  /// Points taken so far.
  public private(set) var count = 0
  private(set) var trees: [RandomCutTree]
  /// `[trees][sample]`: the leaf of each sampled point.
  private var samples: [[Int32]]
  private let sampleSize: Int
  private var random: RandomSource
  private var scratch: [Float]
  private var leaves: [Int32] = []

  /// - Precondition: All sizes are positive.
  public init(dimensions: Int, trees: Int = 50, sampleSize: Int = 256, seed: UInt64 = 0) {
    precondition(dimensions > 0 && trees > 0 && sampleSize > 0, "a forest of \(trees) trees of \(sampleSize) points")
    self.dimensions = dimensions
    self.sampleSize = sampleSize
    self.trees = [RandomCutTree](
      repeating: RandomCutTree(dimensions: dimensions, capacity: sampleSize), count: trees)
    samples = (0..<trees).map { _ in
      var sample: [Int32] = []
      sample.reserveCapacity(sampleSize)
      return sample
    }
    random = RandomSource(seed: seed)
    scratch = [Float](repeating: 0, count: trees)
    leaves = [Int32](repeating: 0, count: trees)
  }

  /// The displacement of a point `[D]` of finite values, as a sum over its dimensions.
  ///
  /// - Parameter attribution: `[D]`, replaced by what each dimension adds to the score.
  /// - Returns: The score, from 0 to 1.
  public func displacement(of point: [Float], attribution: inout [Double]) -> Double {
    precondition(
      point.count == dimensions && attribution.count == dimensions, "\(point.count) values, not \(dimensions)")
    for index in 0..<dimensions { attribution[index] = 0 }
    for index in trees.indices {
      trees[index].addDisplacement(of: point, scale: 1 / Double(trees.count), to: &attribution)
    }
    return attribution.reduce(0, +)
  }

  /// Takes in a point `[D]` of finite values.
  public mutating func insert(_ point: [Float]) {
    precondition(point.count == dimensions, "\(point.count) values, not \(dimensions)")
    count += 1
    let acceptance = max(Self.leastAcceptance, Double(sampleSize) / Double(count))
    for index in trees.indices {
      if samples[index].count < sampleSize {
        samples[index].append(trees[index].insert(point, random: &random))
      } else if random.uniform() < acceptance {
        let slot = random.integer(below: sampleSize)
        trees[index].delete(samples[index][slot])
        samples[index][slot] = trees[index].insert(point, random: &random)
      }
    }
  }

  /// Replaces the values of a point from dimension `known` on by what is expected, given those before.
  ///
  /// In each tree the values come from the nearest leaf that the known values lead to; of the trees, the median is taken.
  ///
  /// - Precondition: The forest has taken in a point.
  public mutating func impute(_ point: inout [Float], known: Int) {
    precondition(count > 0, "an empty forest expects nothing")
    for index in trees.indices { leaves[index] = trees[index].nearestLeaf(to: point, known: known) ?? 0 }
    for dimension in known..<dimensions {
      for index in trees.indices { scratch[index] = trees[index].value(of: leaves[index], dimension) }
      scratch.sort()
      point[dimension] = scratch[scratch.count / 2]
    }
  }
}
