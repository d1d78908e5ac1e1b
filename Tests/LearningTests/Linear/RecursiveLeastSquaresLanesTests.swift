import Learning
import Tensors
import Testing

struct RecursiveLeastSquaresLanesTests {
  private typealias Mask = SIMDMask<SIMD16<Int32>>

  /// Rows of lanes whose features differ in size and memory, some silent for long, with gaps of their own.
  @Test(arguments: [(Float(0.9998), Float(50)), (0.97, 2)])
  func `each lane has the bits of the regression alone, and stands still without a row`(
    forgetting: Float, largest: Float
  ) {
    var random = RandomSource(seed: 6)
    var lanes = RecursiveLeastSquaresLanes(forgetting: forgetting, largestVariance: largest)
    var alone = [RecursiveLeastSquares](
      repeating: RecursiveLeastSquares(features: 16, forgetting: forgetting, largestVariance: largest), count: 16)
    var state = [[Float]](repeating: [Float](repeating: 0, count: 16), count: 16)
    var differences = 0
    for step in 0..<3_000 {
      var x = [SIMD16<Float>](repeating: .zero, count: 16)
      var target = SIMD16<Float>.zero
      var isRead = Mask(repeating: true)
      for lane in 0..<16 {
        for feature in 0..<16 {
          state[lane][feature] = 0.95 * state[lane][feature] + 0.1 * Float(lane + 1) * Float(random.normal())
          if feature > 12, step < 1_500 { state[lane][feature] = 0 }
        }
        isRead[lane] = lane != 13 && (step + lane) % 11 != 0
        target[lane] = isRead[lane] ? state[lane][1] - 2 * state[lane][5] + Float(0.1 * random.normal()) : .nan
        for feature in 0..<16 { x[feature][lane] = isRead[lane] ? state[lane][feature] : .nan }
      }
      let said = lanes.update(x.span, target: target, where: isRead)
      for lane in 0..<16 where isRead[lane] {
        let row = state[lane]
        if alone[lane].update(row.span, target: target[lane]) != said[lane] { differences += 1 }
      }
    }
    #expect(differences == 0)
    for lane in 0..<16 { #expect(lanes[lane].weights == alone[lane].weights) }
    #expect(lanes[13].weights.allSatisfy { $0 == 0 } && lanes[2].weights != lanes[3].weights)
  }

  @Test func `a lane that single precision has lost starts anew, its weights stay, and the others go on`() {
    var lanes = RecursiveLeastSquaresLanes(forgetting: 0.99)
    var alone = RecursiveLeastSquares(features: 16, forgetting: 0.99)
    let usual = (0..<16).map { Float($0 % 3) - 1 }
    // The square of this is no finite number.
    let wild = [Float](repeating: 1e25, count: 16)
    for step in 0..<40 {
      let row = step == 20 ? wild : usual
      var x = row.map { SIMD16<Float>(repeating: $0) }
      for feature in 0..<16 { x[feature][1] = usual[feature] }
      let said = lanes.update(x.span, target: SIMD16(repeating: 2), where: Mask(repeating: true))
      #expect(alone.update(row.span, target: 2) == said[0])
      #expect(step < 21 || abs(said[1] - 2) < 0.1)
    }
    #expect(lanes[0].weights == alone.weights && lanes[1].weights != alone.weights)
  }

  @Test func `a regression that is put into a lane goes on there alike`() {
    var random = RandomSource(seed: 8)
    var alone = RecursiveLeastSquares(features: 16, forgetting: 0.999)
    func row() -> [Float] { (0..<16).map { _ in Float(random.normal()) } }
    for _ in 0..<100 {
      let x = row()
      alone.update(x.span, target: x[2])
    }
    var lanes = RecursiveLeastSquaresLanes(forgetting: 0.999)
    lanes[5] = alone
    for _ in 0..<100 {
      let x = row()
      let vectors = x.map { SIMD16<Float>(repeating: $0) }
      let said = lanes.update(vectors.span, target: SIMD16(repeating: x[2]), where: Mask(repeating: true))
      #expect(alone.update(x.span, target: x[2]) == said[5])
    }
    #expect(lanes[5].weights == alone.weights && lanes[4].weights != alone.weights)
  }
}
