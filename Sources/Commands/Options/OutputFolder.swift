import Foundation

/// Folders that results are written into.
enum OutputFolder {
  /// Makes a folder, and those above it, unless it is there.
  static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(
        .inputOutput,
        "\(path) cannot be made: a file is in its way, or its place cannot be written; give another folder")
    }
  }
}
