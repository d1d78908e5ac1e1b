import ArgumentParser

/// A copy of the service's journal, taken while it runs.
struct Backup: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy the service's SQLite file, whole and consistent, while the service runs.")

  @Option(help: ArgumentHelp("The service's SQLite file.", valueName: "file"))
  var storage = "tidegate.sqlite"

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  func run() throws {
    try ServiceEntry.current().backup(storage, output)
    try StandardOutput.write("\(output): a copy of \(storage)\n")
  }
}

/// The way back from a copy.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a backup in place of the service's SQLite file.",
    discussion: "The service must not be running. The replaced file is kept beside it as FILE.before-restore.")

  @Option(help: ArgumentHelp("A file that `tidegate backup` wrote.", valueName: "file"))
  var backup: String

  @Option(help: ArgumentHelp("The service's SQLite file.", valueName: "file"))
  var storage = "tidegate.sqlite"

  @Flag(help: "Replace a file that is sound, too.")
  var force = false

  func run() throws {
    try ServiceEntry.current().restore(backup, storage, force)
    try StandardOutput.write("\(storage): restored from \(backup)\n")
  }
}
