/// Cuts the bytes of a CSV into cells without making a `String` of each.
///
/// Commas separate, LF or CRLF ends a row, quotes as in RFC 4180, a UTF-8 byte order mark is skipped. The scanner keeps
/// one window of the text; a cell that reaches over its end is moved to the front before more is read, so memory does not
/// grow with the file.
///
/// - SeeAlso: RFC 4180, *Common Format and MIME Type for CSV Files*, [doi:10.17487/RFC4180](https://doi.org/10.17487/RFC4180).
struct CSVScanner: ~Copyable {
  /// One cell: where its text lies in the window, and whether it is the last of its row.
  struct Cell {
    let range: Range<Int>
    let isQuoted: Bool
    let endsRow: Bool

    /// Nothing at all between two separators, not even quotes.
    var isBlank: Bool { range.isEmpty && !isQuoted }
  }

  static let longestCell = 1 << 16

  private var text: TextReader
  private(set) var window: [UInt8]
  private var next = 0
  private var end = 0
  private var isFinished = false
  private var mayHaveCell = true
  private var nextLine = 1
  private var nextLineStart = 0
  private var lineStart = 0
  private var cellStart = 0

  /// The line of the latest cell, from 1.
  private(set) var line = 1

  var path: String { text.path }

  init(_ text: consuming TextReader) throws(TelemetryError) {
    self.text = text
    window = [UInt8](repeating: 0, count: 2 * Self.longestCell + 2)
    while end < 3, !isFinished { try refill(keeping: 0) }
    if end >= 3, window[0] == 0xEF, window[1] == 0xBB, window[2] == 0xBF {
      next = 3
      nextLineStart = 3
    } else if end >= 2, window[0] ^ window[1] == 1, Swift.min(window[0], window[1]) == 0xFE {
      throw .notUTF8(path: path, found: "UTF-16 text")
    }
  }

  /// The position of the latest cell.
  var position: TextPosition { TextPosition(file: path, line: line, column: cellStart - lineStart + 1) }

  /// Goes to the next cell.
  ///
  /// - Returns: `nil` after the last.
  /// - Throws: `TelemetryError.unbalancedQuote`, `.cellTooLong`, and what reading throws.
  mutating func nextCell() throws(TelemetryError) -> Cell? {
    line = nextLine
    lineStart = nextLineStart
    cellStart = next
    if next == end { try refill(keeping: next) }
    guard next < end else {
      guard mayHaveCell, next > lineStart else { return nil }
      mayHaveCell = false
      return Cell(range: next..<next, isQuoted: false, endsRow: true)
    }
    if window[next] == UInt8(ascii: "\"") { return try quotedCell() }
    var index = next
    while true {
      while index < end {
        let byte = window[index]
        if byte == UInt8(ascii: ",") {
          next = index + 1
          return Cell(range: cellStart..<index, isQuoted: false, endsRow: false)
        }
        if byte == UInt8(ascii: "\n") {
          next = index + 1
          startLine(at: next)
          return Cell(range: trimmingReturn(cellStart..<index), isQuoted: false, endsRow: true)
        }
        index += 1
      }
      let length = index - cellStart
      try refill(keeping: cellStart)
      index = cellStart + length
      if isFinished, index == end {
        next = end
        mayHaveCell = false
        return Cell(range: trimmingReturn(cellStart..<end), isQuoted: false, endsRow: true)
      }
    }
  }

  /// Reads a cell that begins with a quote; doubled quotes inside are pulled together in place.
  private mutating func quotedCell() throws(TelemetryError) -> Cell {
    var read = cellStart + 1
    var write = read
    while true {
      guard try hasByte(at: &read, writing: &write) else { throw .unbalancedQuote(at: position) }
      let byte = window[read]
      read += 1
      if byte == UInt8(ascii: "\"") {
        guard try hasByte(at: &read, writing: &write), window[read] == UInt8(ascii: "\"") else { break }
        read += 1
      } else if byte == UInt8(ascii: "\n") {
        startLine(at: read)
      }
      window[write] = byte
      write += 1
    }
    while try hasByte(at: &read, writing: &write) {
      let byte = window[read]
      read += 1
      switch byte {
      case UInt8(ascii: ","):
        next = read
        return Cell(range: (cellStart + 1)..<write, isQuoted: true, endsRow: false)
      case UInt8(ascii: "\n"):
        next = read
        startLine(at: read)
        return Cell(range: (cellStart + 1)..<write, isQuoted: true, endsRow: true)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
      default: throw .unbalancedQuote(at: position)
      }
    }
    next = end
    mayHaveCell = false
    return Cell(range: (cellStart + 1)..<write, isQuoted: true, endsRow: true)
  }

  /// Makes sure that the byte at `read` is in the window, moving both indices along with the cell if it has to be moved.
  private mutating func hasByte(at read: inout Int, writing write: inout Int) throws(TelemetryError) -> Bool {
    if read < end { return true }
    let (readLength, writeLength) = (read - cellStart, write - cellStart)
    try refill(keeping: cellStart)
    read = cellStart + readLength
    write = cellStart + writeLength
    return read < end
  }

  private mutating func startLine(at index: Int) {
    nextLine += 1
    nextLineStart = index
  }

  private func trimmingReturn(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty, window[range.upperBound - 1] == UInt8(ascii: "\r") else { return range }
    return range.lowerBound..<(range.upperBound - 1)
  }

  /// Moves what begins at `start` to the front of the window and reads on behind it.
  private mutating func refill(keeping start: Int) throws(TelemetryError) {
    if isFinished { return }
    let kept = end - start
    if kept > Self.longestCell { throw .cellTooLong(at: position, limit: Self.longestCell) }
    if start > 0 {
      for offset in 0..<kept { window[offset] = window[start + offset] }
      cellStart -= start
      next -= start
      lineStart -= start
      nextLineStart -= start
      end = kept
    }
    let room = end..<window.count
    var result: Result<Int, TelemetryError> = .success(0)
    window.withUnsafeMutableBufferPointer { buffer in
      do throws(TelemetryError) {
        result = .success(try text.read(into: UnsafeMutableBufferPointer(rebasing: buffer[room])))
      } catch {
        result = .failure(error)
      }
    }
    let count = try result.get()
    end += count
    isFinished = count == 0
  }
}
