import Learning

/// How fast trees answer: whole test sets at a time, and row by row.
struct PredictionSpeed {
  /// Of the test set, shape `[N]`.
  let predictions: [Float]
  /// With all rows in one call, the median of five.
  let rowsPerSecond: Double
  /// With one row a call.
  let singleRow: LatencySummary

  private static let batches = 5
  private static let calls = 20_000
  private static let warmUpCalls = 2_000
  /// Rows are asked in scattered order, as neighbours in time are alike.
  private static let stride = 7_919

  init(_ predictor: TreePredictor, _ test: FeatureFile, threads: Int) {
    var predictions = [Float](repeating: 0, count: test.rowCount)
    var seconds: [Double] = []
    let rows = test.values.span
    for _ in 0...Self.batches {
      let start = ContinuousClock.now
      var span = predictions.mutableSpan
      predictor.predict(rows: rows, into: &span, threads: threads)
      seconds.append((ContinuousClock.now - start).seconds)
    }
    // The first one warms up.
    rowsPerSecond = Double(test.rowCount) / seconds.dropFirst().sorted()[Self.batches / 2]

    var latencies = LatencyTally(capacity: Self.calls)
    for call in 0..<Self.warmUpCalls + Self.calls {
      let row = call * Self.stride % test.rowCount
      let features = rows.extracting(row * test.featureCount..<(row + 1) * test.featureCount)
      let start = ContinuousClock.now
      let prediction = predictor.predict(features)
      let time = ContinuousClock.now - start
      precondition(
        prediction == predictions[row], "row \(row) is \(prediction) alone, but \(predictions[row]) among the others")
      if call >= Self.warmUpCalls { latencies.record(time) }
    }
    singleRow = latencies.summary
    self.predictions = predictions
  }
}
