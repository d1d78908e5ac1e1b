import Foundation

/// Builds a CSV in memory and writes it whole or not at all.
///
/// Numbers are written as the shortest text that reads back to the same bits, whole numbers without a point; cells are
/// quoted only where they must be.
public struct CSVWriter: Sendable {
  private var bytes: [UInt8] = []
  private let columnCount: Int
  private var cellsInRow = 0

  /// How many rows have been ended, the header not among them.
  public private(set) var rowCount = 0

  /// - Parameter header: The names of the columns, written as the first row.
  public init(header: [String]) {
    columnCount = header.count
    for name in header { append(name) }
    endRow()
    rowCount = 0
  }

  /// Adds a cell with a number; NaN becomes an empty cell, or `NaN` where the row would else be a blank line.
  public mutating func append(_ value: Double) {
    separate()
    if value.isNaN {
      if columnCount == 1 { bytes += "NaN".utf8 }
      return
    }
    let text = value.description
    bytes += text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...]
  }

  /// Adds a cell with a number; NaN becomes an empty cell, or `NaN` where the row would else be a blank line.
  public mutating func append(_ value: Float) {
    guard !value.isNaN else {
      append(Double.nan)
      return
    }
    separate()
    let text = value.description
    bytes += text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...]
  }

  /// Adds a cell with a whole number.
  public mutating func append(_ value: Int) {
    separate()
    bytes += value.description.utf8
  }

  /// Adds a cell with text, quoted where it holds a comma, a quote or a line's end.
  public mutating func append(_ text: String) {
    separate()
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) || (text.isEmpty && columnCount == 1)
    else {
      bytes += text.utf8
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Ends the row.
  ///
  /// - Precondition: The row has as many cells as the header.
  public mutating func endRow() {
    precondition(cellsInRow == columnCount, "\(cellsInRow) cells in a row of \(columnCount)")
    bytes.append(UInt8(ascii: "\n"))
    cellsInRow = 0
    rowCount += 1
  }

  /// The text so far.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes the file beside its place and moves it there, so that it appears whole or not at all.
  ///
  /// - Parameter path: Where to; a name that ends in `.gz` is compressed.
  /// - Throws: `TelemetryError.unwritable`; a file that was there before is then still there.
  public func write(to path: String) throws(TelemetryError) {
    let contents = path.hasSuffix(".gz") ? try GzipWriter.compress(bytes, path: path) : bytes
    try OutputFile.write(Data(contents), to: path)
  }

  private mutating func separate() {
    if cellsInRow > 0 { bytes.append(UInt8(ascii: ",")) }
    cellsInRow += 1
  }
}
