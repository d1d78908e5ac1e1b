import Tensors

/// A tree of random cuts over a small sample of points, which takes in and gives up single points.
///
/// Each node cuts its bounding box at random, a dimension being drawn in proportion to its range. Inserting and deleting
/// keep the tree distributed as if it had been grown from its points at once. Equal points share a leaf.
///
/// - SeeAlso: Guha, Mishra, Roy & Schrijvers, *Robust Random Cut Forest Based Anomaly Detection on Streams*, ICML 2016,
///   [proceedings.mlr.press](https://proceedings.mlr.press/v48/guha16.html).
struct RandomCutTree: Sendable {
  private static let none: Int32 = -1

  let dimensions: Int
  let capacity: Int
  private(set) var root = Self.none
  /// Per node, leaves first: `[2 capacity]`. A leaf's box is its point, twice.
  private var parents: [Int32]
  private var lefts: [Int32]
  private var rights: [Int32]
  private var masses: [Int32]
  private var cutDimensions: [Int32]
  private var cuts: [Float]
  /// `[2 capacity, D]` each.
  private var lows: [Float]
  private var highs: [Float]
  private var freeLeaves: [Int32]
  private var freeNodes: [Int32]

  init(dimensions: Int, capacity: Int) {
    self.dimensions = dimensions
    self.capacity = capacity
    parents = [Int32](repeating: Self.none, count: 2 * capacity)
    lefts = parents
    rights = parents
    masses = [Int32](repeating: 0, count: 2 * capacity)
    cutDimensions = masses
    cuts = [Float](repeating: 0, count: 2 * capacity)
    lows = [Float](repeating: 0, count: 2 * capacity * dimensions)
    highs = lows
    freeLeaves = (0..<Int32(capacity)).reversed()
    freeNodes = (Int32(capacity)..<Int32(2 * capacity)).reversed()
  }

  /// The number of points, equal ones counted each.
  var mass: Int { root == Self.none ? 0 : Int(masses[Int(root)]) }

  private func isLeaf(_ node: Int32) -> Bool { node < Int32(capacity) }

  /// Takes in a point `[D]` of finite values and returns its leaf.
  ///
  /// - Precondition: The tree holds fewer than `capacity` points.
  mutating func insert(_ point: [Float], random: inout RandomSource) -> Int32 {
    precondition(mass < capacity, "a tree of \(capacity) points is full")
    guard root != Self.none else {
      root = makeLeaf(point)
      return root
    }
    var node = root
    while true {
      if let cut = separation(of: point, from: node, random: &random) {
        return split(node, from: point, dimension: cut.dimension, at: cut.value)
      }
      if isLeaf(node) {
        var grown = node
        while grown != Self.none {
          masses[Int(grown)] += 1
          grown = parents[Int(grown)]
        }
        return node
      }
      node = point[Int(cutDimensions[Int(node)])] <= cuts[Int(node)] ? lefts[Int(node)] : rights[Int(node)]
    }
  }

  /// Gives up one point of a leaf.
  mutating func delete(_ leaf: Int32) {
    var node = leaf
    while node != Self.none {
      masses[Int(node)] -= 1
      node = parents[Int(node)]
    }
    guard masses[Int(leaf)] == 0 else { return }
    let parent = parents[Int(leaf)]
    freeLeaves.append(leaf)
    guard parent != Self.none else {
      root = Self.none
      return
    }
    let sibling = lefts[Int(parent)] == leaf ? rights[Int(parent)] : lefts[Int(parent)]
    let grandparent = parents[Int(parent)]
    replace(parent, by: sibling, under: grandparent)
    freeNodes.append(parent)
    node = grandparent
    while node != Self.none {
      bound(node)
      node = parents[Int(node)]
    }
  }

  /// Adds, per dimension, the expected displacement of a point `[D]` to `attribution` `[D]`, times `scale`.
  ///
  /// The displacement of a point is the share of the tree's points that move one level down when it is inserted; its
  /// expectation is over the cuts of the insertion, each of which is one dimension's.
  func addDisplacement(of point: [Float], scale: Double, to attribution: inout [Double]) {
    guard root != Self.none else { return }
    var node = root
    var reached = scale / Double(mass)
    while true {
      let base = Int(node) * dimensions
      var total = 0.0
      var outside = 0.0
      for index in 0..<dimensions {
        let (low, high, value) = (Double(lows[base + index]), Double(highs[base + index]), Double(point[index]))
        let excess = max(low - value, value - high, 0)
        outside += excess
        total += high - low + excess
      }
      if outside > 0 {
        let share = reached * Double(masses[Int(node)]) / total
        for index in 0..<dimensions {
          let excess = max(lows[base + index] - point[index], point[index] - highs[base + index], 0)
          attribution[index] += share * Double(excess)
        }
        reached *= 1 - outside / total
      }
      if isLeaf(node) || reached <= 0 { return }
      node = point[Int(cutDimensions[Int(node)])] <= cuts[Int(node)] ? lefts[Int(node)] : rights[Int(node)]
    }
  }

