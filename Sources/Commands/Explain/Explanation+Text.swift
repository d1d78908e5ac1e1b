extension Explanation {
  /// The same as tables.
  ///
  /// - Parameter top: How many lines each may have.
  func text(top: Int) -> String {
    let of = level.map { " at the level \($0)" } ?? ""
    var lines = ["\(model)\(of): \(trees) trees, \(objective), on \(features) features", ""]
    let total = importance.reduce(0) { $0 + $1.value }
    let used = importance.filter { $0.value != 0 }
    lines.append(Self.line(importanceKind, "share", "feature"))
    for entry in used.prefix(top) {
      let share = total > 0 ? "\(rounded(100 * entry.value / total, 1)) %" : ""
      lines.append(Self.line(Self.number(entry.value), share, entry.feature))
    }
    if used.count > top { lines.append("and \(used.count - top) more that trees ask for") }
    for output in outputs ?? [] { lines += self.lines(of: output, top: top) }
    if let newestLoad, let forecastLoad {
      lines += ["", "the newest load is \(newestLoad), the forecast \(forecastLoad)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of output: Output, top: Int) -> [String] {
    let which = (outputs?.count ?? 1) > 1 ? ", output \(output.output)" : ""
    var lines = ["", "row \(row ?? 0)\(which)", Self.line("margin", "value", "feature")]
    lines.append(Self.line(Self.number(Double(output.expectedMargin)), "", "expected"))
    for entry in output.contributions.prefix(top) where entry.contribution != 0 {
      let value = entry.value.map { Self.number(Double($0)) } ?? "missing"
      let sign = entry.contribution > 0 ? "+" : ""
      lines.append(Self.line(sign + Self.number(Double(entry.contribution)), value, entry.feature))
    }
    let rest = output.contributions.dropFirst(top).filter { $0.contribution != 0 }
    if !rest.isEmpty {
      let sum = rest.reduce(0.0) { $0 + Double($1.contribution) }
      lines.append(Self.line((sum > 0 ? "+" : "") + Self.number(sum), "", "\(rest.count) others"))
    }
    lines.append(Self.line(Self.number(Double(output.margin)), "", "sum; the prediction is \(output.prediction)"))
    return lines
  }

  /// Two columns set flush right, then text.
  private static func line(_ first: String, _ second: String, _ text: String) -> String {
    func right(_ cell: String) -> String { String(repeating: " ", count: max(0, 12 - cell.count)) + cell }
    return "\(right(first)) \(right(second))  \(text)"
  }

  /// A number of about five digits that count.
  private static func number(_ value: Double) -> String {
    let digits = value == 0 ? 0 : value.magnitude >= 1_000 ? 0 : value.magnitude >= 1 ? 3 : 5
    return rounded(value, digits)
  }
}
