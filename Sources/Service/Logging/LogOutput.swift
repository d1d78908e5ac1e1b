import Foundation
import Synchronization

/// A file descriptor that lines go to whole, one after the other, whoever writes them.
package final class LogOutput: Sendable {
  package static let standardError = LogOutput(descriptor: STDERR_FILENO)

  private let descriptor: Int32
  /// A pipe takes 4 KB at once only; longer lines of two threads would mix.
  private let turn = Mutex(())

  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Writes a line in one call, or in as many as the descriptor makes necessary; one that cannot be written is lost.
  func write(_ line: String) {
    var text = line
    text.append("\n")
    turn.withLock { _ in
      text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
          let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
          if written >= 0 {
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
          } else if errno == EAGAIN {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = Foundation.poll(&poll, 1, -1)
          } else if errno != EINTR {
            return
          }
        }
      }
    }
  }
}
