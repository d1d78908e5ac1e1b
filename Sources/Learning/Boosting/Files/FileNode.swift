/// A node of a tree as a model file numbers it: its children may lie anywhere.
struct FileNode {
  /// The split or the leaf; its own links to its children and to a set of categories do not count.
  var node: TreeNode

  /// The numbers of the children; a leaf has none.
  var left: Int
  var right: Int

  var statistics: NodeStatistics

  /// What goes left at a split by categories.
  var categories: [Int] = []

  static func leaf(_ value: Float, cover: Float) -> FileNode {
    FileNode(node: .leaf(value), left: 0, right: 0, statistics: NodeStatistics(gain: 0, cover: cover))
  }
}
