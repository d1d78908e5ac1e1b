import Foundation
import ServiceLifecycle
import Synchronization

/// Watches the configuration file and the models, and ends the service when one of them has changed, so that it starts anew with it.
struct ReloadKeeper: Service {
  private static let pause = Duration.seconds(1)

  /// The files to watch; of a folder, everything in it.
  let paths: [String]
  /// Raised when the service is to start anew rather than to end.
  let isWanted: CancellationFlag

  func run() async throws {
    let before = Self.fingerprint(of: paths)
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.pause)
        guard !Task.isCancelled, Self.fingerprint(of: paths) != before else { continue }
        // An editor writes in several steps.
        try? await Task.sleep(for: Self.pause)
        isWanted.raise()
        return
      }
    }
  }

  /// Names, times and sizes.
  private static func fingerprint(of paths: [String]) -> [String] {
    paths.flatMap { path -> [String] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        return ["\(path) is not there"]
      }
      guard isFolder.boolValue else { return [describe(path)] }
      let names = FileManager.default.subpaths(atPath: path)?.sorted() ?? []
      return names.map { describe("\(path)/\($0)") }
    }
  }

  private static func describe(_ path: String) -> String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(path) \(time) \(attributes?[.size] as? Int ?? 0)"
  }
}
