import Foundation

/// SplitMix64: seeded numbers for tests of a room that does not know `RandomSource`.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// In [0, 1).
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  mutating func integer(below bound: Int) -> Int { Int(uniform() * Double(bound)) }
}

/// A load as services have it: a day's rhythm, noise, bursts, plateaus, single missing values and long gaps.
func seededLoad(steps: Int, stepSeconds: Double, scale: Double, seed: UInt64) -> [Float] {
  var random = SeededNumbers(seed: seed)
  var burst = 0
  var gap = 0
  var plateau = 0
  var loads: [Float] = []
  for step in 0..<steps {
    let day = Double(step) * stepSeconds / 86_400
    var load = 6 + 4 * sin(2 * .pi * day) + sin(2 * .pi * day / 7) + 0.8 * (random.uniform() - 0.5)
    if random.uniform() < 0.003 { burst = 3 + random.integer(below: Int(max(4, 2400 / stepSeconds))) }
    if random.uniform() < 0.001 { gap = 1 + random.integer(below: Int(max(3, 4000 / stepSeconds))) }
    if random.uniform() < 0.003 { plateau = 2 + random.integer(below: 8) }
    burst -= 1
    gap -= 1
    plateau -= 1
    if burst > 0 { load *= 2.7 }
    if gap > 0 || random.uniform() < 0.01 {
      loads.append(.nan)
    } else if plateau > 0, let last = loads.last, !last.isNaN {
      loads.append(last)
    } else {
      loads.append(Float(load * scale))
    }
  }
  return loads
}
