import Features

/// Rows to train on, standardized, with missing values held, and which of them are kept for validation.
struct TrainingSeries {
  private static let blocks = 40
  private static let clip: Float = 10

  let width: Int
  let rows: Int
  /// The statistics that rows were standardized by; a running one as it was before the first.
  let scaler: RunningScaler
  /// Shape `[N, D]`, within ±10.
  private(set) var z: [Float]
  /// Whether a value of `z` was there rather than held, `[N, D]`.
  private(set) var isKnown: [Bool]
  /// Each series' rows.
  let ranges: [Range<Int>]
  /// Whether a row is kept for validation, `[N]`: every fifth of 40 blocks of each series.
  let isHeldOut: [Bool]

  /// - Parameters:
  ///   - columns: `[D][N]`, in the metrics' own units.
  ///   - starts: The rows at which a series begins, in order, the first of them 0.
  init(_ columns: [[Double]], starts: [Int], scaler: RunningScaler) {
    width = columns.count
    rows = columns[0].count
    self.scaler = scaler
    z = [Float](repeating: 0, count: rows * width)
    isKnown = [Bool](repeating: false, count: rows * width)
    ranges = zip(starts, starts.dropFirst() + [rows]).map { $0..<$1 }.filter { !$0.isEmpty }
    var isHeldOut = [Bool](repeating: false, count: rows)
    var row = [Float](repeating: 0, count: width)
    var scores = row
    for range in ranges {
      var running = scaler
      var last = [Float](repeating: 0, count: width)
      for index in range {
        isHeldOut[index] = (index - range.lowerBound) * Self.blocks / range.count % 5 == 4
        for metric in 0..<width { row[metric] = Float(columns[metric][index]) }
        running.scale(row.span, into: &scores)
        for metric in 0..<width {
          if !scores[metric].isNaN {
            last[metric] = min(max(scores[metric], -Self.clip), Self.clip)
            isKnown[index * width + metric] = true
          }
          z[index * width + metric] = last[metric]
        }
      }
    }
    self.isHeldOut = isHeldOut
  }

  func withRow<Result>(_ row: Int, _ body: (Span<Float>) -> Result) -> Result {
    body(z.span.extracting(row * width..<(row + 1) * width))
  }

  /// Whether a row is one to learn from: not kept for validation, and not empty.
  func isLearned(_ row: Int) -> Bool { !isHeldOut[row] && isKnown[row * width..<(row + 1) * width].contains(true) }

  /// Runs of rows whose forecasts, some rows ahead, are of training rows, and of validation rows.
  func blocks(horizon: Int) -> (training: [Range<Int>], validation: [Range<Int>]) {
    var training: [Range<Int>] = []
    var validation: [Range<Int>] = []
    for range in ranges where range.count > horizon {
      var start = range.lowerBound
      for row in range.lowerBound..<range.upperBound - horizon {
        let isLast = row + 1 == range.upperBound - horizon
        guard isLast || isHeldOut[row + horizon] != isHeldOut[row + 1 + horizon] else { continue }
        if isHeldOut[row + horizon] { validation.append(start..<row + 1) } else { training.append(start..<row + 1) }
        start = row + 1
      }
    }
    return (training, validation)
  }
}
