/// Powers of e as gates need them, fused where the build allows it.
///
///     n = round(x / ln 2)    r = x − n·ln 2    p = expm1(r)    t = 2ⁿ    eˣ = t + t·p
///
/// The polynomial is that of ``VectorMath``; unlike there, results may differ in the last bit between builds. n is rounded by
/// adding a large number, from whose low bits 2ⁿ is then built.
enum GateMath {
  typealias Vector = SIMD16<Float>

  /// 1 + e⁻ᶻ, which is 1/σ(z).
  ///
  /// - Parameters:
  ///   - z: The sums of a gate.
  ///   - limit: What −z is held to, so that products of two results stay in range.
  @inline(__always)
  static func onePlusExp(minus z: Vector, limit: Float = 60) -> Vector {
    var x = z
    x.replace(with: -limit, where: x .< -limit)
    x.replace(with: 87, where: x .> 87)
    let (t, p) = split(-x)
    return multiplyAdd(t, p, t + 1)
  }

  /// e²ᶻ − 1 = y, of which tanh z is y/(y + 2); beyond ±10 tanh is ±1.
  @inline(__always)
  static func expMinusOne(twice z: Vector) -> Vector {
    var x = z
    x.replace(with: -10, where: x .< -10)
    x.replace(with: 10, where: x .> 10)
    let (t, p) = split(x + x)
    return multiplyAdd(t, p, t - 1)
  }

  @inline(__always)
  private static func split(_ x: Vector) -> (t: Vector, p: Vector) {
    let magic = Vector(repeating: 12_582_912)  // 1.5·2²³
    let shifted = multiplyAdd(x, Vector(repeating: 1.442_695_04), magic)
    let n = shifted - magic
    let r: Vector
    if CompilerTarget.hasFusedMultiplyAdd {
      r = x.addingProduct(n, Vector(repeating: -0.693_147_18))
    } else {
      // Two parts of ln 2: the product with the first is exact.
      r = (x - n * 0.693_359_375) - n * -2.121_944_4e-4
    }
    var q = multiplyAdd(r, Vector(repeating: 0.001_394_629_95), Vector(repeating: 0.008_366_519_6))
    q = multiplyAdd(q, r, Vector(repeating: 0.041_666_287_9))
    q = multiplyAdd(q, r, Vector(repeating: 0.166_665_434_8))
    q = multiplyAdd(q, r, Vector(repeating: 0.5))
    let p = multiplyAdd(r * r, q, r)
    // The large number has no bits but those from 22 up, of which the shift leaves the lowest, where n's are added.
    let bits = (unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23) &+ (127 << 23)
    return (unsafeBitCast(bits, to: Vector.self), p)
  }
}
