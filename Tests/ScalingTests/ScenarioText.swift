import Foundation
import Scaling
import Testing

/// A scenario: what policies are shown, tick by tick, and what they have to answer.
///
///     # comment
///     every 15s
///     cpu       70 90  ?      # percent of the ready replicas; ? is not known
///     load     2.8  ?  3      # replicas' worth
///     replicas   4  4  4      # ready ones
///     starting   0  0  1      # and those that are not ready yet
///     unmeasured 0  1  0      # of the ready ones, those without a CPU
///     decide     = +2  =
struct ScenarioText {
  private static let inputs: Set = ["cpu", "load", "replicas", "starting", "unmeasured"]

  var tickSeconds = 0.0
  private var rows: [String: [String]] = [:]

  struct Broken: Error { let line: String }

  init(fixture name: String) throws {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "scenario", subdirectory: "Fixtures"))
    try self.init(String(contentsOf: url, encoding: .utf8))
  }

  init(_ text: String) throws {
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      guard let name = words.first else { continue }
      if name == "every" {
        guard words.count == 2, let seconds = Double(words[1].dropLast()), words[1].hasSuffix("s") else {
          throw Broken(line: String(line))
        }
        tickSeconds = seconds
      } else if Self.inputs.contains(name) || name == "decide" {
        rows[name] = Array(words.dropFirst())
      } else {
        throw Broken(line: String(line))
      }
    }
    guard tickSeconds > 0, let ticks = rows["decide"]?.count, rows["replicas"] != nil,
      rows.values.allSatisfy({ $0.count == ticks })
    else { throw Broken(line: "rows of \(rows.mapValues(\.count)) cells every \(tickSeconds) s") }
  }

  /// Plays a scenario and expects the changes of its last row.
  static func expect(
    _ policy: some ScalingPolicy, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let scenario = try ScenarioText(text)
    #expect(try scenario.changes(by: policy) == scenario.decisions(), sourceLocation: sourceLocation)
  }

  /// By how much a policy changes the number asked for, tick by tick.
  func changes(by policy: some ScalingPolicy) throws -> [Int] {
    var policy = policy
    return try inputs().map { policy.decide($0).replicas - $0.current }
  }

  /// What the policy is shown.
  func inputs() throws -> [ScalingInput] {
    let (cpu, load) = (try numbers("cpu"), try numbers("load"))
    let (replicas, starting, unmeasured) = (try numbers("replicas"), try numbers("starting"), try numbers("unmeasured"))
    return replicas.indices.map { tick in
      ScalingInput(
        timestamp: Double(tick) * tickSeconds, load: load.isEmpty ? .nan : Float(load[tick]),
        utilization: cpu.isEmpty ? .nan : Float(cpu[tick] / 100), ready: Int(replicas[tick]),
        starting: starting.isEmpty ? 0 : Int(starting[tick]),
        unmeasured: unmeasured.isEmpty ? 0 : Int(unmeasured[tick]))
    }
  }

  /// By how much the number is to change: `=` 0, `+n`, `-n`.
  func decisions() throws -> [Int] {
    try (rows["decide"] ?? []).map {
      guard let change = $0 == "=" ? 0 : Int($0) else { throw Broken(line: "decide \($0)") }
      return change
    }
  }

  private func numbers(_ row: String) throws -> [Double] {
    try (rows[row] ?? []).map {
      guard let number = $0 == "?" ? .nan : Double($0) else { throw Broken(line: "\(row) \($0)") }
      return number
    }
  }
}
