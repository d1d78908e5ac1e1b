/// The value by which Prometheus says that a series has ended: a NaN of its own.
package enum StaleMarker {
  package static let value = Double(bitPattern: 0x7ff0_0000_0000_0002)

  /// Every other NaN is a value that happens to be none.
  package static func isMarker(_ value: Double) -> Bool { value.bitPattern == 0x7ff0_0000_0000_0002 }
}