  /// The leaf nearest to a point in its first `known` dimensions, among those that the cuts of these lead to.
  func nearestLeaf(to point: [Float], known: Int) -> Int32? {
    root == Self.none ? nil : nearest(root, point, known).leaf
  }

  /// A leaf's value in a dimension.
  func value(of leaf: Int32, _ dimension: Int) -> Float { lows[Int(leaf) * dimensions + dimension] }

  private func nearest(_ node: Int32, _ point: [Float], _ known: Int) -> (leaf: Int32, distance: Float) {
    if isLeaf(node) {
      var distance: Float = 0
      for index in 0..<known { distance += abs(lows[Int(node) * dimensions + index] - point[index]) }
      return (node, distance)
    }
    let dimension = Int(cutDimensions[Int(node)])
    if dimension < known {
      return nearest(point[dimension] <= cuts[Int(node)] ? lefts[Int(node)] : rights[Int(node)], point, known)
    }
    let left = nearest(lefts[Int(node)], point, known)
    let right = nearest(rights[Int(node)], point, known)
    return right.distance < left.distance ? right : left
  }

  /// A random cut of the box of node and point, if it parts the two.
  private func separation(
    of point: [Float], from node: Int32, random: inout RandomSource
  ) -> (dimension: Int, value: Float)? {
    let base = Int(node) * dimensions
    var total = 0.0
    for index in 0..<dimensions {
      total += Double(max(highs[base + index], point[index])) - Double(min(lows[base + index], point[index]))
    }
    guard total > 0 else { return nil }
    var rest = random.uniform() * total
    for index in 0..<dimensions {
      let low = min(lows[base + index], point[index])
      let high = max(highs[base + index], point[index])
      let range = Double(high) - Double(low)
      if rest < range {
        var cut = Float(Double(low) + rest)
        if cut >= high { cut = low }
        let parts =
          (point[index] <= cut && cut < lows[base + index]) || (highs[base + index] <= cut && cut < point[index])
        return parts ? (index, cut) : nil
      }
      rest -= range
    }
    return nil
  }

  private mutating func makeLeaf(_ point: [Float]) -> Int32 {
    let leaf = freeLeaves.removeLast()
    parents[Int(leaf)] = Self.none
    masses[Int(leaf)] = 1
    for index in 0..<dimensions {
      lows[Int(leaf) * dimensions + index] = point[index]
      highs[Int(leaf) * dimensions + index] = point[index]
    }
    return leaf
  }

  private mutating func split(_ node: Int32, from point: [Float], dimension: Int, at cut: Float) -> Int32 {
    let leaf = makeLeaf(point)
    let new = freeNodes.removeLast()
    replace(node, by: new, under: parents[Int(node)])
    let isLeft = point[dimension] <= cut
    lefts[Int(new)] = isLeft ? leaf : node
    rights[Int(new)] = isLeft ? node : leaf
    cutDimensions[Int(new)] = Int32(dimension)
    cuts[Int(new)] = cut
    parents[Int(leaf)] = new
    parents[Int(node)] = new
    var grown = new
    while grown != Self.none {
      bound(grown)
      grown = parents[Int(grown)]
    }
    return leaf
  }

  private mutating func replace(_ node: Int32, by other: Int32, under parent: Int32) {
    parents[Int(other)] = parent
    if parent == Self.none {
      root = other
    } else if lefts[Int(parent)] == node {
      lefts[Int(parent)] = other
    } else {
      rights[Int(parent)] = other
    }
  }

  /// The mass and box of an inner node, from its children's.
  private mutating func bound(_ node: Int32) {
    let (left, right) = (Int(lefts[Int(node)]), Int(rights[Int(node)]))
    masses[Int(node)] = masses[left] + masses[right]
    for index in 0..<dimensions {
      lows[Int(node) * dimensions + index] = min(lows[left * dimensions + index], lows[right * dimensions + index])
      highs[Int(node) * dimensions + index] = max(highs[left * dimensions + index], highs[right * dimensions + index])
    }
  }
}
