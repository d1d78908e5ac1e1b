import Foundation
import Service
import Testing

/// A process that is killed in the middle of its work, again and again, on the same file.
///
/// The environment variable TIDEGATE_KILLS says how often, for a soak; 10 times otherwise.
@Suite struct JournalKillTests {
  private static let kills = ProcessInfo.processInfo.environment["TIDEGATE_KILLS"].flatMap { Int($0) } ?? 10
  private static let workloads = 4

  @Test func `no acknowledged tick is lost when the process is killed`() async throws {
    let world = try JournalWorld()
    for round in 0..<Self.kills {
      try await Self.killOnce(path: world.path, round: round)
      try await Self.check(world)
    }
  }

  /// Appends, compacts and copies in a process of its own, which kills itself at a moment that nobody chose.
  private static func killOnce(path: String, round: Int) async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
      var random = JournalWorld.Random(state: UInt64(round))
      let delay = UInt32.random(in: 0..<150_000, using: &random)
      // From opening the file on, every other time.
      let journal = round.isMultiple(of: 2) ? nil : try JournalWorld.open(at: path)
      Thread.detachNewThread {
        usleep(delay)
        kill(getpid(), SIGKILL)
      }
      try await Self.work(journal ?? JournalWorld.open(at: path), acknowledging: path + ".acknowledged")
    }
  }

  private static func work(_ journal: Journal, acknowledging path: String) async throws {
    let acknowledgments = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<workloads {
        let name = "w\(number)"
        let workload = try journal.add(name: name, configuration: "{}", isOwn: true).id
        group.addTask {
          var sequence = (try journal.lastSequence(of: workload) ?? -1) + 1
          while true {
            var entries: [JournalEntry] = [.tick(JournalWorld.tick(sequence, of: workload, name: name))]
            if sequence.isMultiple(of: 20) {
              entries.append(
                .checkpoint(
                  Checkpoint(
                    workload: workload, sequence: sequence, time: Double(sequence), state: Data(count: 50_000),
                    isRoutine: true)))
            }
            let ids = try await journal.enqueue(entries).committed()
            // One write is one line, however the process ends.
            let line = "\(ids[0]) \(name) \(sequence)\n"
            guard line.withCString({ write(acknowledgments, $0, strlen($0)) }) > 0 else { return }
            sequence += 1
          }
        }
      }
      group.addTask {
        while true { try await journal.compact(now: 1e9) }
      }
      try await group.waitForAll()
    }
  }

  private static func check(_ world: JournalWorld) async throws {
    let journal = try world.open()
    defer { journal.close() }
    let lines = (try? String(contentsOfFile: world.path + ".acknowledged", encoding: .utf8)) ?? ""
    var newest: [String: Int64] = [:]
    for line in lines.split(separator: "\n") {
      let fields = line.split(separator: " ")
      let (id, name, sequence) = (try #require(Int64(fields[0])), String(fields[1]), try #require(Int64(fields[2])))
      let found = try #require(try journal.tick(id: id), "tick \(line) was acknowledged, and is lost")
      #expect(found.workload == name)
      #expect(found.tick.sequence == sequence)
      newest[name] = max(newest[name] ?? -1, sequence)
    }
    for workload in try journal.workloads() {
      // At most the one tick that waited may have been kept without an answer.
      let last = try journal.lastSequence(of: workload.id) ?? -1
      #expect(last - (newest[workload.name] ?? -1) <= 1 || newest[workload.name] == nil)
      if last >= 0 {
        let ticks = try journal.ticks(of: workload.id, after: -1, through: nil, limit: .max)
        #expect(ticks.map(\.sequence) == Array(0...last))
      }
    }
  }
}
