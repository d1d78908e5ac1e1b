import Synchronization

/// The families that are measured, with their series.
package final class MetricRegistry: Sendable {
  private struct Entry {
    let family: MetricFamily
    var series: [MetricLabels: any MetricSeries] = [:]
  }

  private let entries = Mutex<[String: Entry]>([:])

  package init() {}

  /// The series of these labels, made where there is none; beyond the family's limit the one that all others share.
  ///
  /// - Precondition: Nobody has measured something of another kind under the same name.
  func series<Series: MetricSeries>(
    of family: MetricFamily, _ dimensions: [(String, String)], make: (MetricFamily, MetricLabels) -> Series
  ) -> Series {
    entries.withLock { entries in
      let entry = entries[family.name] ?? Entry(family: family)
      var labels = MetricLabels(dimensions)
      if entry.series[labels] == nil, entry.series.count >= family.mostSeries {
        labels = MetricLabels(dimensions.map { ($0.0, MetricLabels.other) })
      }
      if let known = entry.series[labels] {
        guard let series = known as? Series else {
          preconditionFailure("\(family.name) is measured as a \(entry.family.kind) and as a \(family.kind)")
        }
        return series
      }
      precondition(
        entry.family.kind == family.kind, "\(family.name) is measured as a \(entry.family.kind) and as a \(family.kind)"
      )
      let series = make(entry.family, labels)
      entries[family.name, default: entry].series[labels] = series
      return series
    }
  }

  func remove(_ series: any MetricSeries) {
    entries.withLock { entries in
      guard entries[series.family.name]?.series[series.labels] === series else { return }
      entries[series.family.name]?.series[series.labels] = nil
    }
  }

  /// Series of all families.
  package var count: Int { entries.withLock { $0.values.reduce(0) { $0 + $1.series.count } } }

  /// Writes all families that have series, by name, and each family's series by labels.
  package func write(into writer: inout ExpositionWriter) {
    let families = entries.withLock { Array($0.values) }
    for entry in families.sorted(by: { $0.family.name < $1.family.name }) where !entry.series.isEmpty {
      writer.begin(entry.family)
      for series in entry.series.sorted(by: { $0.key.text < $1.key.text }) { series.value.write(into: &writer) }
    }
  }
}
