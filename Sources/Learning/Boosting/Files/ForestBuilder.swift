/// Puts trees of a model file into the order that ``TreeEnsemble`` wants, and proves that they are trees.
struct ForestBuilder {
  /// F, the number of features.
  let featureCount: Int

  /// The trees of each output, in the order of the file.
  private var trees: [[Tree]]
  private var categories = CategorySets()

  private struct Tree {
    var nodes: [TreeNode]
    var statistics: [NodeStatistics]
  }

  /// The most nodes of a tree, so that a `Float` can count them.
  static let largestTree = 1 << 23

  /// The most 32-bit words of all sets of categories, 64 MB: a few bytes of a file can name a very large category.
  static let mostCategoryWords = 1 << 24

  init(featureCount: Int, outputCount: Int) {
    self.featureCount = featureCount
    trees = Array(repeating: [], count: outputCount)
  }

  /// Adds a set of categories and returns its number.
  private mutating func addSet(_ set: [Int], tree number: Int) throws(ModelFileFault) -> Int {
    let largest = set.max() ?? 0
    guard set.allSatisfy({ $0 >= 0 }), largest <= CategorySets.largestCategory else {
      throw ModelFileFault(
        "tree \(number) asks for categories from \(set.min() ?? 0) to \(largest), but they should lie from 0 to "
          + "\(CategorySets.largestCategory)")
    }
    guard categories.words.count + largest / 32 < Self.mostCategoryWords else {
      throw ModelFileFault(
        "its sets of categories need more than 64 MB", remedy: "number the categories from 0 without gaps")
    }
    return categories.append(set)
  }

  /// Adds a tree whose root is node 0.
  ///
  /// - Parameters:
  ///   - nodes: All nodes, in any order.
  ///   - tree: What to call the tree in errors.
  ///   - output: Which output it adds to.
  ///   - deleted: How many nodes are in no tree, because pruning took them out.
  /// - Throws: If the nodes are not a tree: each but the root and the deleted ones the child of one other.
  /// - Complexity: O(nodes), however deep the tree is.
  mutating func append(
    _ nodes: [FileNode], tree number: Int, output: Int, deleted: Int = 0
  ) throws(ModelFileFault) {
    guard (1...Self.largestTree).contains(nodes.count) else {
      throw ModelFileFault("tree \(number) has \(nodes.count) nodes, but should have 1 to \(Self.largestTree)")
    }
    // Level by level, so that siblings lie side by side and behind their parent.
    var order = [0]
    order.reserveCapacity(nodes.count)
    var isPlaced = [Bool](repeating: false, count: nodes.count)
    isPlaced[0] = true
    var tree = Tree(nodes: [], statistics: [])
    while tree.nodes.count < order.count {
      let source = nodes[order[tree.nodes.count]]
      var node = source.node
      node.left = 0
      if node.isLeaf {
        guard node.value.isFinite else {
          throw ModelFileFault("tree \(number) has a leaf of \(node.value), but leaves should be finite")
        }
      } else {
        guard node.feature < featureCount else {
          throw ModelFileFault(
            "tree \(number) splits on feature \(node.feature), but there are only \(featureCount)")
        }
        guard node.isCategorical || node.value.isFinite else {
          throw ModelFileFault("tree \(number) has a threshold of \(node.value), but thresholds should be finite")
        }
        node.left = Int32(order.count)
        if node.isCategorical {
          node.value = Float(bitPattern: UInt32(try addSet(source.categories, tree: number)))
        }
        for child in [source.left, source.right] {
          guard nodes.indices.contains(child) else {
            throw ModelFileFault("tree \(number) has a child \(child), but only \(nodes.count) nodes")
          }
          guard !isPlaced[child] else {
            throw ModelFileFault("tree \(number) comes to node \(child) in two ways, but should in only one")
          }
          isPlaced[child] = true
          order.append(child)
        }
      }
      guard source.statistics.gain.isFinite, source.statistics.cover.isFinite else {
        throw ModelFileFault("tree \(number) has a gain or a sum of hessians that is not finite")
      }
      tree.nodes.append(node)
      tree.statistics.append(source.statistics)
    }
    guard nodes.count - order.count == deleted else {
      throw ModelFileFault(
        "tree \(number) has \(nodes.count - order.count) nodes that no split leads to, but should have \(deleted)")
    }
    trees[output].append(tree)
  }

  /// The trees, round by round: in each one for every output.
  func ensemble() throws(ModelFileFault) -> TreeEnsemble {
    let roundCount = trees[0].count
    if let output = trees.firstIndex(where: { $0.count != roundCount }) {
      throw ModelFileFault(
        "output \(output) has \(trees[output].count) trees and output 0 has \(roundCount), "
          + "but all should have equally many")
    }
    var ensemble = TreeEnsemble()
    ensemble.categories = categories
    for round in 0..<roundCount {
      for output in trees.indices {
        ensemble.append(trees[output][round].nodes, trees[output][round].statistics, output: output)
      }
    }
    return ensemble
  }
}
