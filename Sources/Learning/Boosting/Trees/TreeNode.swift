/// A split or a leaf of a tree, 16 bytes.
///
/// A tree is an array of nodes whose first is the root; the children of a split stand next to each other, behind it.
/// A row goes left
///
///     at a split by threshold      where x ≤ value
///     at a split by categories     where x lies in the node's set of them
///     where x is missing           as sendsMissingLeft says
package struct TreeNode: Sendable, Equatable {
  /// The feature that a split looks at, or −1 for a leaf.
  package var feature: Int32

  /// The largest number that goes left at a split by threshold, or what a leaf adds to the margin.
  ///
  /// At a split by categories the bits are the number of its set, see ``categorySet``.
  package var value: Float

  /// The index of the left child, counted from the tree's root; the right child follows it. 0 for a leaf.
  package var left: Int32

  /// Whether a row without a value goes left.
  package var sendsMissingLeft: Bool

  /// Whether a split asks for a set of categories instead of a threshold.
  package var isCategorical: Bool

  /// A leaf that adds a value to the margin.
  package static func leaf(_ value: Float) -> TreeNode {
    TreeNode(feature: -1, value: value, left: 0, sendsMissingLeft: false, isCategorical: false)
  }

  /// A split of present values at a threshold.
  package static func split(feature: Int, threshold: Float, sendsMissingLeft: Bool, left: Int) -> TreeNode {
    TreeNode(
      feature: Int32(feature), value: threshold, left: Int32(left), sendsMissingLeft: sendsMissingLeft,
      isCategorical: false)
  }

  /// A split of categories: those of a set go left, all others right.
  package static func split(feature: Int, categorySet: Int, sendsMissingLeft: Bool, left: Int) -> TreeNode {
    TreeNode(
      feature: Int32(feature), value: Float(bitPattern: UInt32(categorySet)), left: Int32(left),
      sendsMissingLeft: sendsMissingLeft, isCategorical: true)
  }

  /// Whether the node is a leaf.
  package var isLeaf: Bool { feature < 0 }

  /// Which of the ensemble's sets of categories goes left; only at a split by categories.
  package var categorySet: Int { Int(value.bitPattern) }
}
