import Foundation

/// A file opened for reading, closed when nobody holds it any more.
final class OpenFile {
  private let path: String
  private let descriptor: Int32

  /// - Throws: `TelemetryError.fileMissing` when there is none at `path`, `.unreadable` when it may not be opened.
  init(path: String) throws(TelemetryError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw .fileMissing(path: path) }
      throw .unreadable(path: path, reason: String(cString: strerror(code)))
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(TelemetryError) -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      let code = errno
      if code != EINTR { throw .unreadable(path: path, reason: String(cString: strerror(code))) }
    }
  }
}
