/// What the trees are fitted to.
///
/// With the residual `r = target − prediction`, weighted by the rows' weights and divided by their sum:
///
///     squaredError        ½ r²                              its mean is the prediction; reported as root mean square
///     absoluteError       |r|                               the median
///     huber(δ)            ½ r² where |r| ≤ δ, else δ|r| − ½ δ²
///     poisson             e^margin − target · margin        a rate; targets are counts, 0 or more
///     logistic            log loss                          a probability; targets from 0 to 1
///     softmax(K)          log loss of K classes             K probabilities; targets 0 … K − 1
///     quantile(α)         max(α r, (α − 1) r)               the quantile, by the pinball loss
///     quantiles(α₁, …)    the same, their mean              several quantiles that never cross, see ``MarginLink/sorted``
///
/// - SeeAlso: Koenker & Bassett, *Regression Quantiles*, Econometrica 46(1), 1978,
///   [doi:10.2307/1913643](https://doi.org/10.2307/1913643).
public enum BoostingObjective: Sendable, Equatable {
  case squaredError
  case absoluteError
  /// The transition from squared to absolute error lies at this residual, in the target's unit, above 0.
  case huber(Double)
  case poisson
  case logistic
  /// 2 classes or more.
  case softmax(Int)
  /// A level strictly between 0 and 1.
  case quantile(Double)
  /// Levels strictly between 0 and 1, rising.
  case quantiles([Double])

  /// The objective itself, once its parameters are known to make sense.
  ///
  /// - Throws: `BoostingError.invalidQuantile` or `.invalidSetting`.
  public func validated() throws(BoostingError) -> Self {
    switch self {
    case .huber(let delta):
      guard delta >= 1e-30 && delta <= 1e30 else {
        throw .invalidSetting(name: "huber", value: "\(delta)", expected: "from 1e-30 to 1e30")
      }
    case .softmax(let classes):
      guard (2...10_000).contains(classes) else {
        throw .invalidSetting(name: "softmax", value: "\(classes)", expected: "from 2 to 10000 classes")
      }
    case .quantile(let level):
      guard level > 0 && level < 1 else { throw .invalidQuantile(level) }
    case .quantiles(let levels):
      if let level = levels.first(where: { !($0 > 0 && $0 < 1) }) { throw .invalidQuantile(level) }
      guard !levels.isEmpty, zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw .invalidSetting(name: "quantiles", value: "\(levels)", expected: "one level or more, rising")
      }
    case .squaredError, .absoluteError, .poisson, .logistic: break
    }
    return self
  }

  /// K, how many values a prediction has.
  public var outputCount: Int {
    switch self {
    case .softmax(let classes): classes
    case .quantiles(let levels): levels.count
    default: 1
    }
  }

  /// The level of the residuals' quantile that the leaves of an output are renewed to; nil where a Newton step serves.
  func renewalLevel(of output: Int) -> Double? {
    switch self {
    case .absoluteError: 0.5
    case .quantile(let level): level
    case .quantiles(let levels): levels[output]
    case .squaredError, .huber, .poisson, .logistic, .softmax: nil
    }
  }

  /// How margins become predictions.
  public var link: MarginLink {
    switch self {
    case .squaredError, .absoluteError, .huber, .quantile: .identity
    case .poisson: .exponential
    case .logistic: .logistic
    case .softmax: .softmax
    case .quantiles: .sorted
    }
  }

  /// What a target must be; nil if this one is.
  func refusal(of target: Float) -> String? {
    switch self {
    case .poisson where target < 0: "counts of 0 or more"
    case .logistic where !(0...1 ~= target): "targets from 0 to 1"
    case .softmax(let classes) where !(0..<Float(classes) ~= target) || target != target.rounded():
      "classes from 0 to \(classes - 1)"
    default: nil
    }
  }
}
