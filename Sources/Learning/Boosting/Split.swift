/// A way to part the rows of a leaf in two.
package struct Split: Sendable, Equatable {
  /// The feature to look at.
  package let feature: Int

  /// The last bin that goes left; the feature's last bin parts present values from missing ones.
  package let bin: UInt8

  /// Whether rows without a value go left.
  package let sendsMissingLeft: Bool

  /// How much the loss falls, in squared units of the fixed-point gradients, above 0.
  package let gain: Double

  /// The gradients and rows that go left.
  package let left: PackedSum

  /// The gradients and rows that go right.
  package let right: PackedSum
}
