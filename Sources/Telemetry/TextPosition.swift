/// A place in a text file, counted from 1 as editors count; printed `file:line:column`.
public struct TextPosition: Sendable, Equatable, CustomStringConvertible {
  /// The path as the caller gave it.
  public let file: String

  /// The line in the file, from 1; a quoted cell may span several.
  public let line: Int

  /// The byte in the line, from 1.
  public let column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String { "\(file):\(line):\(column)" }
}
