import Foundation
import Service
import Testing

@Suite struct JournalFaultTests {
  private let world: JournalWorld

  init() throws { world = try JournalWorld() }

  /// A closed journal of a few hundred pages.
  private func fill() async throws {
    let journal = try world.open()
    let workload = try journal.add(name: "web", configuration: "{}", isOwn: true).id
    _ = try await journal.enqueue((0..<3_000).map { .tick(JournalWorld.tick($0, of: workload)) }).committed()
    journal.close()
  }

  private func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was wrong"
    } catch {
      return "\(error)"
    }
  }

  private func damage(_ path: String, at offset: UInt64, bytes: Int) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: offset)
    try file.write(contentsOf: Data(repeating: 0xA5, count: bytes))
    try file.close()
  }

  @Test(arguments: [2, 7, 40]) func `a damaged page is refused with a sentence, and a backup heals`(page: UInt64)
    async throws
  {
    try await fill()
    let backup = world.file("backup.sqlite")
    try DatabaseBackup.make(of: world.path, at: backup)
    try damage(world.path, at: page * 4_096, bytes: 4_096)
    let refusal = sentence { try world.open().close() }
    #expect(refusal.contains("is damaged") && refusal.contains("tidegate restore"), "\(refusal)")

    let replaced = try DatabaseBackup.restore(from: backup, to: world.path, force: false)
    #expect(replaced == world.path + ".before-restore")
    let journal = try world.open()
    #expect(journal.statistics.ticks == 3_000)
    journal.close()
  }

  @Test func `a file that is no database is refused, and stays as it is`() throws {
    let text = Data(String(repeating: "not a database ", count: 1_000).utf8)
    try text.write(to: URL(fileURLWithPath: world.path))
    #expect(sentence { try world.open().close() }.contains("is not a database of tidegate's"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: world.path)) == text)
  }

  @Test func `a file cut short is refused`() async throws {
    try await fill()
    #expect(truncate(world.path, 20 * 4_096) == 0)
    #expect(sentence { try world.open().close() }.contains("is damaged"))
  }

  @Test func `a second process on the same file is told which one has it`() throws {
    let journal = try world.open()
    let refusal = sentence { try world.open().close() }
    #expect(refusal.contains("is in use by process \(getpid())"), "\(refusal)")
    journal.close()
    try world.open().close()
  }

  @Test func `a folder that is not there is a sentence`() throws {
    var settings = world.settings
    settings.path = world.file("missing/tidegate.sqlite")
    #expect(sentence { try world.open(settings).close() }.contains("see that its folder exists"))
  }

  @Test func `without room nothing is acknowledged, and with room again it goes on`() async throws {
    await #expect(processExitsWith: .success) { [path = world.path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let journal = try JournalWorld.open(at: path)
      let workload = try journal.add(name: "web", configuration: "{}", isOwn: true).id
      var kept: [Int64] = []
      func append(_ sequences: Range<Int64>) async throws {
        for sequence in sequences {
          try await kept += journal.enqueue([.tick(JournalWorld.tick(sequence, of: workload))]).committed()
        }
      }
      try await append(0..<50)
      Self.limitFiles(to: UInt(journal.statistics.bytes) + 100_000)
      let error = await #expect(throws: ServiceError.self) { try await append(50..<10_000) }
      #expect("\(try #require(error))".contains("room"))
      let failed = Int64(kept.count)
      #expect(failed < 10_000)
      for _ in 0..<20 {
        await #expect(throws: ServiceError.self) { try await append(failed..<failed + 1) }
      }
      #expect(try journal.lastSequence(of: workload) == failed - 1)

      Self.limitFiles(to: .max)
      try await append(failed..<failed + 50)
      journal.close()
      let again = try JournalWorld.open(at: path)
      let ticks = try again.ticks(of: workload, after: -1, through: nil, limit: .max)
      #expect(ticks.map(\.id) == kept)
      #expect(again.statistics.ticks == Int64(kept.count))
      again.close()
    }
  }

  /// No file of this process may grow beyond; what a full disk looks like from inside.
  private static func limitFiles(to bytes: UInt) {
    var limit = rlimit()
    getrlimit(.init(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = min(rlim_t(bytes), limit.rlim_max)
    setrlimit(.init(RLIMIT_FSIZE.rawValue), &limit)
  }
}
