import Scaling
import Simulation
import Telemetry
import Testing

struct ScenarioWorldTests {
  /// A steady load, so that what faults do stands out.
  private func world(days: Double, seed: UInt64, faultsPerDay: Double = 4) throws -> ScenarioWorld {
    var scenario = Scenario.steady
    scenario.faultsPerDay = faultsPerDay
    return try ScenarioWorld(scenario, days: days, seed: seed)
  }

  @Test func `equal seeds give equal worlds and a longer one begins with the rows of a shorter one`() throws {
    for seed in UInt64(0)..<6 {
      let short = try world(days: 3, seed: seed)
      let long = try world(days: 4, seed: seed)
      let rows = 3 * 1_440
      let metrics = short.metrics()
      #expect(metrics.rowCount == rows)
      #expect(metrics == (try world(days: 3, seed: seed)).metrics())
      let longer = long.metrics()
      for (column, values) in metrics.columns.enumerated() {
        #expect(values == Array(longer.columns[column].prefix(rows)), "\(metrics.names[column])")
      }
      #expect(short.labels(rowSeconds: 60).allSatisfy { $0.end < rows })
      #expect(
        short.labels(rowSeconds: 60).map(\.start)
          == long.labels(rowSeconds: 60).map(\.start).filter { $0 < rows })
    }
    #expect(try world(days: 3, seed: 1).metrics() != world(days: 3, seed: 2).metrics())
  }

  @Test func `labels lie on the rows in which metrics change`() throws {
    var seen: Set<String> = []
    for seed in UInt64(10)..<14 {
      let world = try world(days: 6, seed: seed)
      let table = world.metrics()
      let labels = world.labels(rowSeconds: 60)
      #expect(labels.allSatisfy { $0.start >= 1_440 })
      for label in labels {
        guard
          let metric = [
            "cpu-hog": "cpuPercent", "memory-leak": "memoryPercent", "latency": "latencyP95Milliseconds",
            "errors": "errorPercent",
          ][label.kind]
        else {
          Issue.record("a label of kind \(label.kind)")
          continue
        }
        seen.insert(label.kind)
        let values = try table.column(metric)
        func mean(_ rows: Range<Int>) -> Double { values[rows].reduce(0, +) / Double(rows.count) }
        let before = mean((label.start - 30)..<(label.start - 1))
        // The HPA answers a busy CPU within minutes, so the first rows tell; a leak shows at its end.
        let inside = label.kind == "memory-leak" ? values[label.end - 1] : mean((label.start + 1)..<(label.start + 3))
        let expected = [
          "cpu-hog": before + 8, "memory-leak": before + 35, "latency": before * 2.5, "errors": before + 5,
        ]
        if inside < expected[label.kind] ?? .infinity {
          Issue.record("seed \(seed), \(label): \(metric) goes from \(before) to \(inside)")
        }
        // Outside it is over: two rows later the errors and the latency are as before.
        if label.end + 5 < values.count, label.kind == "errors" || label.kind == "latency" {
          #expect(mean((label.end + 2)..<(label.end + 5)) < before * 1.5 + 0.5)
        }
      }
    }
    #expect(seen.count == Fault.Kind.allCases.count)
  }

  @Test func `labels are counted from the first row asked for`() throws {
    let world = try world(days: 6, seed: 15)
    let all = world.labels(rowSeconds: 60)
    let first = try #require(all.first)
    let cut = (first.start + first.end) / 2
    let rest = world.labels(rowSeconds: 60, from: cut)
    #expect(rest.count == all.count)
    #expect(rest[0] == LabelledInterval(start: 0, end: first.end - cut, kind: first.kind))
    #expect(rest[1].start == all[1].start - cut && rest[1].end == all[1].end - cut)
    #expect(world.labels(rowSeconds: 60, from: first.end + 1).count == all.count - 1)
  }

  @Test func `every policy meets the same load, faults and noise`() throws {
    let world = try world(days: 2, seed: 16)
    func observations(_ replicas: Int) -> [Observation] {
      var cluster = world.cluster(timing: ScalingTiming(lagTicks: 2, startupTicks: 4), limits: ReplicaLimits())
      var seen: [Observation] = []
      while let observation = cluster.next() {
        seen.append(observation)
        // Different in the first tick, the same from then on.
        cluster.scale(to: cluster.currentTick < 100 ? replicas : 20)
      }
      return seen
    }
    let few = observations(13)
    let many = observations(40)
    #expect(few.map(\.requestsPerSecond) == many.map(\.requestsPerSecond))
    // After the difference is over even the measurement noise agrees.
    #expect(few.suffix(9_000).map(\.latencyP95Milliseconds) == many.suffix(9_000).map(\.latencyP95Milliseconds))
    #expect(few.suffix(9_000).map(\.cpuPercent) == many.suffix(9_000).map(\.cpuPercent))
    #expect(few[50].cpuPercent != many[50].cpuPercent)
  }

  @Test func `a scenario without faults has no labels`() throws {
    let world = try ScenarioWorld(.steady, days: 10, seed: 3)
    #expect(world.faults.isEmpty && world.labels(rowSeconds: 60).isEmpty)
    #expect(world.metrics().columns[1].allSatisfy { $0 > 30 && $0 < 100 })
  }
}
