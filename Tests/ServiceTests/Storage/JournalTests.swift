import Detection
import Foundation
import Service
import Testing

@Suite struct JournalTests {
  private let world: JournalWorld
  private let journal: Journal
  private let workload: Int64

  init() throws {
    world = try JournalWorld()
    journal = try world.open()
    workload = try journal.add(name: "web", configuration: "{}", isOwn: false).id
  }

  private func append(_ sequences: Range<Int64>) async throws {
    _ = try await journal.enqueue(sequences.map { .tick(JournalWorld.tick($0, of: workload)) }).committed()
  }

  @Test func `a workload of the same name keeps its row, and gets the newest configuration`() throws {
    let again = try journal.add(name: "web", configuration: "{\"maxReplicas\":9}", isOwn: true)
    #expect(again == StoredWorkload(id: workload, name: "web", configuration: "{\"maxReplicas\":9}", isOwn: true))
    let other = try journal.add(name: "api", configuration: "{}", isOwn: true)
    #expect(try journal.workloads() == [other, again])
  }

  @Test func `a workload that was removed is gone at once, and one of its name begins anew`() async throws {
    let id = try #require(try await journal.enqueue([.tick(JournalWorld.tick(0, of: workload))]).committed().first)
    try journal.remove(workload: workload)
    #expect(try journal.workloads().isEmpty)
    #expect(try journal.tick(id: id) == nil)
    let again = try journal.add(name: "web", configuration: "{}", isOwn: true)
    #expect(again.id != workload)
    #expect(try journal.lastSequence(of: again.id) == nil)
  }

  @Test func `ticks come by sequence, within bounds`() async throws {
    try await append(-3..<10)
    #expect(try journal.ticks(of: workload, after: 2, through: 5, limit: 100).map(\.sequence) == [3, 4, 5])
    #expect(try journal.ticks(of: workload, after: -10, through: nil, limit: 4).map(\.sequence) == [-3, -2, -1, 0])
    #expect(try journal.lastSequence(of: workload) == 9)
  }

  @Test func `a tick is found by its ID, with the name of its workload`() async throws {
    let tick = JournalWorld.tick(0, of: workload)
    let id = try #require(try await journal.enqueue([.tick(tick)]).committed().first)
    let found = try #require(try journal.tick(id: id))
    #expect(found.workload == "web")
    #expect(found.tick.observation == tick.observation)
    #expect(try journal.tick(id: id + 1) == nil)
  }

  @Test func `the newest checkpoint is that of the highest sequence, and of those the last that was made`() async throws
  {
    let checkpoints = [(3, "a"), (7, "b"), (7, "c"), (5, "d")].map { sequence, state in
      Checkpoint(workload: workload, sequence: sequence, time: 1, state: Data(state.utf8))
    }
    _ = try await journal.enqueue(checkpoints.map { .checkpoint($0) }).committed()
    #expect(try journal.newestCheckpoint(of: workload, atOrBefore: nil) == checkpoints[2])
    #expect(try journal.newestCheckpoint(of: workload, atOrBefore: 6) == checkpoints[3])
    #expect(try journal.newestCheckpoint(of: workload, atOrBefore: 2) == nil)
  }

  @Test func `decisions come newest first, without the back-filled history`() async throws {
    try await append(-3..<10)
    let newest = try await journal.decisions(of: workload, from: nil, to: nil, limit: 3)
    #expect(newest.map(\.sequence) == [9, 8, 7])
    let some = try await journal.decisions(of: workload, from: 1e9 + 30, to: 1e9 + 60, limit: 100)
    #expect(some.map(\.sequence) == [4, 3, 2])
    #expect(try await journal.decisions(of: workload, from: nil, to: nil, limit: 100).count == 10)
    #expect(journal.statistics.decisions == 10)
    #expect(journal.statistics.ticks == 13)
  }

  @Test func `an incident keeps its row as it changes, and is open until it ends`() async throws {
    var record = IncidentRecord(
      workload: workload, sequence: 5, from: 100, to: nil, incident: try JournalIncident.incident(score: 2.5))
    let first = try await journal.enqueue([.incident(record)]).committed()
    #expect(try journal.openIncidents(of: workload).map(\.id) == first)
    record.to = 200
    record.incident = try JournalIncident.incident(score: .infinity)
    #expect(try await journal.enqueue([.incident(record)]).committed() == first)
    #expect(try journal.openIncidents(of: workload).isEmpty)
    record.id = first[0]
    #expect(try await journal.incidents(of: workload, from: 150, to: nil, limit: 10) == [record])
    #expect(try await journal.incidents(of: nil, from: nil, to: 100, limit: 10) == [record])
    #expect(try await journal.incidents(of: nil, from: 201, to: nil, limit: 10).isEmpty)
    #expect(try await journal.incidents(of: nil, from: nil, to: 99, limit: 10).isEmpty)
  }

  @Test func `one entry that is refused does not keep the others from being kept`() async throws {
    try await append(0..<1)
    let tickets = [1, 0, 2].map { journal.enqueue([.tick(JournalWorld.tick($0, of: workload))]) }
    _ = try await tickets[0].committed()
    await #expect(throws: ServiceError.self) { try await tickets[1].committed() }
    _ = try await tickets[2].committed()
    #expect(try journal.ticks(of: workload, after: -1, through: nil, limit: 10).map(\.sequence) == [0, 1, 2])
  }

  @Test func `entries that wait when the journal is closed are kept, and later ones are refused`() async throws {
    let ticket = journal.enqueue((0..<1_000).map { .tick(JournalWorld.tick($0, of: workload)) })
    journal.close()
    #expect(try await ticket.committed().count == 1_000)
    await #expect(throws: ServiceError.self) {
      try await journal.enqueue([.tick(JournalWorld.tick(1_000, of: workload))]).committed()
    }
    let again = try world.open()
    #expect(again.statistics.ticks == 1_000)
    again.close()
  }
}
