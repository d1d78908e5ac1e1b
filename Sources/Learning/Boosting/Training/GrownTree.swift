/// A tree as it was grown: splits between bins, and leaves that have no answers yet.
struct GrownTree: Sendable {
  struct Node: Sendable {
    /// Where the node's rows go; nil for a leaf.
    var split: Split?
    /// The left child, which the right one follows.
    var left = 0
    /// The packed sums of its rows.
    var total: Int64
  }

  struct Leaf: Sendable {
    /// The leaf's place among the nodes.
    var node: Int
    var depth: Int
    /// How many of the rows that the tree was grown on it has.
    var rows: Int
    var bounds = AnswerBounds()
    /// Where its histogram lies, if it is kept.
    var slot: Int?
    /// Its best split, if any lowers the loss.
    var split: Split?
  }

  var nodes: [Node] = []
  var leaves: [Leaf] = []
}
