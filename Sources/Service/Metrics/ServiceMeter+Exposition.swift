extension ServiceMeter {
  /// Everything that is measured, as a scrape's answer.
  ///
  /// - Parameters:
  ///   - accept: The request's `Accept` header.
  ///   - readings: What is not counted but read at this moment.
  /// - Complexity: O(series).
  package func exposition(accept: String?, readings: ServiceReadings) -> Exposition {
    var writer = ExpositionWriter(ExpositionFormat(accept: accept))
    factory.registry.write(into: &writer)
    writeWorkloads(into: &writer)
    let values: [(MetricFamily, Double)] = [
      (MetricCatalogue.ready, readings.isReady ? 1 : 0),
      (MetricCatalogue.waiting, Double(readings.waitingRequests)),
      (MetricCatalogue.watchers, Double(readings.watchers)),
      (MetricCatalogue.journalWaiting, Double(readings.journalEntries)),
      (MetricCatalogue.journalSize, Double(readings.journalBytes)),
    ]
    for (family, value) in values {
      writer.begin(family)
      writer.sample(MetricLabels([]), value)
    }
    writer.begin(MetricCatalogue.build)
    writer.sample(buildLabels, 1)
    ProcessReadings().write(into: &writer)
    return writer.finish()
  }

  private func writeWorkloads(into writer: inout ExpositionWriter) {
    let (readings, ready, warmingUp) = workloadReadings()
    writer.begin(MetricCatalogue.workloads)
    writer.sample(MetricLabels(MetricCatalogue.workloads.dimensions(["ready"])), Double(ready))
    writer.sample(MetricLabels(MetricCatalogue.workloads.dimensions(["warming up"])), Double(warmingUp))

    func write(_ family: MetricFamily, _ values: (WorkloadReading) -> [(label: String?, value: Double?)]) {
      let samples = readings.flatMap { workload, reading in
        values(reading).compactMap { label, value -> (MetricLabels, Double)? in
          value.map { (MetricLabels(family.dimensions([workload] + (label.map { [$0] } ?? []))), $0) }
        }
      }
      guard !samples.isEmpty else { return }
      writer.begin(family)
      for (labels, value) in samples { writer.sample(labels, value) }
    }
    write(MetricCatalogue.load) { [(nil, $0.load)] }
    write(MetricCatalogue.forecast) { [("0.5", $0.median), ("0.96", $0.upper)] }
    write(MetricCatalogue.replicas) {
      [("ready", $0.readyReplicas), ("starting", $0.startingReplicas), ("desired", $0.desiredReplicas)]
    }
    write(MetricCatalogue.observationLag) { [(nil, $0.lag)] }
    write(MetricCatalogue.anomalyScore) { [(nil, $0.anomalyScore)] }
    write(MetricCatalogue.openIncidents) { [(nil, $0.openIncidents)] }
    write(MetricCatalogue.modelAge) { [(nil, $0.modelAge)] }
  }
}
