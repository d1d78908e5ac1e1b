/// A cell kept as a string, for headers and other small parts of a file.
struct CSVCell {
  let text: String
  let position: TextPosition
  let isQuoted: Bool

  /// Nothing at all between two separators, not even quotes.
  var isBlank: Bool { text.isEmpty && !isQuoted }

  /// The text as a name: without blanks around it.
  var name: String {
    var name = Substring(text)
    while let first = name.first, first == " " || first == "\t" { name.removeFirst() }
    while let last = name.last, last == " " || last == "\t" { name.removeLast() }
    return String(name)
  }

  /// Whether the cell could stand in a row of data: a number, a missing value or a date.
  var isData: Bool { NumberText(Array(text.utf8).span) != .text || isDate }

  /// Whether the cell holds a calendar date, as against a number or a name.
  var isDate: Bool {
    let bytes = Array(text.utf8)
    guard case .seconds = TimestampText(bytes.span) else { return false }
    return NumberText(bytes.span) == .text
  }

  /// The cell as a number, NaN if it is missing.
  ///
  /// - Parameters:
  ///   - name: Names the column in the error.
  ///   - isChosen: Whether the caller asked for this column by name; it changes the advice.
  func number(name: String, isChosen: Bool) throws(TelemetryError) -> Double {
    switch NumberText(Array(text.utf8).span) {
    case .number(let value): return value
    case .missing: return .nan
    case .infinite: throw .infinite(at: position, found: text, name: name)
    case .text: break
    }
    let advice =
      if isChosen {
        "mend the cell, or choose another column with --column"
      } else if isDate {
        "if it is the time, give --time-column \(name), else choose the metrics with --column"
      } else {
        "mend the cell, or choose the metrics with --column (and the time with --time-column)"
      }
    throw .notANumber(at: position, found: text, name: name, advice: advice)
  }

  /// The cell as Unix seconds.
  ///
  /// - Parameter name: Names the column in the error.
  func timestamp(name: String) throws(TelemetryError) -> Double {
    let advice: String
    switch TimestampText(Array(text.utf8).span) {
    case .seconds(let seconds): return seconds
    case .missing: advice = "give every row a time or remove the row"
    case .tooLarge: advice = "divide milliseconds by 1000"
    case .text: advice = "mend the time, or name another column with --time-column"
    }
    throw .notATimestamp(at: position, found: text, name: name, advice: advice)
  }
}
