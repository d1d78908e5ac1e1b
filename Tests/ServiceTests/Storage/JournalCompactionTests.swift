import Foundation
import Service
import Testing

@Suite struct JournalCompactionTests {
  private static let day = 86_400.0
  private static let start = 1.2e9

  private let world: JournalWorld

  init() throws { world = try JournalWorld() }

  /// Ticks of an hour each day over so many days, and a checkpoint behind the last.
  private func journal(days: Int, of names: [String] = ["web"]) async throws -> (Journal, [Int64]) {
    var settings = world.settings
    (settings.tickDays, settings.summaryDays) = (2, 5)
    let journal = try world.open(settings)
    let workloads = try names.map { try journal.add(name: $0, configuration: "{}", isOwn: true).id }
    for workload in workloads {
      var entries: [JournalEntry] = []
      for day in 0..<days {
        // A tick's time counts from its sequence on, which goes through one hour a day.
        let start = Self.start + (Self.day - 3_600) * Double(day)
        for index in 0..<240 {
          let sequence = Int64(240 * day + index)
          let tick = JournalWorld.tick(
            sequence, of: workload, from: start, load: Double(index), score: Double(index))
          entries.append(.tick(tick))
        }
      }
      let last = Int64(240 * days - 1)
      entries.append(
        .checkpoint(Checkpoint(workload: workload, sequence: last, time: Self.start, state: Data([1]))))
      _ = try await journal.enqueue(entries).committed()
    }
    return (journal, workloads)
  }

  @Test func `old ticks become means over five minutes, with the largest score`() async throws {
    let (journal, workloads) = try await journal(days: 4)
    let now = Self.start + 4 * Self.day
    try await journal.compact(now: now)
    // The newest tick is of the first hour of the last day; two days before that one hour and a day's hour remain.
    let kept = try journal.ticks(of: workloads[0], after: -1, through: nil, limit: .max)
    #expect(kept.map(\.sequence) == Array(460..<960))
    #expect(journal.statistics.ticks == Int64(kept.count))
    #expect(journal.statistics.decisions == Int64(kept.count))

    let after = try await journal.history(of: workloads[0], from: Self.start, to: Self.start + 3_600, points: 12)
    let slots = (0..<12).map { Double($0) }
    #expect(after.timestamps == slots.map { slot in Self.start + 150 + 300 * slot })
    #expect(after.requestsPerSecond == slots.map { slot in 9.5 + 20 * slot })
    #expect(after.anomalyScore == slots.map { slot in 19 + 20 * slot })
    #expect(after.replicas == Array(repeating: 3, count: 12))
    journal.close()
  }

  @Test func `a second compaction finds nothing more`() async throws {
    let (journal, workloads) = try await journal(days: 4)
    let now = Self.start + 4 * Self.day
    try await journal.compact(now: now)
    let ticks = journal.statistics.ticks
    let loads = try await journal.history(of: workloads[0], from: nil, to: nil, points: 500).requestsPerSecond
    try await journal.compact(now: now)
    #expect(journal.statistics.ticks == ticks)
    #expect(try await journal.history(of: workloads[0], from: nil, to: nil, points: 500).requestsPerSecond == loads)
    journal.close()
  }

  @Test func `ticks behind the newest checkpoint stay, however old`() async throws {
    let (journal, workloads) = try await journal(days: 1)
    let early = JournalWorld.tick(240, of: workloads[0], from: Self.start)
    let late = JournalWorld.tick(241, of: workloads[0], from: Self.start + 30 * Self.day)
    _ = try await journal.enqueue([.tick(early), .tick(late)]).committed()
    try await journal.compact(now: Self.start + 31 * Self.day)
    #expect(try journal.ticks(of: workloads[0], after: -1, through: nil, limit: .max).map(\.sequence) == [240, 241])
    journal.close()
  }

  @Test func `a tick that comes late is taken into the summary of its time`() async throws {
    let (journal, workloads) = try await journal(days: 4)
    let now = Self.start + 4 * Self.day
    try await journal.compact(now: now)
    var late = JournalWorld.tick(5_000, of: workloads[0], load: 1_000, score: nil)
    late.observation.timestamp = Self.start + 1
    late.observation.cpuPercent = 50
    var newest = JournalWorld.tick(5_001, of: workloads[0])
    newest.observation.timestamp = now
    let checkpoint = Checkpoint(workload: workloads[0], sequence: 5_001, time: now, state: Data())
    _ = try await journal.enqueue([.tick(late), .tick(newest), .checkpoint(checkpoint)]).committed()
    try await journal.compact(now: now)
    let history = try await journal.history(of: workloads[0], from: Self.start, to: Self.start + 299, points: 1)
    let mean: Double = (20 * 9.5 + 1_000) / 21
    #expect(history.requestsPerSecond == [mean])
    #expect(history.cpuPercent == [50])
    #expect(history.anomalyScore == [19])
    journal.close()
  }

  @Test func `summaries and incidents go when they are too old, and an idle workload keeps what it has`() async throws {
    let (journal, workloads) = try await journal(days: 9, of: ["web", "idle"])
    for workload in workloads {
      var records: [IncidentRecord] = []
      for day in [0, 8] {
        let from = Self.start + Double(day) * Self.day
        records.append(
          IncidentRecord(
            workload: workload, sequence: Int64(day), from: from, to: from + 60,
            incident: try JournalIncident.incident(score: 2)))
      }
      _ = try await journal.enqueue(records.map { .incident($0) }).committed()
    }
    for now in [Self.start + 9 * Self.day, Self.start + 900 * Self.day] {
      try await journal.compact(now: now)
      for workload in workloads {
        let history = try await journal.history(of: workload, from: nil, to: nil, points: 5_000)
        #expect(try #require(history.timestamps.first) > Self.start + 3 * Self.day)
        #expect(try #require(history.timestamps.first) < Self.start + 4.5 * Self.day)
        #expect(try await journal.incidents(of: workload, from: nil, to: nil, limit: 9).map(\.sequence) == [8])
      }
    }
    journal.close()
  }

  @Test func `a removed workload gives its room back, and the others stay whole`() async throws {
    let (journal, workloads) = try await journal(days: 20, of: ["web", "gone"])
    try journal.remove(workload: workloads[1])
    var settings = world.settings
    settings.tickDays = 100
    journal.close()
    let again = try world.open(settings)
    try await again.compact(now: Self.start + 20 * Self.day)
    #expect(again.statistics.ticks == 20 * 240)
    #expect(try again.ticks(of: workloads[1], after: -1, through: nil, limit: 1).isEmpty)
    again.close()
    let size = try #require(FileManager.default.attributesOfItem(atPath: world.path)[.size] as? Int)
    let last = try world.open(settings)
    let sequences = try last.ticks(of: workloads[0], after: -1, through: nil, limit: .max).map(\.sequence)
    #expect(sequences == Array(0..<(20 * 240)))
    last.close()
    // Twice as much was in it.
    #expect(size < 20 * 240 * 350)
  }

  @Test func `appends go on while a compaction is under way`() async throws {
    let (journal, workloads) = try await journal(days: 30)
    async let compaction: Void = journal.compact(now: Self.start + 30 * Self.day)
    for sequence in Int64(0)..<200 {
      var tick = JournalWorld.tick(10_000 + sequence, of: workloads[0])
      tick.observation.timestamp = Self.start + 30 * Self.day
      _ = try await journal.enqueue([.tick(tick)]).committed()
    }
    try await compaction
    #expect(try journal.lastSequence(of: workloads[0]) == 10_199)
    journal.close()
  }
}
