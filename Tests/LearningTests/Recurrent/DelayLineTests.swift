import Learning
import Testing

struct DelayLineTests {
  @Test(arguments: [1, 3, 15, 16])
  func `a row comes out after its delay, zeros before, whatever lies beyond the series`(series: Int) {
    var line = DelayLine(delay: 3, width: 2, series: series)
    func row(_ step: Int) -> [SIMD16<Float>] {
      (0..<2).map { index in
        var vector = SIMD16<Float>(repeating: .nan)
        for lane in 0..<series { vector[lane] = Float(100 * step + 10 * lane + index) }
        return vector
      }
    }
    for step in 1...8 {
      if step == 6 { line.rows = line.rows }
      var found = [SIMD16<Float>](repeating: SIMD16(repeating: 7), count: 3)
      var span = found.mutableSpan
      line.read(into: &span)
      for index in 0..<2 {
        for lane in 0..<16 {
          #expect(found[index][lane] == (step > 3 && lane < series ? row(step - 3)[index][lane] : 0))
        }
      }
      #expect(found[2] == SIMD16(repeating: 7))
      let newest = row(step)
      line.write(newest.span)
    }
  }
}
