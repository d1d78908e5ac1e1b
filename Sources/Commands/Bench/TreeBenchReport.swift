/// What `bench trees` found.
struct TreeBenchReport: Encodable {
  let objective: String
  let quantileLevel: Double?
  let rounds: Int
  /// Of the training set, as `features`.
  let rows: Int
  let features: Int
  let testRows: Int
  /// For training.
  let threads: Int
  /// For `predictRowsPerSecond`.
  let predictThreads: Int
  let binningSeconds: Double
  let trainingSeconds: Double
  /// Of the whole process, in MiB.
  let peakMemoryMegabytes: Double
  /// One of the three, on the test set.
  let rmse: Double?
  let auc: Double?
  let pinball: Double?
  let modelBytes: Int
  let predictRowsPerSecond: Double
  let singleRowMicroseconds: LatencySummary
  let build: BuildInfo

  /// The same in a few lines.
  var text: String {
    let score =
      rmse.map { "RMSE \(rounded($0, 6))" } ?? auc.map { "AUC \(rounded($0, 6))" }
      ?? "pinball loss \(rounded(pinball ?? .nan, 6))"
    return """
      \(rounds) trees on \(rows) rows of \(features) features, \(threads) threads: binning \(rounded(binningSeconds, 2)) s, \
      training \(rounded(trainingSeconds, 2)) s, peak \(rounded(peakMemoryMegabytes, 0)) MB
      \(score) on \(testRows) test rows; the model has \(modelBytes) bytes
      one row µs: p50 \(rounded(singleRowMicroseconds.p50, 2)), p99 \(rounded(singleRowMicroseconds.p99, 2)), \
      p99.9 \(rounded(singleRowMicroseconds.p999, 2)); all rows: \(rounded(predictRowsPerSecond, 0)) rows/s \
      with \(predictThreads) threads
      \(build.cpu), \(build.compilerFlags)

      """
  }
}
