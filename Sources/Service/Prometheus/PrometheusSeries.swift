/// A series of a Prometheus' answer.
package struct PrometheusSeries: Sendable, Equatable {
  package struct Point: Sendable, Equatable {
    /// In seconds since 1970.
    package var time: Double
    /// NaN where there is no finite value.
    package var value: Double

    package init(time: Double, value: Double) {
      self.time = time
      self.value = value
    }
  }

  package var labels: [String: String]
  /// Oldest first.
  package var points: [Point]

  package init(labels: [String: String] = [:], points: [Point]) {
    self.labels = labels
    self.points = points
  }
}
