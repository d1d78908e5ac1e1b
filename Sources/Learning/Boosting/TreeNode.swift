/// A split or a leaf of a tree, 16 bytes.
///
/// A tree is an array of nodes whose first is the root; the children of a split stand next to each other, behind it.
package struct TreeNode: Sendable, Equatable {
  /// The feature that a split looks at, or −1 for a leaf.
  package var feature: Int32

  /// The largest number that goes left at a split, or what a leaf adds to the prediction.
  package var value: Float

  /// The index of the left child, counted from the tree's root; the right child follows it. 0 for a leaf.
  package var left: Int32

  /// Whether a row without a value goes left.
  package var sendsMissingLeft: Bool

  /// A leaf that adds a value, in the target's unit.
  package static func leaf(_ value: Float) -> TreeNode {
    TreeNode(feature: -1, value: value, left: 0, sendsMissingLeft: false)
  }

  /// A split of present values at a threshold.
  package static func split(feature: Int, threshold: Float, sendsMissingLeft: Bool, left: Int) -> TreeNode {
    TreeNode(feature: Int32(feature), value: threshold, left: Int32(left), sendsMissingLeft: sendsMissingLeft)
  }

  /// Whether the node is a leaf.
  package var isLeaf: Bool { feature < 0 }
}
