import Foundation
import GRDB
import Service
import Testing

@Suite struct DatabaseBackupTests {
  private let world: JournalWorld
  private let backup: String

  init() throws {
    world = try JournalWorld()
    backup = world.file("backup.sqlite")
  }

  private func fill(_ sequences: Range<Int64>) async throws {
    let journal = try world.open()
    let workload = try journal.add(name: "web", configuration: "{}", isOwn: true).id
    _ = try await journal.enqueue(sequences.map { .tick(JournalWorld.tick($0, of: workload)) }).committed()
    journal.close()
  }

  private func ticks(in path: String) throws -> Int64 {
    let journal = try JournalWorld.open(at: path)
    defer { journal.close() }
    return journal.statistics.ticks
  }

  @Test func `another process makes a backup while the service writes`() async throws {
    let journal = try world.open()
    let workload = try journal.add(name: "web", configuration: "{}", isOwn: true).id
    _ = try await journal.enqueue((0..<500).map { .tick(JournalWorld.tick($0, of: workload)) }).committed()
    let writer = Task {
      var sequence: Int64 = 500
      while !Task.isCancelled {
        _ = try await journal.enqueue([.tick(JournalWorld.tick(sequence, of: workload))]).committed()
        sequence += 1
      }
      return sequence
    }
    await #expect(processExitsWith: .success) { [path = world.path as String, backup = backup as String] in
      try DatabaseBackup.make(of: path, at: backup)
    }
    writer.cancel()
    let written = try await writer.value
    journal.close()
    let copied = try ticks(in: backup)
    #expect((500...written).contains(copied))
    // Nothing from the middle of a transaction, nothing left out: the first so many ticks.
    let copy = try JournalWorld.open(at: backup)
    #expect(try copy.ticks(of: workload, after: -1, through: nil, limit: .max).map(\.sequence) == Array(0..<copied))
    copy.close()
  }

  @Test func `a backup reports its progress up to the whole, and is one file`() async throws {
    try await fill(0..<10_000)
    let journal = try world.open()
    var shares: [Double] = []
    try journal.backup(to: backup) { shares.append($0) }
    journal.close()
    #expect(shares == shares.sorted() && shares.count > 1 && shares.last == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: world.folder).filter { $0.hasPrefix("backup") } == [
        "backup.sqlite"
      ])
    #expect(try ticks(in: backup) == 10_000)
  }

  @Test func `a backup that fails leaves the one before as it was`() async throws {
    try await fill(0..<10)
    try DatabaseBackup.make(of: world.path, at: backup)
    let before = try Data(contentsOf: URL(fileURLWithPath: backup))
    let file = try #require(FileHandle(forUpdatingAtPath: world.path))
    try file.seek(toOffset: 2 * 4_096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
    try file.close()
    #expect(throws: ServiceError.self) { try DatabaseBackup.make(of: world.path, at: backup) }
    #expect(throws: ServiceError.self) { try DatabaseBackup.make(of: world.file("missing.sqlite"), at: backup) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == before)
    #expect(throws: ServiceError.self) { try DatabaseBackup.make(of: backup, at: backup) }
  }

  @Test func `a sound database is replaced only by force, and kept beside with all of its ticks`() async throws {
    try await fill(0..<10)
    try DatabaseBackup.make(of: world.path, at: backup)
    try await fill(10..<30)
    #expect(throws: ServiceError.self) { try DatabaseBackup.restore(from: backup, to: world.path, force: false) }
    #expect(try ticks(in: world.path) == 30)
    for replaced in ["before-restore", "before-restore-2"] {
      let aside = try DatabaseBackup.restore(from: backup, to: world.path, force: true)
      #expect(aside == "\(world.path).\(replaced)")
    }
    #expect(try ticks(in: world.path) == 10)
    #expect(try ticks(in: world.path + ".before-restore") == 30)
    #expect(try ticks(in: world.path + ".before-restore-2") == 10)
  }

  @Test func `a backup is restored where there is nothing, and a leftover log of another database does no harm`()
    async throws
  {
    try await fill(0..<10)
    try DatabaseBackup.make(of: world.path, at: backup)
    let place = world.file("new.sqlite")
    for suffix in ["-wal", "-shm"] {
      try Data(repeating: 7, count: 40_000).write(to: URL(fileURLWithPath: place + suffix))
    }
    #expect(try DatabaseBackup.restore(from: backup, to: place, force: false) == nil)
    #expect(try ticks(in: place) == 10)
  }

  @Test func `a damaged backup is not restored`() async throws {
    try await fill(0..<3_000)
    try DatabaseBackup.make(of: world.path, at: backup)
    let file = try #require(FileHandle(forUpdatingAtPath: backup))
    try file.seek(toOffset: 9 * 4_096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
    try file.close()
    #expect(throws: ServiceError.self) { try DatabaseBackup.restore(from: backup, to: world.path, force: true) }
    #expect(try ticks(in: world.path) == 3_000)
  }

  @Test func `nothing is restored while a service uses the database`() async throws {
    try await fill(0..<10)
    try DatabaseBackup.make(of: world.path, at: backup)
    let journal = try world.open()
    #expect(throws: ServiceError.self) { try DatabaseBackup.restore(from: backup, to: world.path, force: true) }
    journal.close()
  }

  @Test func `a database of another program is neither opened, copied nor restored`() async throws {
    let foreign = world.file("foreign.sqlite")
    try await DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE other (id INTEGER)") }
    let before = try Data(contentsOf: URL(fileURLWithPath: foreign))
    #expect(throws: ServiceError.self) { try JournalWorld.open(at: foreign).close() }
    #expect(throws: ServiceError.self) { try DatabaseBackup.make(of: foreign, at: backup) }
    #expect(throws: ServiceError.self) { try DatabaseBackup.restore(from: foreign, to: world.path, force: true) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: foreign)) == before)
  }
}
