import Metrics

/// The back end of swift-metrics: counters, gauges and histograms that can be read as an exposition.
///
/// A label that the catalogue has is that family; of any other one, as libraries use them, a family is made whose name
/// is the label's in snake case. Timers and recorders that aggregate are histograms, timers in seconds; meters and
/// recorders that do not aggregate are gauges.
package final class OpenMetricsFactory: MetricsFactory {
  package let registry: MetricRegistry

  package init(_ registry: MetricRegistry = MetricRegistry()) { self.registry = registry }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    counter(label, dimensions)
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    counter(label, dimensions)
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    gauge(label, dimensions)
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions, unit: "seconds")
  }

  package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
  package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
  package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

  private func remove(_ handler: AnyObject) {
    if let series = handler as? any MetricSeries { registry.remove(series) }
  }

  private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
    let family =
      MetricCatalogue.family(named: label)
      ?? .counter(Self.name(label, without: "total"), "Counter \(label) of a library.")
    return registry.series(of: family, dimensions, make: CounterSeries.init)
  }

  private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
    let family = MetricCatalogue.family(named: label) ?? .gauge(Self.name(label), "Gauge \(label) of a library.")
    return registry.series(of: family, dimensions, make: GaugeSeries.init)
  }

  private func histogram(
    _ label: String, _ dimensions: [(String, String)], unit: String? = nil
  ) -> HistogramSeries {
    let family =
      MetricCatalogue.family(named: label)
      ?? .histogram(Self.name(label, with: unit), "Distribution \(label) of a library.")
    return registry.series(of: family, dimensions, make: HistogramSeries.init)
  }

  private static func name(_ label: String, with suffix: String? = nil, without ending: String? = nil) -> String {
    var name = MetricName.snakeCase(label)
    if let ending, name.hasSuffix("_" + ending) { name.removeLast(ending.count + 1) }
    if let suffix, !name.hasSuffix("_" + suffix) { name += "_" + suffix }
    return name
  }
}

/// Instruments of the catalogue, with label values in the order of the family's labels.
extension OpenMetricsFactory {
  func counter(_ family: MetricFamily, _ values: String...) -> Counter {
    precondition(family.kind == .counter, "\(family.name) is no counter")
    return Counter(label: family.name, dimensions: family.dimensions(values), factory: self)
  }

  func recorder(_ family: MetricFamily, _ values: String...) -> Recorder {
    precondition(family.kind == .histogram, "\(family.name) is no histogram")
    return Recorder(label: family.name, dimensions: family.dimensions(values), aggregate: true, factory: self)
  }

  func timer(_ family: MetricFamily, _ values: String...) -> Timer {
    precondition(family.kind == .histogram && family.unit == "seconds", "\(family.name) has no durations")
    return Timer(label: family.name, dimensions: family.dimensions(values), factory: self)
  }
}
