/// What is measured under one name: the `# TYPE`, `# UNIT` and `# HELP` of an exposition, and the labels that its
/// series bear.
package struct MetricFamily: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case counter, gauge, histogram, info
  }

  /// Bounds of durations, in seconds: 1, 2.5 and 5 of each power of ten from 50 µs to 10 s.
  package static let durationBounds = [
    50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]
  /// Series of a family whose label values come from outside, at most.
  package static let mostSeries = 500

  /// Without the suffix of its samples; ends with the unit where there is one.
  package let name: String
  package let kind: Kind
  package let help: String
  /// Seconds, bytes or ratio; nil where the name says what is counted.
  package let unit: String?
  /// Names of the labels, in the order in which values are given.
  package let labels: [String]
  /// Upper bounds of a histogram's buckets, rising, without infinity; empty for other kinds.
  package let bounds: [Double]
  /// Series beyond these are added up in one whose label values are all `other`.
  package let mostSeries: Int

  private init(
    _ name: String, _ kind: Kind, _ help: String, _ labels: [String], bounds: [Double] = [], mostSeries: Int
  ) {
    self.name = name
    self.kind = kind
    self.help = help
    self.labels = labels
    self.bounds = bounds
    self.mostSeries = mostSeries
    unit = ["seconds", "bytes", "ratio"].first { name.hasSuffix("_\($0)") }
  }

  package static func counter(
    _ name: String, _ help: String, labels: [String] = [], mostSeries: Int = mostSeries
  ) -> MetricFamily {
    MetricFamily(name, .counter, help, labels, mostSeries: mostSeries)
  }

  package static func gauge(
    _ name: String, _ help: String, labels: [String] = [], mostSeries: Int = mostSeries
  ) -> MetricFamily {
    MetricFamily(name, .gauge, help, labels, mostSeries: mostSeries)
  }

  package static func info(_ name: String, _ help: String, labels: [String]) -> MetricFamily {
    MetricFamily(name, .info, help, labels, mostSeries: mostSeries)
  }

  /// - Precondition: The bounds rise, and lie from 1e-10 to below 1e6, where their text is canonical.
  package static func histogram(
    _ name: String, _ help: String, labels: [String] = [], bounds: [Double] = durationBounds,
    mostSeries: Int = mostSeries
  ) -> MetricFamily {
    precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds of \(name) do not rise: \(bounds)")
    precondition(bounds.allSatisfy { (1e-10..<1e6).contains($0) }, "bounds of \(name) are out of range: \(bounds)")
    return MetricFamily(name, .histogram, help, labels, bounds: bounds, mostSeries: mostSeries)
  }

  /// The names that samples have, as a query asks for them.
  package var sampleNames: [String] {
    switch kind {
    case .counter: [name + "_total"]
    case .gauge: [name]
    case .histogram: [name + "_bucket", name + "_sum", name + "_count"]
    case .info: [name + "_info"]
    }
  }

  /// The label names with their values.
  ///
  /// - Precondition: There is a value for each label.
  func dimensions(_ values: [String]) -> [(String, String)] {
    precondition(values.count == labels.count, "\(name) has the labels \(labels), given were \(values)")
    return Array(zip(labels, values))
  }
}
