import Foundation
import Logging
import ServiceLifecycle

/// Takes up certificate files that have changed while the service runs, and warns before a certificate ends.
struct TLSKeeper: Service {
  private static let pause = Duration.seconds(30)
  private static let notice: TimeInterval = 14 * 86_400

  let identity: TLSIdentity
  let files: TLSFiles
  let log: Logger

  func run() async throws {
    warnOfExpiry()
    await cancelWhenGracefulShutdown {
      var seen = Self.times(files)
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.pause)
        let times = Self.times(files)
        guard !Task.isCancelled, times != seen else { continue }
        do {
          try identity.reload()
          seen = times
          log.info("the certificate \(files.certificate) was read again")
          warnOfExpiry()
        } catch {
          // One of the two files may not be there yet.
          log.warning("\(error); the certificate before it stays in use")
        }
      }
    }
  }

  private func warnOfExpiry() {
    guard identity.expiry < Date.now + Self.notice else { return }
    log.warning("the certificate \(files.certificate) ends on \(identity.expiry); have it renewed")
  }

  private static func times(_ files: TLSFiles) -> [Date?] {
    // Kubernetes exchanges what symbolic links point at.
    [files.certificate, files.key].map { path in
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      return try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    }
  }
}
