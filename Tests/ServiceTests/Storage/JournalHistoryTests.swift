import Engine
import Service
import Telemetry
import Testing

@Suite struct JournalHistoryTests {
  private let world: JournalWorld
  private let journal: Journal
  private let workload: Int64

  init() throws {
    world = try JournalWorld()
    journal = try world.open()
    workload = try journal.add(name: "web", configuration: "{}", isOwn: false).id
  }

  private func append(_ ticks: [Tick]) async throws {
    _ = try await journal.enqueue(ticks.map { .tick($0) }).committed()
  }

  @Test func `with points enough every tick is a point, with its own values`() async throws {
    try await append(
      (0..<20).map { JournalWorld.tick($0, of: workload, load: 0.1 * Double($0), score: $0 == 4 ? nil : 1) })
    let history = try await journal.history(of: workload, from: nil, to: nil, points: 600)
    let indices = (0..<20).map { Double($0) }
    #expect(history.timestamps == indices.map { index in 1e9 + 15 * index })
    #expect(history.requestsPerSecond == indices.map { index in 0.1 * index })
    #expect(history.replicas == Array(repeating: 3, count: 20))
    #expect(history.cpuPercent.allSatisfy(\.isNaN) && history.cpuPercent.count == 20)
    #expect(history.anomalyScore[4].isNaN && history.anomalyScore[5] == 1)
  }

  @Test func `a longer past is thinned by means, of which missing values are no part`() async throws {
    var ticks = (0..<100).map { JournalWorld.tick($0, of: workload, load: Double($0), score: Double($0)) }
    ticks[1].observation.requestsPerSecond = nil
    try await append(ticks)
    let history = try await journal.history(of: workload, from: 1e9, to: 1e9 + 1_500, points: 10)
    #expect(history.timestamps.count == 10)
    // Ticks 0 to 9, of which 1 is missing.
    let mean: Double = 44.0 / 9
    #expect(history.requestsPerSecond[0] == mean)
    #expect(history.requestsPerSecond[1] == 14.5)
    #expect(history.anomalyScore == stride(from: 9.0, to: 100, by: 10).map { $0 })
  }

  @Test func `a span without a tick is left out, and so is a past that is none`() async throws {
    try await append([0, 1, 90, 91].map { JournalWorld.tick($0, of: workload) })
    let history = try await journal.history(of: workload, from: nil, to: nil, points: 10)
    #expect(history.timestamps == [1_000_000_007.5, 1_000_001_357.5])
    #expect(try await journal.history(of: workload, from: 0, to: 1, points: 10) == HistoryColumns())
    #expect(try await journal.history(of: 99, from: nil, to: nil, points: 10) == HistoryColumns())
    #expect(try await journal.history(of: workload, from: 1e9, to: 1e9, points: 5).timestamps == [1e9])
  }

  @Test func `loads come tick by tick, and missing ones as NaN`() async throws {
    var ticks = (0..<4).map { JournalWorld.tick($0, of: workload, load: Double($0)) }
    ticks[2].observation.requestsPerSecond = nil
    try await append(ticks)
    let loads = try await journal.loads(of: workload, from: 1e9 + 15, to: nil)
    #expect(loads.map(\.time) == [1_000_000_015, 1_000_000_030, 1_000_000_045])
    #expect(loads[0].load == 1 && loads[1].load.isNaN && loads[2].load == 3)
  }
}
