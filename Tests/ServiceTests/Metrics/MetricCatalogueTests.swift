import Metrics
import Service
import Testing

@Suite struct MetricCatalogueTests {
  /// A service that has had something of everything.
  private static func busy() -> MeteredService {
    let service = MeteredService(mostWorkloads: 2)
    let meter = service.meter
    for id in 1...4 as ClosedRange<Int64> {
      meter.began(id, name: "w\(id)", tickSeconds: 15)
      meter.learned(id, at: 0)
      for tick in 0..<8 {
        service.decide(
          id, at: Double(tick) * 15, load: 10, forecast: (9, 12), score: 0.5, degraded: tick == 0 ? "load stale" : nil)
      }
      meter.incident(of: id, sequence: 3, isOpen: true)
      meter.sourceFailed(id, source: "prometheus")
    }
    meter.kept(.milliseconds(1))
    meter.keepingFailed()
    meter.refitted(.seconds(1))
    meter.refitFailed()
    meter.received(samples: 1, source: "remote-write", outcome: "used")
    meter.alerted(isDelivered: true)
    meter.actuated("webhook", isDelivered: true)
    for door in ServiceMeter.Door.allCases {
      meter.answered(door, route: "/", method: "GET", status: 200, duration: .milliseconds(1))
      meter.refused(door, status: 503)
    }
    return service
  }

  @Test func `the catalogue and the exposition have the same families`() {
    let lines = Self.busy().scrape().lines
    let shown = lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) }
    #expect(Set(shown) == Set(MetricCatalogue.all.map(\.name)))
    #expect(shown.count == MetricCatalogue.all.count)
  }

  @Test func `every series bears the labels that the catalogue declares`() {
    let samples = Self.busy().scrape().samples.keys
    for family in MetricCatalogue.all {
      for name in family.sampleNames {
        let labels = samples.filter { $0 == name || $0.hasPrefix(name + "{") }.map { sample in
          Set(sample.matches(of: /([a-z_]+)="/).map { String($0.1) })
        }
        let declared = Set(family.labels + (name.hasSuffix("_bucket") ? ["le"] : []))
        #expect(!labels.isEmpty && labels.allSatisfy { $0 == declared }, "\(name)")
      }
    }
  }

  @Test func `every text of the catalogue is a sentence`() {
    for family in MetricCatalogue.all {
      #expect(family.help.hasSuffix(".") && family.help.first?.isUppercase == true, "\(family.name)")
    }
  }

  @Test(.enabled(if: Promtool.isInstalled, Promtool.missing), arguments: [false, true])
  func `promtool finds nothing to complain of`(isBusy: Bool) throws {
    let service = isBusy ? Self.busy() : MeteredService()
    // What libraries measure is shown at the same place.
    Counter(label: "http.server.requestErrors", factory: service.meter.factory).increment()
    let exposition = service.meter.exposition(accept: nil, readings: ServiceReadings())
    let (status, said) = try Promtool.run(["check", "metrics"], input: exposition.body)
    #expect(said == "")
    #expect(status == 0)
  }

  @Test(.enabled(if: Promtool.isInstalled, Promtool.missing))
  func `promtool does complain where there is something`() throws {
    let (status, said) = try Promtool.run(
      ["check", "metrics"], input: Array("# TYPE badName counter\nbadName 1\n".utf8))
    #expect(status == 3)
    #expect(said.contains("badName"))
  }
}
