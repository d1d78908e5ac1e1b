/// Thins out long series for drawing without losing what the eye looks for.
package enum Downsampling {
  /// One value at its place in the series.
  package struct Point: Sendable, Equatable {
    package var index: Int
    package var value: Double
  }

  /// The series as runs of finite values without a gap in them, at most about `limit` points in all.
  ///
  /// A series that is too long is cut into `limit / 2` buckets, and each gives its smallest and its largest value in the
  /// order in which they came, so every spike survives at its full height. A gap shorter than a bucket is narrower than
  /// two pixels and is closed; a bucket without values is a gap.
  package static func runs(_ values: [Double], limit: Int = 1000) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    func end() {
      if !run.isEmpty { runs.append(run) }
      run = []
    }
    if values.count <= limit {
      for (index, value) in values.enumerated() {
        if value.isFinite { run.append(Point(index: index, value: value)) } else { end() }
      }
      end()
      return runs
    }
    for bucket in buckets(values.count, limit / 2) {
      var low: Point?
      var high: Point?
      for index in bucket where values[index].isFinite {
        let point = Point(index: index, value: values[index])
        if point.value < low?.value ?? .infinity { low = point }
        if point.value > high?.value ?? -.infinity { high = point }
      }
      guard let low, let high else {
        end()
        continue
      }
      run.append(low.index <= high.index ? low : high)
      if low.index != high.index { run.append(low.index <= high.index ? high : low) }
    }
    end()
    return runs
  }

  /// A series of steps as runs of the places where it changes, with the last place of each run; if these are still too
  /// many, as ``runs(_:limit:)``.
  package static func steps(_ values: [Double], limit: Int = 1000) -> [[Point]] {
    var runs: [[Point]] = []
    var previous: Double?
    for (index, value) in values.enumerated() {
      guard value.isFinite else {
        previous = nil
        continue
      }
      let isLast = index + 1 == values.count || !values[index + 1].isFinite
      if previous == nil { runs.append([]) }
      if value != previous || isLast { runs[runs.count - 1].append(Point(index: index, value: value)) }
      previous = value
    }
    return runs.reduce(0) { $0 + $1.count } <= limit ? runs : self.runs(values, limit: limit)
  }

  /// A band as runs of places with their lowest and highest value, at most about `limit` places in all.
  package static func band(
    lower: [Double], upper: [Double], limit: Int = 1000
  ) -> [[(index: Int, low: Double, high: Double)]] {
    let count = Swift.min(lower.count, upper.count)
    var runs: [[(index: Int, low: Double, high: Double)]] = []
    var run: [(index: Int, low: Double, high: Double)] = []
    for bucket in buckets(count, Swift.min(count, limit)) {
      var low = Double.infinity
      var high = -Double.infinity
      for index in bucket where lower[index].isFinite && upper[index].isFinite {
        low = Swift.min(low, lower[index], upper[index])
        high = Swift.max(high, lower[index], upper[index])
      }
      if low <= high {
        run.append(((bucket.lowerBound + bucket.upperBound - 1) / 2, low, high))
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    return runs
  }

  /// Cuts `0..<count` into `parts` ranges of nearly equal length.
  private static func buckets(_ count: Int, _ parts: Int) -> [Range<Int>] {
    (0..<Swift.max(parts, 0)).map { (count * $0 / parts)..<(count * ($0 + 1) / parts) }
  }
}
