/// What one remote write may not exceed.
package struct RemoteWriteLimits: Sendable, Equatable {
  /// In bytes, compressed and not.
  package var bytes = 8 << 20
  /// Series, labels and samples, counted together, so that many empty ones do not take much memory either.
  package var messages = 500_000
  /// Labels of one series, its name among them.
  package var labels = 64
  /// Of a label's name and of its value, in bytes.
  package var nameBytes = 1_024
  package var valueBytes = 8_192

  package init() {}

  package init(_ limits: ServiceLimits) {
    bytes = limits.requestBytes
    labels = limits.labels
  }
}
