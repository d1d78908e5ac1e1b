/// Reads exposition text piece by piece as it comes, so that no more than a line of it is kept.
///
/// Histograms and summaries are the series that they consist of; exemplars, types and helps are read over. It is
/// lenient about blanks, and strict about names, quotes, numbers and the end.
///
/// - SeeAlso: Prometheus, *Exposition formats* (text 0.0.4),
///   https://prometheus.io/docs/instrumenting/exposition_formats/, and *OpenMetrics 1.0*,
///   https://prometheus.io/docs/specs/om/open_metrics_spec/
package struct ExpositionParser: Sendable {
  private let format: ExpositionFormat
  private let limits: ExpositionLimits
  /// The beginning of a line whose end has not come.
  private var rest: [UInt8] = []
  private var line = 0
  private var samples = 0
  private var hasEnded = false

  package init(_ format: ExpositionFormat, limits: ExpositionLimits = ExpositionLimits()) {
    self.format = format
    self.limits = limits
  }

  /// Reads on.
  ///
  /// - Parameter emit: Is given each sample in the order of the text.
  /// - Throws: `ExpositionError` at the first line that is wrong; what was given out before must then be thrown away.
  package mutating func consume(
    _ bytes: some Collection<UInt8>, _ emit: (ExpositionSample) -> Void
  ) throws(ExpositionError) {
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      if rest.isEmpty {
        try read(Array(bytes[start..<end]), emit)
      } else {
        rest += bytes[start..<end]
        let whole = rest
        rest.removeAll(keepingCapacity: true)
        try read(whole, emit)
      }
      start = bytes.index(after: end)
    }
    rest += bytes[start...]
    guard rest.count <= limits.line else { throw tooLong }
  }

  /// The text is over.
  ///
  /// - Throws: `ExpositionError` when it was cut off.
  package mutating func finish(_ emit: (ExpositionSample) -> Void) throws(ExpositionError) {
    if !rest.isEmpty {
      // Only the end mark may lack its line feed.
      guard format == .openMetrics, rest.elementsEqual("# EOF".utf8) else {
        line += 1
        throw error("the text ends within a line; it was cut off, or lacks its last line feed")
      }
      hasEnded = true
    }
    guard format == .text || hasEnded else { throw error("the text ends without '# EOF'; it was cut off") }
  }

  private mutating func read(_ bytes: [UInt8], _ emit: (ExpositionSample) -> Void) throws(ExpositionError) {
    line += 1
    guard bytes.count <= limits.line else { throw tooLong }
    guard !hasEnded else { throw error("there is more after '# EOF'") }
    var cursor = ExpositionCursor(bytes)
    cursor.skipBlanks()
    guard let first = cursor.next else { return }
    if first == UInt8(ascii: "#") {
      hasEnded = format == .openMetrics && bytes.elementsEqual("# EOF".utf8)
      return
    }
    samples += 1
    guard samples <= limits.samples else { throw error("there are more than \(limits.samples) samples") }
    do {
      emit(try sample(&cursor))
    } catch {
      throw self.error(error.reason)
    }
  }

  private func sample(_ cursor: inout ExpositionCursor) throws(ExpositionCursor.Wrong) -> ExpositionSample {
    var labels: [SeriesLabels.Label] = [SeriesLabels.Label(SeriesLabels.metric, try cursor.name(allowingColons: true))]
    cursor.skipBlanks()
    if cursor.skip("{") {
      cursor.skipBlanks()
      while !cursor.skip("}") {
        guard labels.count <= limits.labels else {
          throw ExpositionCursor.Wrong(reason: "\(labels[0].value) has more than \(limits.labels) labels")
        }
        labels.append(try cursor.label())
        cursor.skipBlanks()
        guard cursor.skip(",") || cursor.next == UInt8(ascii: "}") else {
          throw ExpositionCursor.Wrong(reason: "expected ',' or '}' after the label '\(labels[labels.count - 1].name)'")
        }
        cursor.skipBlanks()
      }
    }
    let value = try cursor.number("value")
    let milliseconds = try time(&cursor)
    cursor.skipBlanks()
    // What follows in OpenMetrics is an exemplar.
    guard cursor.next == nil || (format == .openMetrics && cursor.next == UInt8(ascii: "#")) else {
      throw ExpositionCursor.Wrong(reason: "there is more than a value and a time")
    }
    do {
      return ExpositionSample(labels: try SeriesLabels(labels), value: value, milliseconds: milliseconds)
    } catch {
      throw ExpositionCursor.Wrong(reason: "the label '\(error.name)' stands twice")
    }
  }

  private func time(_ cursor: inout ExpositionCursor) throws(ExpositionCursor.Wrong) -> Int64? {
    cursor.skipBlanks()
    guard let next = cursor.next, next != UInt8(ascii: "#") || format == .text else { return nil }
    let number = try cursor.number("time")
    let milliseconds = format == .text ? number : number * 1_000
    guard abs(milliseconds) <= 1e15 else {
      throw ExpositionCursor.Wrong(reason: "the time \(number) is none")
    }
    return Int64(milliseconds.rounded())
  }

  private func error(_ reason: String) -> ExpositionError { ExpositionError(line: line, reason: reason) }

  private var tooLong: ExpositionError {
    ExpositionError(line: line + (rest.isEmpty ? 0 : 1), reason: "it is longer than \(limits.line) bytes")
  }
}
