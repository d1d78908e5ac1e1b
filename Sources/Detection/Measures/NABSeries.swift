/// One series of the Numenta Anomaly Benchmark, with what a detector said of it.
public struct NABSeries: Sendable {
  /// As in `combined_windows.json`, for example `realTweets/Twitter_volume_AAPL.csv`.
  public let name: String
  /// Windows of rows around the anomalies, in order; they do not overlap.
  public let windows: [ClosedRange<Int>]
  /// Per row, `[N]`, larger is stranger.
  public let scores: [Double]

  /// - Precondition: The scores are finite; the windows are in order and end before row N.
  public init(name: String, windows: [ClosedRange<Int>], scores: [Double]) {
    precondition(scores.allSatisfy { $0.isFinite }, "\(name): a score that is not finite")
    precondition(
      windows.allSatisfy { $0.lowerBound >= 0 && $0.upperBound < scores.count }
        && zip(windows, windows.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound },
      "\(name): windows \(windows) of \(scores.count) rows")
    self.name = name
    self.windows = windows
    self.scores = scores
  }

  /// The first rows take no part: 15 % of them, 750 at most.
  public var probationRows: Int { min(Int(0.15 * Double(scores.count)), 750) }

  /// The rows of windows given by the times of their ends, which must be times of rows: from the first row with the one to the last
  /// row with the other, since times may occur twice.
  ///
  /// - Parameters:
  ///   - windows: Seconds since 1970.
  ///   - times: Of each row, `[N]`, in seconds since 1970, in any order.
  /// - Returns: nil for a window whose end no row has, or that ends before it starts.
  public static func rows(of windows: [(start: Double, end: Double)], times: [Double]) -> [ClosedRange<Int>?] {
    windows.map { window in
      guard let start = times.firstIndex(of: window.start), let end = times.lastIndex(of: window.end), start <= end
      else {
        return nil
      }
      return start...end
    }
  }
}
