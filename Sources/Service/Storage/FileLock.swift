import Foundation
import Synchronization

/// Keeps a second process away from a database, as long as the lock lives; it ends with the process however that ends.
///
/// It lies in a file of its own beside the database: closing any descriptor of the database itself would undo SQLite's locks.
final class FileLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// - Throws: `ServiceError.storage` when another process has it, or the file cannot be made.
  init(besides path: String) throws(ServiceError) {
    let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .storage(
        "the database '\(path)' cannot be opened: \(String(cString: strerror(errno))); see that its folder exists and can be "
          + "written, or give another storage.path")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let owner = Self.owner(descriptor).map { "process \($0)" } ?? "another process"
      close(descriptor)
      throw .storage("the database '\(path)' is in use by \(owner); stop that one, or give another storage.path")
    }
    self.descriptor = Mutex(descriptor)
    let owner = "\(getpid())\n"
    _ = ftruncate(descriptor, 0)
    _ = owner.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit { release() }

  func release() {
    descriptor.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  private static func owner(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int(String(decoding: bytes.prefix(count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
