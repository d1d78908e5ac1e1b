extension VectorMath {
  /// Computes eˣ in each lane, within 1.1 ulp.
  ///
  /// Results above the largest `Float` are infinite, results below the smallest normal one are rounded to a
  /// subnormal number or zero, as they should be.
  ///
  /// - Parameter x: The arguments.
  /// - Returns: The powers of e; NaN where the argument is NaN.
  /// - Complexity: About 25 vector instructions. Does not allocate.
  @inlinable
  @inline(__always)
  public static func exp(_ x: SIMD16<Float>) -> SIMD16<Float> {
    // Beyond these limits the result is infinite or zero, and n would leave the range of the exponent below.
    var limited = x
    limited.replace(with: 90, where: x .> 90)
    limited.replace(with: -105, where: x .< -105)
    let (n, p) = reduced(limited)
    // 2ⁿ in two factors: n reaches 130 and -151, one factor's exponent only 127 and -126.
    let half = n &>> 1
    return (1 + p) * power(of: half) * power(of: n &- half)
  }

  /// Computes 1 / (1 + e⁻ˣ) in each lane, within 2.5 ulp.
  ///
  ///     s = e^-|x|      sigmoid(x) = 1 / (1 + s) for x >= 0, s / (1 + s) for x < 0
  ///
  /// - Parameter x: The arguments.
  /// - Returns: Numbers in 0...1; NaN where the argument is NaN.
  /// - Complexity: About 35 vector instructions. Does not allocate.
  @inlinable
  @inline(__always)
  public static func sigmoid(_ x: SIMD16<Float>) -> SIMD16<Float> {
    let s = exp(withSign(of: signBits, magnitudeOf: x))
    let numerator = SIMD16<Float>(repeating: 1).replacing(with: s, where: x .< 0)
    return numerator / (1 + s)
  }

  /// Computes tanh x in each lane, within 2.6 ulp.
  ///
  ///     e = expm1(2·|x|)      tanh(x) = ±e / (e + 2)
  ///
  /// so that small arguments keep all their digits, and tanh(-x) is exactly -tanh(x).
  ///
  /// - Parameter x: The arguments.
  /// - Returns: Numbers in -1...1; NaN where the argument is NaN.
  /// - Complexity: About 30 vector instructions. Does not allocate.
  @inlinable
  @inline(__always)
  public static func tanh(_ x: SIMD16<Float>) -> SIMD16<Float> {
    var magnitude = withSign(of: SIMD16<UInt32>(), magnitudeOf: x)
    // From here on the result is exactly 1.
    magnitude.replace(with: 10, where: magnitude .> 10)
    let (n, p) = reduced(magnitude + magnitude)
    let t = power(of: n)
    let e = (t - 1) + t * p
    return withSign(of: bits(x), magnitudeOf: e / (e + 2))
  }

  /// The reduction that the three functions share: n = round(x / ln 2), p = expm1(x - n·ln 2).
  ///
  /// ln 2 is taken off in two parts; the first has nine significant bits, so its product with n is exact.
  /// The polynomial is the minimax fit of degree 6 with the first two coefficients fixed at 1 and 1/2.
  @inlinable
  @inline(__always)
  static func reduced(_ x: SIMD16<Float>) -> (n: SIMD16<Int32>, p: SIMD16<Float>) {
    let magic: Float = 12_582_912  // 1.5·2²³: adding it leaves the integer part in the low bits
    let shifted = x * 1.442_695_04 + magic
    let rounded = shifted - magic
    let r = (x - rounded * 0.693_359_375) - rounded * -2.121_944_4e-4
    var q = r * 0.001_394_629_95 + 0.008_366_519_6
    q = q * r + 0.041_666_287_9
    q = q * r + 0.166_665_434_8
    q = q * r + 0.5
    let p = r + (r * r) * q
    let n = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- Int32(bitPattern: magic.bitPattern)
    return (n, p)
  }

  /// 2ⁿ from its bits, for n in -126...127.
  @inlinable
  @inline(__always)
  static func power(of n: SIMD16<Int32>) -> SIMD16<Float> {
    unsafeBitCast((n &+ 127) &<< 23, to: SIMD16<Float>.self)
  }

  @inlinable
  @inline(__always)
  static var signBits: SIMD16<UInt32> { SIMD16(repeating: 0x8000_0000) }

  @inlinable
  @inline(__always)
  static func bits(_ x: SIMD16<Float>) -> SIMD16<UInt32> {
    unsafeBitCast(x, to: SIMD16<UInt32>.self)
  }

  @inlinable
  @inline(__always)
  static func withSign(of sign: SIMD16<UInt32>, magnitudeOf x: SIMD16<Float>) -> SIMD16<Float> {
    unsafeBitCast((bits(x) & ~signBits) | (sign & signBits), to: SIMD16<Float>.self)
  }
}
