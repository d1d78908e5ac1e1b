import Simulation
import Testing

/// Every kind of fault against the same seed without it.
struct PlatformFaultTests {
  private static func scenario(_ fault: PlatformFault?) -> PlatformScenario {
    TestPlatform.scenario(hours: 1.5, rate: 480) {
      ($0.services[1].initial, $0.services[1].policy) = (8, .fixed(8))
      $0.databases = [DatabaseSpecification(name: "db")]
      $0.databases[0].queryMilliseconds = 4
      var query = QuerySpecification(database: "db")
      (query.reads, query.writes) = (3, 1)
      $0.services[1].queries = [query]
      $0.caches = [CacheSpecification(name: "cache")]
      var lookup = LookupSpecification(cache: "cache")
      (lookup.database, lookup.perRequest) = ("db", 8)
      $0.services[1].lookups = [lookup]
      $0.faults = fault.map { [$0] } ?? []
    }
  }

  private static func target(_ kind: PlatformFault.Kind) -> String {
    switch kind {
    case .zoneOutage, .cloudOutage: "here"
    case .cacheRestart: "cache"
    case .primaryLoss, .slowQueries: "db"
    case .retryStorm: "front"
    default: "back"
    }
  }

  @Test(arguments: PlatformFault.Kind.allCases)
  func `a fault shows while it acts, and nothing did before it`(kind: PlatformFault.Kind) throws {
    let fault = PlatformFault(kind, target: Self.target(kind), startMinutes: 30, minutes: 30)
    var faulty = try PlatformSimulation(Self.scenario(fault), seed: 5)
    var sound = try PlatformSimulation(Self.scenario(fault).withoutFaults, seed: 5)
    while !faulty.isOver {
      if faulty.tick == 160 {
        let (seen, usual) = (faulty.observation(of: 1), sound.observation(of: 1))
        switch kind {
        case .metricLoss: #expect(seen.cpuPercent == nil && usual.cpuPercent != nil)
        case .clockSkew: #expect(seen.timestamp - usual.timestamp == kind.severity)
        case .cpuHog: #expect((seen.cpuPercent ?? 0) > (usual.cpuPercent ?? 0) + 30)
        case .memoryLeak: #expect((seen.memoryPercent ?? 0) > (usual.memoryPercent ?? 0) + 10)
        default: break
        }
      }
      faulty.step()
      sound.step()
    }
    #expect(Array(faulty.history.ticks[..<120]) == Array(sound.history.ticks[..<120]))
    let (during, after) = (120..<236, 300..<360)
    switch kind {
    case .metricLoss: #expect(faulty.history.ticks == sound.history.ticks, "users do not notice")
    case .memoryLeak:
      #expect(faulty.history.cells[1].memoryPercent[230] > sound.history.cells[1].memoryPercent[230] + 20)
    case .errors, .diskFull, .dependencyDown, .cloudOutage, .clockSkew, .primaryLoss:
      #expect(faulty.failedPercent(during) > sound.failedPercent(during) + 0.5)
    default:
      func worst(_ platform: PlatformSimulation) -> Double {
        platform.history.ticks[during].map(\.p95Milliseconds).max() ?? 0
      }
      #expect(worst(faulty) > 1.01 * worst(sound), "\(worst(faulty)), \(worst(sound))")
    }
    if kind != .badDeployment, kind != .cloudOutage, kind != .zoneOutage {
      #expect(abs(faulty.failedPercent(after) - sound.failedPercent(after)) < 0.5, "it is over when it is over")
    }
  }

  @Test func `labels name kind and target on rows of a minute`() throws {
    let fault = PlatformFault(.latency, target: "back", startMinutes: 10, minutes: 5)
    let platform = try TestPlatform.play(Self.scenario(fault))
    let labels = platform.labels(rowSeconds: 60)
    #expect(labels.map(\.start) == [10] && labels.map(\.end) == [14] && labels.map(\.kind) == ["latency@back"])
  }

  @Test func `the ladder has every rung with its control, in services that there are`() throws {
    let ladder = try FaultLadder()
    #expect(ladder.rungs.count == 3 * FaultLadder.kinds.count && ladder.control.faults.isEmpty)
    let names = Set(ladder.control.services.map(\.name))
    for rung in ladder.rungs {
      #expect(rung.scenario.withoutFaults == ladder.control && rung.services.isSubset(of: names))
      _ = try rung.scenario.validated()
    }
  }
}
