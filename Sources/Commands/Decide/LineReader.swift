import Foundation

/// Lines of standard input as they come; ends at the end of the input or when a stop is wished for.
struct LineReader {
  /// A line longer than this is a mistake, not an observation.
  private static let longestLine = 1 << 20
  private static let chunk = 1 << 16

  private var buffer = Data()
  private var searched = 0
  private var isAtEnd = false
  private var isTooLong = false

  /// A line without its line break, or that there was one too long to keep.
  enum Line {
    case text(Data)
    case tooLong(limit: Int)
  }

  /// The next line; nil at the end.
  ///
  /// - Throws: `CommandFailure` when the input cannot be read.
  mutating func next() throws -> Line? {
    while true {
      if let end = buffer[(buffer.startIndex + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
        defer {
          buffer = buffer[(end + 1)...]
          searched = 0
          isTooLong = false
        }
        return isTooLong || end - buffer.startIndex > Self.longestLine
          ? .tooLong(limit: Self.longestLine) : .text(Data(buffer[..<end]))
      }
      searched = buffer.count
      if isAtEnd || StopSignal.isRaised {
        defer {
          buffer = Data()
          isTooLong = false
        }
        searched = 0
        if StopSignal.isRaised { return nil }
        if isTooLong { return .tooLong(limit: Self.longestLine) }
        return buffer.isEmpty ? nil : .text(buffer)
      }
      if buffer.count > Self.longestLine {
        isTooLong = true
        buffer = Data()
        searched = 0
      }
      try fill()
    }
  }

  /// Waits for input at most half a second, so that a wish to stop is seen.
  private mutating func fill() throws {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, 500) > 0 else { return }
    // What was consumed is let go of here, where it is least often.
    buffer = Data(buffer)
    var bytes = [UInt8](repeating: 0, count: Self.chunk)
    let count = read(STDIN_FILENO, &bytes, Self.chunk)
    if count > 0 { buffer.append(contentsOf: bytes[..<count]) }
    isAtEnd = count == 0
    if count < 0, errno != EINTR {
      throw CommandFailure(.inputOutput, "standard input cannot be read: \(String(cString: strerror(errno)))")
    }
  }
}
