import Service
import Testing

@Suite struct JournalPropertyTests {
  @Test(arguments: 0..<8) func `what is kept comes back to the bit, also after the file was closed`(seed: UInt64)
    async throws
  {
    let world = try JournalWorld()
    var random = JournalWorld.Random(state: seed)
    var journal = try world.open()
    let workload = try journal.add(name: "shop ü", configuration: "{}", isOwn: false)
    var ticks = (-20..<200).map { random.tick($0, of: workload.id, name: workload.name) }
    let ids = try await journal.enqueue(ticks.map { .tick($0) }).committed()
    for (index, id) in ids.enumerated() { ticks[index].id = id }
    for isReopened in [false, true] {
      if isReopened {
        journal.close()
        journal = try world.open()
      }
      let kept = try journal.ticks(of: workload.id, after: -1_000, through: nil, limit: 1_000)
      #expect(kept == ticks)
      #expect(kept.map(\.bits) == ticks.map(\.bits))
    }
    journal.close()
  }

  @Test func `many callers get IDs of their own, and each workload's ticks keep their order`() async throws {
    let world = try JournalWorld()
    let journal = try world.open()
    let workloads = try (0..<8).map { try journal.add(name: "w\($0)", configuration: "{}", isOwn: true) }
    let ids = try await withThrowingTaskGroup(of: [Int64].self) { group in
      for workload in workloads {
        group.addTask {
          let tickets = (0..<500).map { journal.enqueue([.tick(JournalWorld.tick($0, of: workload.id))]) }
          var ids: [Int64] = []
          for ticket in tickets { ids += try await ticket.committed() }
          return ids
        }
      }
      var all: [[Int64]] = []
      for try await ids in group { all.append(ids) }
      return all
    }
    #expect(Set(ids.joined()).count == 4_000)
    #expect(ids.allSatisfy { $0 == $0.sorted() })
    for workload in workloads {
      let sequences = try journal.ticks(of: workload.id, after: -1, through: nil, limit: 1_000).map(\.sequence)
      #expect(sequences == Array(0..<500))
    }
    #expect(journal.statistics.ticks == 4_000)
    journal.close()
  }

  @Test func `NaN is kept as nothing`() async throws {
    let world = try JournalWorld()
    let journal = try world.open()
    let workload = try journal.add(name: "web", configuration: "{}", isOwn: true)
    _ = try await journal.enqueue([.tick(JournalWorld.tick(0, of: workload.id, load: .nan, score: .nan))]).committed()
    let kept = try #require(try journal.ticks(of: workload.id, after: -1, through: nil, limit: 1).first)
    #expect(kept.observation.requestsPerSecond == nil)
    #expect(kept.decision?.anomalyScore == nil)
    journal.close()
  }
}
