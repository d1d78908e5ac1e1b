import Simulation
import Telemetry
import Testing

/// Traffic of all kinds, and what is measured and logged of it.
struct WorkloadAndMonitoringTests {
  private func rates(hours: Double, _ change: @escaping (inout TrafficSpecification) -> Void) throws -> [Double] {
    var platform = try PlatformSimulation(
      TestPlatform.scenario(hours: hours, rate: 300) { change(&$0.traffic[0]) }, seed: 3)
    var rates: [Double] = []
    while !platform.isOver {
      platform.step()
      rates.append(platform.lastTick(of: 0).arrived / 15)
    }
    return rates
  }

  private func mean(_ values: some Collection<Double>) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test func `each pattern shapes the load as it says`() throws {
    let day = try rates(hours: 24) { $0.patterns = [.diurnal(amplitude: 0.5, peakHour: 12)] }
    #expect(mean(day[2_760..<3_000]) > 2.8 * mean(day[0..<120]))
    let crowd = try rates(hours: 2) {
      $0.patterns = [.flashCrowd(hour: 1, factor: 5, riseSeconds: 60, decaySeconds: 600)]
    }
    #expect(mean(crowd[246..<250]) > 4 * mean(crowd[200..<239]))
    let batch = try rates(hours: 2) { $0.patterns = [.batch(everyHours: 1, minutes: 6, factor: 5)] }
    #expect(mean(batch[0..<24]) > 4.5 * mean(batch[30..<200]) && mean(batch[240..<264]) > 4.5 * mean(batch[270..<400]))
  }

  @Test func `self-similar bursts stay rough when they are averaged, noise does not`() throws {
    func roughness(_ pattern: LoadPattern) throws -> Double {
      let values = try rates(hours: 96) { $0.patterns = [pattern] }
      func deviation(_ length: Int) -> Double {
        let means = stride(from: 0, to: values.count - length + 1, by: length).map { mean(values[$0..<$0 + length]) }
        let centre = mean(means)
        return (means.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(means.count)).squareRoot()
      }
      return deviation(256) / deviation(4)
    }
    let bursts = try roughness(.selfSimilar(hurst: 0.9, deviation: 0.3))
    #expect(bursts > 1.25 * (try roughness(.noise(deviation: 0.3))), "\(bursts)")
  }

  @Test func `a trace is replayed at any scale, and begins again`() throws {
    let replayed = try rates(hours: 0.5) {
      ($0.trace, $0.traceInterval) = ([1, 3, 2], 60)
    }
    for (index, factor) in [0.5, 1.5, 1, 0.5].enumerated() {
      #expect(abs(mean(replayed[index * 4..<index * 4 + 4]) - 300 * factor) < 1)
    }
  }

  @Test func `entries of traffic add`() throws {
    var platform = try PlatformSimulation(
      TestPlatform.scenario(rate: 100) {
        $0.traffic.append(TrafficSpecification(service: "back"))
        $0.traffic[1].requestsPerSecond = 250
      }, seed: 1)
    for _ in 0..<20 { platform.step() }
    #expect(abs(platform.lastTick(of: 1).arrived / 15 - 350) < 25)
  }

  @Test func `scrapes have noise and gaps, and come as seldom as said`() throws {
    func seen(_ change: @escaping (inout MonitoringSpecification) -> Void) throws -> [Double?] {
      var platform = try PlatformSimulation(TestPlatform.scenario(hours: 1) { change(&$0.monitoring) }, seed: 2)
      var values: [Double?] = []
      while !platform.isOver {
        values.append(platform.observation(of: 1).cpuPercent)
        platform.step()
      }
      return Array(values.dropFirst(20))
    }
    func roughness(_ values: [Double?]) -> Double {
      let known = values.compactMap(\.self)
      return zip(known, known.dropFirst()).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(known.count)
    }
    let exact = try seen { _ in }
    #expect(!exact.contains(nil))
    #expect(try roughness(seen { $0.noise = 0.1 }) > 2 * roughness(exact))
    let holes = try seen { $0.gaps = 0.3 }.count { $0 == nil }
    #expect(holes > 40 && holes < 100)
    let seldom = try seen { $0.scrapeSeconds = 60 }
    #expect(Set(seldom.map { $0 ?? 0 }).count < Set(exact.map { $0 ?? 0 }).count / 3)
  }

  @Test func `a Prometheus scrape has every replica, and counters fall when replicas go`() throws {
    var platform = try PlatformSimulation(TestPlatform.scenario(), seed: 1)
    func counter() -> Double {
      let line = platform.prometheusText().split(separator: "\n").first {
        $0.hasPrefix("http_requests_total{service=\"back\"")
      }
      return line.flatMap { $0.split(separator: " ").last.flatMap { Double($0) } } ?? -1
    }
    for _ in 0..<20 { platform.step() }
    let text = platform.prometheusText()
    #expect(text.split(separator: "\n").count { $0.hasPrefix("replica_cpu_ratio{service=\"back\"") } == 4)
    for name in ["replica_memory_bytes", "replica_disk_bytes", "replica_network_bytes_per_second", "site_nodes"] {
      #expect(text.contains("# TYPE \(name) gauge\n\(name){"))
    }
    // Every line of the format: a comment, or a name with labels and a number.
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      #expect(Double(parts.last ?? "") != nil && line.contains("{") == line.contains("}"), "\(line)")
    }
    let before = counter()
    platform.step()
    #expect(counter() > before)
    let high = counter()
    platform.scale(1, to: 2)
    platform.step()
    #expect(counter() < 0.7 * high)
  }

  @Test func `metrics are a table with a column for each cell and metric`() throws {
    let platform = try TestPlatform.play(TestPlatform.scenario(hours: 0.5))
    let table = platform.metrics()
    #expect(table.rowCount == 30 && table.names.count == 12)
    let load = try table.column("front.requestsPerSecond")
    #expect(abs(load.reduce(0, +) / 30 - 400) < 10)
  }

  @Test func `logs have levels and templates, and faults sequences of their own`() throws {
    func templates(_ fault: PlatformFault?) throws -> (Set<String>, [LogLine]) {
      var platform = try PlatformSimulation(
        TestPlatform.scenario(hours: 2) {
          $0.services[1].limitMegabytes = 400
          $0.faults = fault.map { [$0] } ?? []
        }, seed: 1)
      var log = PlatformLog(platform, seed: 1)
      var lines: [LogLine] = []
      while !platform.isOver {
        platform.step()
        lines += log.lines(of: platform)
      }
      return (Set(lines.map(\.template)), lines)
    }
    let (usual, quiet) = try templates(nil)
    #expect(usual.count >= 3 && !quiet.contains { $0.level == .error })
    let (leaking, lines) = try templates(
      PlatformFault(.memoryLeak, target: "back", startMinutes: 30, minutes: 80, severity: 300))
    #expect(leaking.isStrictSuperset(of: usual))
    let own = lines.filter { $0.service == "back" }
    let pressure = try #require(own.firstIndex { $0.template.hasPrefix("memory at") })
    let killed = try #require(own.firstIndex { $0.template.hasPrefix("container <*> killed") })
    let started = try #require(own[killed...].firstIndex { $0.template.hasPrefix("container <*> started") })
    #expect(pressure < killed && killed < started)
    for line in lines { #expect(!line.message.contains("<*>")) }
  }
}
