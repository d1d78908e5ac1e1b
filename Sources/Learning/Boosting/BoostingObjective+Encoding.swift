extension BoostingObjective {
  /// The objective as numbers: which one, then its parameters.
  var encoded: [Float] {
    switch self {
    case .squaredError: [0]
    case .absoluteError: [1]
    case .huber(let delta): [2] + Self.parts(delta)
    case .poisson: [3]
    case .logistic: [4]
    case .softmax(let classes): [5, Float(classes)]
    case .quantile(let level): [6] + Self.parts(level)
    case .quantiles(let levels): [7] + levels.flatMap(Self.parts)
    }
  }

  /// Reads what `encoded` wrote; nil for what is no valid objective.
  init?(encoded: [Float]) {
    guard let kind = encoded.first else { return nil }
    let parameters = encoded.dropFirst()
    let read: BoostingObjective?
    switch (kind, parameters.count) {
    case (0, 0): read = .squaredError
    case (1, 0): read = .absoluteError
    case (2, 3): read = .huber(Self.level(parameters))
    case (3, 0): read = .poisson
    case (4, 0): read = .logistic
    case (5, 1): read = Int(exactly: parameters[1]).map { .softmax($0) }
    case (6, 3): read = .quantile(Self.level(parameters))
    case (7, let count) where count >= 3 && count % 3 == 0:
      read = .quantiles(stride(from: 1, to: count, by: 3).map { Self.level(parameters[$0..<$0 + 3]) })
    default: read = nil
    }
    guard let valid = try? read?.validated() else { return nil }
    self = valid
  }

  /// A level, or the δ of Huber's loss, as three numbers whose sum is exactly it.
  private static func parts(_ level: Double) -> [Float] {
    let first = Float(level)
    let second = Float(level - Double(first))
    return [first, second, Float(level - Double(first) - Double(second))]
  }

  private static func level(_ parts: ArraySlice<Float>) -> Double { parts.reduce(0) { $0 + Double($1) } }
}
