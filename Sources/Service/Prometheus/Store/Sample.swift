/// A value of a series.
package struct Sample: Sendable, Equatable {
  /// Since 1970.
  package var milliseconds: Int64
  package var value: Double

  package init(milliseconds: Int64, value: Double) {
    self.milliseconds = milliseconds
    self.value = value
  }

  /// Equal to the bit, so that one NaN is like itself and not like another.
  package static func == (left: Sample, right: Sample) -> Bool {
    left.milliseconds == right.milliseconds && left.value.bitPattern == right.value.bitPattern
  }
}
