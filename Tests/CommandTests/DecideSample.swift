import Foundation
import Testing

/// Lines for `decide`, and its answers.
enum DecideSample {
  /// Observation `tick` of a day that repeats itself.
  static func line(_ tick: Int, workload: String? = nil, load: Double? = nil) -> String {
    let load = load ?? (600 + 300 * sin(Double(tick) * 2 * .pi / 5_760) + Double(tick * 7_919 % 41)).rounded()
    let name = workload.map { "\"workload\": \"\($0)\", " } ?? ""
    return "{\"timestamp\": \(15 * tick), \(name)\"requestsPerSecond\": \(load), \"cpuPercent\": 60.5, "
      + "\"memoryPercent\": 40.2, \"latencyP95Milliseconds\": 84.0, \"errorPercent\": 0.0, \"readyReplicas\": 8, "
      + "\"startingReplicas\": 1}"
  }

  static func answers(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  /// Answers without the field that no two runs share.
  static func withoutLatency(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in
      String(line).replacing(/"latencyMicroseconds":[0-9.e+-]+,/, with: "")
    }
  }
}
