/// What training saw at a node; explanations and other libraries' model files need it, predictions do not.
package struct NodeStatistics: Sendable, Equatable {
  /// What the node's split was worth: twice what the loss fell by, as other libraries count it; 0 for a leaf.
  package var gain: Float

  /// The sum of the hessians of the rows that reached the node: their number, where the hessian is constant.
  package var cover: Float

  package init(gain: Float, cover: Float) {
    self.gain = gain
    self.cover = cover
  }
}
