import Numerics

/// How long the requests of a tick take: waiting plus holding, as a distribution.
///
/// Waiting is nothing, or uniform on each of a few segments; the tail of waiting plus holding is then a sum of
/// differences of ``HoldingTime/integratedTail(_:)``, and a quantile a search along it.
///
/// - Complexity: O(1). Does not allocate.
struct ResponseTime {
  static let segments = 9
  private static let iterations = 12
  /// How near to the wanted share the tail of an answer is, as a logarithm: half a percent of the time about.
  private static let tolerance = 0.02
  /// Segments narrower than this, in means, count as points.
  private static let narrow = 1e-3

  /// The share that does not wait.
  var immediate = 1.0
  /// Ends of the segments, rising, in seconds until `measure(in:)`; `shares` are of all requests.
  var edges = InlineArray<10, Double>(repeating: 0)
  var shares = InlineArray<9, Double>(repeating: 0)
  /// The share that meets a queue on its way up or down, with its waiting at the beginning and at the end.
  var ramp = (share: 0.0, low: 0.0, high: 0.0)
  private var densities = InlineArray<9, Double>(repeating: 0)

  /// From seconds to mean holding times, in which all that follows is.
  mutating func measure(in holding: Double) {
    let scale = 1 / holding
    ramp.low *= scale
    ramp.high *= scale
    for index in 0...Self.segments { edges[index] *= scale }
    for index in 0..<Self.segments {
      let width = edges[index + 1] - edges[index]
      densities[index] = width > Self.narrow ? shares[index] / width : 0
    }
  }

  /// P(waiting + holding > t).
  func tail(_ t: Double, _ shape: borrowing HoldingTime) -> Double {
    var sum = immediate > 0 ? immediate * shape.tail(t) : 0
    if ramp.share > 0 {
      let width = ramp.high - ramp.low
      sum +=
        ramp.share
        * (width > Self.narrow
          ? (shape.integratedTail(t - ramp.low) - shape.integratedTail(t - ramp.high)) / width
          : shape.tail(t - ramp.low))
    }
    guard immediate + ramp.share < 1 else { return sum }
    var before = shape.integratedTail(t - edges[0])
    for index in 0..<Self.segments {
      let after = shape.integratedTail(t - edges[index + 1])
      sum += densities[index] > 0 ? densities[index] * (before - after) : shares[index] * shape.tail(t - edges[index])
      before = after
    }
    return sum
  }

  /// The time that a share 1 - `wanted` of the requests does not exceed.
  ///
  /// - Parameter bare: The same quantile of the holding time alone.
  func quantile(tail wanted: Double, bare: Double, _ shape: borrowing HoldingTime) -> Double {
    var low = bare
    var high = max(edges[Self.segments], ramp.high) + bare
    var atLow = level(low, wanted, shape)
    guard atLow > Self.tolerance else { return low }
    var atHigh = level(high, wanted, shape)
    // Regula falsi on the logarithm of the tail, which is nearly straight, with the Illinois rule against a stuck end.
    var side = 0
    for _ in 0..<Self.iterations {
      guard atHigh < 0 else { return high }
      let t = low + (high - low) * min(0.95, max(0.05, atLow / (atLow - atHigh)))
      let value = level(t, wanted, shape)
      if abs(value) < Self.tolerance || high - low < 0.002 * t { return t }
      if value > 0 {
        (low, atLow) = (t, value)
        if side == 1 { atHigh /= 2 }
        side = 1
      } else {
        (high, atHigh) = (t, value)
        if side == -1 { atLow /= 2 }
        side = -1
      }
    }
    return (low + high) / 2
  }

  private func level(_ t: Double, _ wanted: Double, _ shape: borrowing HoldingTime) -> Double {
    .log(max(1e-9, tail(t, shape)) / wanted)
  }
}
