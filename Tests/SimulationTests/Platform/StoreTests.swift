import Simulation
import Testing

/// Databases, caches and topics, as users and callers meet them.
struct StoreTests {
  private func database(
    hours: Double = 1, rate: Double = 400, reads: Double = 4, writes: Double = 1,
    _ change: (inout PlatformScenario) -> Void = { _ in }
  ) throws -> PlatformSimulation {
    try TestPlatform.play(
      TestPlatform.scenario(hours: hours, rate: rate) {
        var database = DatabaseSpecification(name: "db")
        database.backupMinutes = 0
        $0.databases = [database]
        var query = QuerySpecification(database: "db")
        (query.reads, query.writes) = (reads, writes)
        $0.services[1].queries = [query]
        change(&$0)
      })
  }

  @Test func `pools that want more connections than there are get errors`() throws {
    let enough = try database { $0.services[1].connections = 20 }
    let many = try database { $0.services[1].connections = 150 }
    #expect(enough.failedPercent(60..<240) < 0.1)
    #expect(many.databases[0].refused > 0.3 && many.failedPercent(60..<240) > 20)
  }

  @Test func `replicas take reads off the primary`() throws {
    func utilization(_ split: Double, replicas: Int) throws -> Double {
      try database(rate: 500) {
        $0.databases[0].readSplit = split
        $0.databases[0].replicas = replicas
      }.databases[0].utilization
    }
    let alone = try utilization(0.8, replicas: 0)
    #expect(try utilization(0, replicas: 4) == alone)
    #expect(try utilization(0.8, replicas: 4) < 0.5 * alone)
  }

  @Test func `replicas that replay too slowly fall behind, and are not read from`() throws {
    let slow = try database { $0.databases[0].replayPerSecond = 300 }
    let quick = try database()
    #expect(slow.databases[0].lagSeconds > 100 && quick.databases[0].lagSeconds < 0.1)
    #expect(slow.databases[0].utilization > 1.5 * quick.databases[0].utilization)
  }

  @Test func `a lost primary fails writes until a replica has taken over`() throws {
    func loss(_ failover: Double, replicas: Int) throws -> PlatformSimulation {
      try database {
        $0.databases[0].failoverSeconds = failover
        $0.databases[0].replicas = replicas
        $0.databases[0].restoreSeconds = 1_500
        $0.databases[0].rebuildSeconds = 7_200
        $0.faults = [PlatformFault(.primaryLoss, target: "db", startMinutes: 20, minutes: 1)]
      }
    }
    let (quick, slow, none) = (try loss(30, replicas: 4), try loss(180, replicas: 4), try loss(30, replicas: 0))
    let recoveries = [quick, slow, none].map { $0.report(policy: "").faults[0].recoverySeconds ?? .infinity }
    #expect(recoveries[0] >= 30 && recoveries[0] < 120, "\(recoveries)")
    #expect(recoveries[1] >= 180 && recoveries[1] < 300, "\(recoveries)")
    #expect(recoveries[2] >= 1_500, "\(recoveries)")
    #expect(quick.databases[0].failovers == 1 && quick.count(.databaseFailover) == 1)
    #expect(quick.databases[0].lostWrites > 0 && quick.databases[0].replicas == 3)
  }

  @Test func `a backup and a missing index make queries slow`() throws {
    func latency(_ change: (inout PlatformScenario) -> Void) throws -> Double {
      try database(rate: 500, change).p95(120..<200)
    }
    let usual = try latency { _ in }
    let backup = try latency {
      ($0.databases[0].backupHour, $0.databases[0].backupMinutes) = (0, 60)
      $0.databases[0].backupLoad = 0.8
      $0.databases[0].readSplit = 0
    }
    let index = try latency {
      $0.faults = [PlatformFault(.slowQueries, target: "db", startMinutes: 20, minutes: 40, severity: 6)]
    }
    #expect(backup > 1.05 * usual && index > 1.3 * usual, "\(usual), \(backup), \(index)")
  }

