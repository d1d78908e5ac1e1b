import Foundation
import Learning
import Testing

/// Models of other libraries with what those say about them; `Fixtures/tree-contributions.py` made it.
struct ContributionFixture: Decodable {
  struct Node: Decodable {
    var cover: Float
    /// Of a leaf.
    var value: Float?
    var feature: Int?
    var gain: Float?
    var threshold: Float?
    var categories: [Int]?
    var missingLeft: Bool?
    var left: Int?
  }

  struct Tree: Decodable {
    var output: Int
    var nodes: [Node]
  }

  struct Model: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    /// Margins before any tree, shape `[K]`.
    var base: [Float]
    var trees: [Tree]
    /// By XGBoost's names.
    var importance: [String: [Double]]
    /// Shape `[N][K]`.
    var margins: [[Double]]
    /// Shape `[N][K · (F + 1)]`.
    var contributions: [[Double]]

    var testDescription: String { name }
  }

  /// Shape `[N][F]`, nil where missing.
  var rows: [[Float?]]
  var models: [Model]

  static let shared: ContributionFixture = {
    let url = Bundle.module.url(forResource: "Fixtures/tree-contributions", withExtension: "json")
    // A fixture that is not there fails every test that needs it.
    return try! JSONDecoder().decode(ContributionFixture.self, from: Data(contentsOf: url!))
  }()
}

extension ContributionFixture.Model {
  /// The model as Tidegate holds it.
  var boostedTrees: BoostedTrees {
    var ensemble = TreeEnsemble()
    for tree in trees {
      let nodes = tree.nodes.map { node -> TreeNode in
        guard let feature = node.feature, let left = node.left else { return .leaf(node.value ?? .nan) }
        if let categories = node.categories {
          return .split(
            feature: feature, categorySet: ensemble.categories.append(categories),
            sendsMissingLeft: node.missingLeft ?? false, left: left)
        }
        return .split(
          feature: feature, threshold: node.threshold ?? .nan, sendsMissingLeft: node.missingLeft ?? false, left: left)
      }
      ensemble.append(
        nodes, tree.nodes.map { NodeStatistics(gain: $0.gain ?? 0, cover: $0.cover) }, output: tree.output)
    }
    return BoostedTrees(
      featureCount: 5, objective: base.count == 1 ? .squaredError : .softmax(base.count), baseMargins: base,
      trees: ensemble)
  }
}
