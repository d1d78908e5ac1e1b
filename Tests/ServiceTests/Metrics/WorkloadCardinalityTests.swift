import Service
import Testing

@Suite struct WorkloadCardinalityTests {
  @Test func `workloads beyond the limit are added up as other`() {
    let service = MeteredService(mostWorkloads: 3)
    for id in 1...10 as ClosedRange<Int64> {
      service.meter.began(id, name: "w\(id)", tickSeconds: 15)
      service.decide(id, at: 100, load: Double(id), replicas: Int(id), score: Double(id) / 10)
      service.meter.incident(of: id, sequence: 0, isOpen: true)
    }
    service.set(clock: 110)
    let scrape = service.scrape()
    #expect(!scrape.isBroken)
    #expect(
      scrape.all("tidegate_load_requests_per_second") == [
        #"tidegate_load_requests_per_second{workload="w1"}"#: 1,
        #"tidegate_load_requests_per_second{workload="w2"}"#: 2,
        #"tidegate_load_requests_per_second{workload="w3"}"#: 3,
        #"tidegate_load_requests_per_second{workload="other"}"#: 49,
      ])
    #expect(scrape[#"tidegate_replicas{state="desired",workload="other"}"#] == 49)
    #expect(scrape[#"tidegate_anomaly_score{workload="other"}"#] == 1)
    #expect(scrape[#"tidegate_open_incidents{workload="other"}"#] == 7)
    #expect(scrape[#"tidegate_incidents_total{workload="other"}"#] == 7)
    #expect(scrape[#"tidegate_decisions_total{policy="hpa",rung="full",workload="other"}"#] == 7)
    #expect(scrape[#"tidegate_anomaly_score_distribution_count{workload="other"}"#] == 7)
  }

  @Test func `ten thousand workloads make no more series than the limit allows`() {
    let service = MeteredService(mostWorkloads: 20)
    for id in 0..<10_000 as Range<Int64> { service.meter.began(id, name: "w\(id)", tickSeconds: 15) }
    for id in 0..<10_000 as Range<Int64> { service.decide(id, at: 0, load: 1) }
    let before = service.scrape().samples.count
    for id in 0..<10_000 as Range<Int64> { service.decide(id, at: 15, load: 1) }
    #expect(service.scrape().samples.count == before)
    #expect(before < 1_500)
    #expect(service.scrape()[#"tidegate_load_requests_per_second{workload="other"}"#] == 9_980)
  }

  @Test func `a workload that ends takes its series with it and leaves room for another`() {
    let service = MeteredService(mostWorkloads: 1)
    service.meter.began(1, name: "old", tickSeconds: 15)
    service.decide(1, at: 0, load: 1)
    service.meter.ended(1)
    service.meter.ended(1)
    service.decide(1, at: 15, load: 1)
    #expect(!service.scrape().lines.contains { $0.contains("old") })
    service.meter.began(2, name: "new", tickSeconds: 15)
    service.decide(2, at: 0, load: 1)
    #expect(service.scrape()[#"tidegate_decisions_total{policy="hpa",rung="full",workload="new"}"#] == 1)
  }

  @Test func `a name that comes again, and one that is called other, break nothing`() {
    let service = MeteredService(mostWorkloads: 2)
    service.meter.began(1, name: "web", tickSeconds: 15)
    service.decide(1, at: 0, load: 1)
    service.meter.began(2, name: "web", tickSeconds: 15)
    service.meter.began(3, name: "other", tickSeconds: 15)
    service.meter.began(4, name: "api", tickSeconds: 15)
    service.meter.began(5, name: "rest", tickSeconds: 15)
    service.meter.ended(1)
    for id in 2...5 as ClosedRange<Int64> { service.decide(id, at: 0, load: 1) }
    let scrape = service.scrape()
    #expect(!scrape.isBroken)
    #expect(
      scrape.all("tidegate_decisions_total") == [
        #"tidegate_decisions_total{policy="hpa",rung="full",workload="web"}"#: 1,
        #"tidegate_decisions_total{policy="hpa",rung="full",workload="api"}"#: 1,
        #"tidegate_decisions_total{policy="hpa",rung="full",workload="other"}"#: 2,
      ])
  }

  @Test func `workloads may begin, decide and end at once on many threads`() async {
    let service = MeteredService(mostWorkloads: 5)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 as Range<Int64> {
        group.addTask {
          for round in 0..<200 {
            let id = task * 4 + Int64(round % 4)
            service.meter.began(id, name: "w\(id)", tickSeconds: 15)
            for tick in 0..<5 { service.decide(id, at: Double(tick) * 15, load: 1, forecast: (1, 2)) }
            if round % 3 == 0 { service.meter.ended(id) }
            if round % 50 == 0 { #expect(!service.scrape().isBroken) }
          }
        }
      }
    }
    let scrape = service.scrape()
    #expect(!scrape.isBroken)
    #expect(scrape[#"tidegate_decision_compute_duration_seconds_count{rung="full"}"#] == 8_000)
  }
}
