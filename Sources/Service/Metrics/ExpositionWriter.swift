/// Writes families one after the other, in one of the two formats.
///
/// - SeeAlso: OpenMetrics 1.0, [openmetrics.io](https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md);
///   *Exposition formats*, [prometheus.io](https://prometheus.io/docs/instrumenting/exposition_formats/).
package struct ExpositionWriter {
  package let format: ExpositionFormat
  private var bytes: [UInt8] = []
  private var family: MetricFamily?

  package init(_ format: ExpositionFormat) { self.format = format }

  /// Begins a family; the samples that follow are its own.
  ///
  /// - Precondition: Each family begins once.
  package mutating func begin(_ family: MetricFamily) {
    self.family = family
    switch format {
    case .openMetrics:
      line("# TYPE \(family.name) \(family.kind.rawValue)")
      if let unit = family.unit { line("# UNIT \(family.name) \(unit)") }
      line("# HELP \(family.name) \(MetricName.escaped(family.help, quotes: true))")
    case .text:
      // Here the sample's name is the family's, and an info is a gauge.
      let name = family.kind == .histogram ? family.name : family.sampleNames[0]
      line("# HELP \(name) \(MetricName.escaped(family.help, quotes: false))")
      line("# TYPE \(name) \(family.kind == .info ? "gauge" : family.kind.rawValue)")
    }
  }

  /// A sample of a counter, gauge or info.
  package mutating func sample(_ labels: MetricLabels, _ value: Double) {
    guard let family else { preconditionFailure("a sample without a family") }
    sample(family.sampleNames[0], labels.text, value)
  }

  /// Buckets, sum and count of a histogram's series.
  ///
  /// - Parameter counts: By bucket, not cumulative, `[bounds.count + 1]`.
  package mutating func histogram(_ labels: MetricLabels, bounds: [Double], counts: [UInt64], sum: Double) {
    guard let family else { preconditionFailure("a sample without a family") }
    let separator = labels.text.isEmpty ? "" : ","
    var total: UInt64 = 0
    for (bound, count) in zip(bounds + [.infinity], counts) {
      total += count
      let label = "\(labels.text)\(separator)le=\"\(MetricNumber.canonicalBound(bound))\""
      sample(family.name + "_bucket", label, Double(total))
    }
    sample(family.name + "_sum", labels.text, sum)
    sample(family.name + "_count", labels.text, Double(total))
  }

  /// Everything that was written.
  package consuming func finish() -> Exposition {
    if format == .openMetrics { line("# EOF") }
    return Exposition(contentType: format.contentType, body: bytes)
  }

  private mutating func sample(_ name: String, _ labels: String, _ value: Double) {
    line(labels.isEmpty ? "\(name) \(MetricNumber.value(value))" : "\(name){\(labels)} \(MetricNumber.value(value))")
  }

  private mutating func line(_ text: String) {
    bytes += text.utf8
    bytes.append(UInt8(ascii: "\n"))
  }
}