  private func cached(
    hours: Double = 2, _ change: (inout PlatformScenario) -> Void = { _ in }
  ) throws -> PlatformSimulation {
    try database(hours: hours, reads: 0, writes: 0) {
      var cache = CacheSpecification(name: "cache")
      cache.memoryMegabytes = 64
      $0.caches = [cache]
      var lookup = LookupSpecification(cache: "cache")
      lookup.database = "db"
      lookup.perRequest = 5
      $0.services[1].lookups = [lookup]
      change(&$0)
    }
  }

  @Test func `memory, skew and time to live decide what is found`() throws {
    func ratio(_ change: (inout PlatformScenario) -> Void) throws -> Double { try cached(change).caches[0].hitRatio }
    let usual = try ratio { _ in }
    #expect(usual > 0.2 && usual < 0.95)
    #expect(try ratio { $0.caches[0].memoryMegabytes = 512 } > usual + 0.05)
    #expect(try ratio { $0.caches[0].exponent = 1.2 } > usual + 0.1)
    #expect(try ratio { $0.caches[0].ttlSeconds = 2 } < usual - 0.05)
    #expect(try ratio { $0.caches[0].keys = 1e8 } < usual)
  }

  @Test func `a restart is a stampede on the database, which coalescing softens`() throws {
    func restart(_ coalesces: Bool) throws -> PlatformSimulation {
      try cached {
        $0.databases[0].cores = 1
        $0.databases[0].queryMilliseconds = 2.5
        $0.databases[0].readSplit = 0
        $0.databases[0].maxConnections = 1_000
        $0.caches[0].memoryMegabytes = 2_048
        $0.caches[0].exponent = 1.1
        $0.caches[0].coalesces = coalesces
        $0.faults = [PlatformFault(.cacheRestart, target: "cache", startMinutes: 60, minutes: 1)]
      }
    }
    let platform = try restart(false)
    #expect(platform.p95(240..<244) > 1.3 * platform.p95(200..<239))
    #expect(platform.count(.cacheRestarted) == 1)
    let soft = try restart(true)
    #expect(soft.mean(240..<300) { $0.p95Milliseconds } <= platform.mean(240..<300) { $0.p95Milliseconds })
  }

  private func queue(_ change: (inout PlatformScenario) -> Void) throws -> PlatformSimulation {
    try TestPlatform.play(
      TestPlatform.scenario(hours: 1, rate: 100) {
        $0.topics = [TopicSpecification(name: "events")]
        $0.services[0].publishes = [PublishSpecification(topic: "events")]
        var worker = ServiceSpecification(name: "worker")
        worker.serviceMilliseconds = 150
        (worker.cores, worker.initial, worker.policy) = (4, 5, .fixed(5))
        worker.consumes = "events"
        $0.services.append(worker)
        change(&$0)
      })
  }

  @Test func `consumers beyond the partitions are idle, and messages wait`() throws {
    #expect(try queue { _ in }.topics[0].lag < 1_000)
    #expect(try queue { $0.topics[0].partitions = 2 }.topics[0].lag > 100_000)
    #expect(try queue { $0.services[0].publishes[0].perRequest = 3 }.topics[0].lag > 100_000)
    #expect(
      try queue {
        $0.topics[0].partitions = 2
        $0.topics[0].retentionSeconds = 60
      }.topics[0].expired > 1_000)
  }

  @Test func `a group that changes stands still`() throws {
    func age(_ pause: Double) throws -> Double {
      var platform = try PlatformSimulation(
        TestPlatform.scenario(rate: 100) {
          var topic = TopicSpecification(name: "events")
          topic.rebalanceSeconds = pause
          $0.topics = [topic]
          $0.services[0].publishes = [PublishSpecification(topic: "events")]
          var worker = ServiceSpecification(name: "worker")
          (worker.initial, worker.consumes, worker.startSeconds) = (3, "events", 0)
          $0.services.append(worker)
        }, seed: 1)
      for _ in 0..<10 { platform.step() }
      platform.scale(2, to: 6)
      for _ in 0..<3 { platform.step() }
      return platform.topics[0].ageSeconds
    }
    #expect(try age(15) > 3)
    #expect(try age(0) < 0.5)
  }
}
