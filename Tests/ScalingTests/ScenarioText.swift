import Foundation
import Testing

/// A scenario file: what policies are shown, tick by tick, and what they have to answer.
///
///     # comment
///     every 15s
///     cpu       70 90
///     replicas   4  4
///     decide     = +2
struct ScenarioText {
  var tickSeconds = 0.0
  private var rows: [String: [String]] = [:]

  struct Broken: Error { let line: String }

  init(fixture name: String) throws {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "scenario", subdirectory: "Fixtures"))
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      guard let name = words.first else { continue }
      if name == "every" {
        guard words.count == 2, let seconds = Double(words[1].dropLast()), words[1].hasSuffix("s") else {
          throw Broken(line: String(line))
        }
        tickSeconds = seconds
      } else {
        rows[name] = Array(words.dropFirst())
      }
    }
    guard tickSeconds > 0, let ticks = rows["decide"]?.count, rows.values.allSatisfy({ $0.count == ticks }) else {
      throw Broken(line: "rows of \(rows.mapValues(\.count)) cells every \(tickSeconds) s")
    }
  }

  func numbers(_ row: String) throws -> [Double] {
    try (rows[row] ?? []).map {
      guard let number = Double($0) else { throw Broken(line: "\(row) \($0)") }
      return number
    }
  }

  /// By how much the number changes: `=` 0, `+n`, `-n`.
  func decisions() throws -> [Int] {
    try (rows["decide"] ?? []).map {
      guard let change = $0 == "=" ? 0 : Int($0) else { throw Broken(line: "decide \($0)") }
      return change
    }
  }
}
