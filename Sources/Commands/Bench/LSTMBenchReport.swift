/// What `bench lstm` found, of reading or of training.
struct LSTMBenchReport: Encodable {
  let layers: Int
  let hidden: Int
  let inputs: Int
  let sequence: Int
  let batch: Int
  let threads: Int
  /// Cores kept busy meanwhile.
  var busyCores: Int?

  /// One step a call, batch 1.
  var stepMicroseconds: LatencySummary?
  var stepCalls: Int?
  /// All sequences a call.
  var sequenceMicroseconds: LatencySummary?
  var sequenceCalls: Int?
  /// Rows of inputs read in sequences, at their p50.
  var rowsPerSecond: Double?
  /// Absent where the count cannot be had, as the other two.
  var allocationsPerStep: Double?
  var allocationsPerSequence: Double?

  var windows: Int?
  var epochSeconds: Double?
  var windowsPerSecond: Double?
  var firstLoss: Double?
  var lastLoss: Double?
  var testRMSE: Double?
  var allocationsPerBatch: Double?

  let build: BuildInfo

  /// The same in a few lines.
  var text: String {
    var lines = [
      "\(layers) x \(hidden) units, \(inputs) inputs, sequences of \(sequence), batch \(batch), threads \(threads)"
        + (busyCores.map { ", \($0) other cores busy" } ?? "")
    ]
    if let stepMicroseconds, let sequenceMicroseconds {
      lines.append("step µs: \(Self.text(stepMicroseconds)); \(Self.text(allocationsPerStep)) allocations a step")
      lines.append(
        "sequences µs: \(Self.text(sequenceMicroseconds)); \(rounded(rowsPerSecond ?? .nan, 0)) rows/s; "
          + "\(Self.text(allocationsPerSequence)) allocations a call")
    }
    if let epochSeconds, let windowsPerSecond, let windows {
      lines.append(
        "an epoch of \(windows) windows: \(rounded(epochSeconds, 2)) s, \(rounded(windowsPerSecond, 0)) windows/s; "
          + "loss \(rounded(firstLoss ?? .nan, 4)) to \(rounded(lastLoss ?? .nan, 4))"
          + (testRMSE.map { ", test RMSE \(rounded($0, 4))" } ?? "")
          + "; \(Self.text(allocationsPerBatch)) allocations a batch")
    }
    lines.append("\(build.cpu), \(build.compilerFlags), OpenBLAS \(build.openBLASCore)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ times: LatencySummary) -> String {
    "p50 \(rounded(times.p50, 2)), p99 \(rounded(times.p99, 2)), p99.9 \(rounded(times.p999, 2)), "
      + "max \(rounded(times.max, 1))"
  }

  private static func text(_ allocations: Double?) -> String { allocations.map { rounded($0, 4) } ?? "unknown" }
}
