extension RandomSource {
  /// A number from the normal distribution with mean 0 and variance 1.
  ///
  /// The polar method; the second number of each pair is not kept, so that the state stays the generator's alone.
  ///
  /// - Complexity: O(1) on average. Does not allocate.
  /// - SeeAlso: Marsaglia & Bray, *A Convenient Method for Generating Normal Variables*, SIAM Review 6(3), 1964,
  ///   [doi:10.1137/1006063](https://doi.org/10.1137/1006063).
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 {
        return x * (-2 * Self.logarithm(square) / square).squareRoot()
      }
    }
  }

  /// A waiting time from the exponential distribution.
  ///
  /// - Parameter mean: The mean, in the unit of the result.
  /// - Precondition: `mean` is finite and not negative.
  /// - Complexity: O(1). Does not allocate.
  public mutating func exponential(mean: Double) -> Double {
    precondition(mean >= 0 && mean.isFinite, "RandomSource: an exponential distribution cannot have the mean \(mean)")
    return -mean * Self.logarithm(1 - uniform())
  }

  /// A count from the Poisson distribution.
  ///
  /// Below a mean of 10 by counting exponential waiting times, from there on by transformed rejection (PTRS).
  ///
  /// - Parameter mean: The mean of the count, in 0...1e9.
  /// - Precondition: `mean` is in that range: the acceptance test loses its accuracy far above it.
  /// - Complexity: O(1) on average. Does not allocate.
  /// - SeeAlso: Hörmann, *The Transformed Rejection Method for Generating Poisson Random Variables*, Insurance:
  ///   Mathematics and Economics 12(1), 1993, [doi:10.1016/0167-6687(93)90997-4](https://doi.org/10.1016/0167-6687(93)90997-4).
  public mutating func poisson(mean: Double) -> Int {
    precondition(mean >= 0 && mean <= 1e9, "RandomSource: a Poisson distribution here cannot have the mean \(mean)")
    if mean < 10 {
      var count = -1
      var time = 0.0
      repeat {
        count += 1
        time += exponential(mean: 1)
      } while time < mean
      return count
    }
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let logInverseAlpha = Self.logarithm(1.1239 + 1.1328 / (b - 3.4))
    let surelyInside = 0.9277 - 3.6224 / (b - 2)
    let logMean = Self.logarithm(mean)
    while true {
      let u = uniform() - 0.5
      let v = 1 - uniform()
      let distance = 0.5 - abs(u)
      let count = ((2 * a / distance + b) * u + mean + 0.43).rounded(.down)
      if distance >= 0.07 && v <= surelyInside { return Int(count) }
      // This also refuses the infinity that a distance of zero gives.
      if count < 0 || (distance < 0.013 && v > distance) { continue }
      let left = Self.logarithm(v) + logInverseAlpha - Self.logarithm(a / (distance * distance) + b)
      if left <= count * logMean - mean - Self.logarithmOfFactorial(count) { return Int(count) }
    }
  }

  /// The natural logarithm, within 1 ulp, of a positive normal number, in plain arithmetic.
  ///
  ///     x = 2ᵏ·(1 + f)      s = f / (2 + f)      log(1 + f) = f - (f²/2 - s·(f²/2 + R(s²)))
  ///
  /// The platform's function may differ from the next platform's in the last bit, and one bit is enough for two
  /// simulations to part. The reduction and the coefficients are those of fdlibm (Sun Microsystems, 1993).
  package static func logarithm(_ x: Double) -> Double {
    var exponent = x.exponent
    var significand = x.significand
    if significand > 1.414_213_562_373_095_1 {
      significand *= 0.5
      exponent += 1
    }
    let k = Double(exponent)
    let f = significand - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (0.399_999_999_994_094_1 + w * (0.222_221_984_321_497_84 + w * 0.153_138_376_992_093_73))
    let odd =
      z
      * (0.666_666_666_666_673_5
        + w * (0.285_714_287_436_623_9 + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)))
    let halfSquare = 0.5 * f * f
    let low = s * (halfSquare + (even + odd)) + k * 1.908_214_929_270_587_7e-10
    return k * 0.693_147_180_369_123_8 - ((halfSquare - low) - f)
  }

  /// The logarithm of n!, for whole numbers: a product below 10, Stirling's series from there on (error below 1e-12).
  package static func logarithmOfFactorial(_ n: Double) -> Double {
    if n < 10 {
      var product = 1.0
      var factor = 2.0
      while factor <= n {
        product *= factor
        factor += 1
      }
      return logarithm(product)
    }
    let inverse = 1 / n
    let square = inverse * inverse
    let series =
      inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))))
    return (n + 0.5) * logarithm(n) - n + 0.918_938_533_204_672_8 + series
  }
}
