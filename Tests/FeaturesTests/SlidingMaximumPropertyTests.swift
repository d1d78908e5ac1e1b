import Features
import Testing

struct SlidingMaximumPropertyTests {
  /// Values with many ties, falling and rising runs and missing ones.
  private func values(_ count: Int, seed: UInt64, missing: Double) -> [Float] {
    var random = SeededNumbers(seed: seed)
    var level: Float = 0
    return (0..<count).map { _ in
      level += Float(random.integer(below: 5) - 2)
      return random.uniform() < missing ? .nan : level
    }
  }

  @Test(arguments: [1, 2, 3, 7, 50, 400], [0, 0.1, 0.9])
  func `the maximum is that of brute force at every step`(length: Int, missing: Double) {
    let values = values(300, seed: UInt64(length), missing: missing)
    var sliding = SlidingMaximum(length: length)
    #expect(sliding.maximum.isNaN)
    for step in values.indices {
      sliding.append(values[step])
      let expected = values[max(0, step - length + 1)...step].filter { !$0.isNaN }.max()
      if let expected {
        #expect(sliding.maximum == expected, "step \(step)")
      } else {
        #expect(sliding.maximum.isNaN, "step \(step)")
      }
    }
  }

  @Test func `a maximum is forgotten when it leaves the window, not before`() {
    var sliding = SlidingMaximum(length: 3)
    let maxima = [9, 1, 2, 0, 0].map { (value: Float) -> Float in
      sliding.append(value)
      return sliding.maximum
    }
    #expect(maxima == [9, 9, 9, 2, 2])
  }
}
