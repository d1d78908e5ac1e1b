/// A seeded source of roughly normal noise with a standard deviation of about one.
struct SeededNoise {
  var state: UInt64

  mutating func next() -> Double {
    (0..<4).reduce(0) { sum, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return sum + Double(state >> 40) / Double(1 << 24) - 0.5
    } * 1.7
  }
}
