import Tensors
import Testing

struct PanelProductPropertyTests {
  enum Way: CaseIterable, Sendable { case kernels, blas }

  /// A product of random numbers whose memory is as large as its strides ask for, beside its plain twin's result.
  private func largestError(
    rows: Int, counts: [Int], segments: [Int], width: Int, isTransposed: Bool = false, startsFromResult: Bool = false,
    seed: UInt64, way: Way
  ) -> (error: Float, isUntouchedBeyond: Bool) {
    var random = RandomSource(seed: seed)
    func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
    let strides = counts.map { isTransposed ? rows + 3 : $0 + 5 }
    // Rows are `stride` apart and inputs 1, or the other way round.
    let segmentStrides = zip(strides, counts).map { stride, count in (isTransposed ? count : rows) * stride + 7 }
    let factors = (0..<2).map { numbers(segmentStrides[$0] * max(1, segments[$0]) + 64) }
    let inputs = counts[0] * segments[0] + counts[1] * segments[1]
    let panelStride = width + 16
    let panel = numbers((inputs + 1) * panelStride)
    let resultStride = width + 32
    let start = numbers((rows + 1) * resultStride)
    func run(_ body: (PanelProduct) -> Void) -> [Float] {
      var result = start
      factors[0].withUnsafeBufferPointer { first in
        factors[1].withUnsafeBufferPointer { second in
          panel.withUnsafeBufferPointer { panel in
            start.withUnsafeBufferPointer { start in
              result.withUnsafeMutableBufferPointer { result in
                guard let first = first.baseAddress, let second = second.baseAddress, let panel = panel.baseAddress,
                  let start = start.baseAddress, let result = result.baseAddress
                else { return }
                func factor(_ base: UnsafePointer<Float>, _ index: Int) -> PanelFactor {
                  PanelFactor(
                    base, rowStride: isTransposed ? 1 : strides[index], stride: isTransposed ? strides[index] : 1,
                    count: counts[index], segments: segments[index], segmentStride: segmentStrides[index])
                }
                body(
                  PanelProduct(
                    start: startsFromResult ? UnsafePointer(result) : start,
                    startStride: startsFromResult ? resultStride : 0, first: factor(first, 0),
                    second: factor(second, 1), panel: panel, panelStride: panelStride, result: result,
                    resultStride: resultStride))
              }
            }
          }
        }
      }
      return result
    }
    let plain = run { $0.multiplyPlainly(rows: rows, width: width) }
    let result = run { product in
      switch (way, width) {
      case (.blas, _): product.multiplyByBLAS(rows: rows, width: width)
      case (.kernels, 64): product.multiplyWide(rows: rows)
      default: product.multiplyNarrow(rows: rows)
      }
    }
    var error: Float = 0
    var isUntouched = true
    for index in result.indices {
      if index < rows * resultStride && index % resultStride < width {
        let difference = abs(result[index] - plain[index])
        error = difference.isNaN ? .infinity : max(error, difference)
      } else if result[index] != start[index] {
        isUntouched = false
      }
    }
    return (error, isUntouched)
  }

  @Test(arguments: Way.allCases, [64, 16])
  func `any number of rows gives the plain sums and writes nothing beside them`(way: Way, width: Int) {
    for rows in 0...33 {
      let found = largestError(
        rows: rows, counts: [5, 9], segments: [1, 2], width: width, seed: UInt64(rows), way: way)
      #expect(found.error < 2e-5, "\(rows) rows")
      #expect(found.isUntouchedBeyond, "\(rows) rows")
    }
  }

  @Test(arguments: Way.allCases, [64, 16])
  func `any number of inputs, none and one among them, gives the plain sums`(way: Way, width: Int) {
    for rows in [1, 2, 4, 6, 8] {
      for first in [0, 1, 2, 3, 8, 17] {
        for second in [0, 1, 7] {
          for segments in [0, 1, 3] {
            let found = largestError(
              rows: rows, counts: [first, second], segments: [1, segments], width: width, seed: 1, way: way)
            #expect(found.error < 2e-5, "\(rows) rows, \(first) + \(segments) * \(second) inputs")
          }
        }
      }
    }
  }

  @Test(arguments: Way.allCases, [64, 16])
  func `rows and inputs may change places`(way: Way, width: Int) {
    for rows in [1, 3, 8, 16, 38, 70] {
      let found = largestError(
        rows: rows, counts: [50, 3], segments: [2, 1], width: width, isTransposed: true, seed: 3, way: way)
      #expect(found.error < 1e-4 && found.isUntouchedBeyond, "\(rows) rows")
    }
  }

  @Test(arguments: Way.allCases, [64, 16])
  func `sums go on from earlier results in place`(way: Way, width: Int) {
    for rows in [1, 8, 20] {
      let found = largestError(
        rows: rows, counts: [6, 4], segments: [1, 1], width: width, startsFromResult: true, seed: 4, way: way)
      #expect(found.error < 2e-5 && found.isUntouchedBeyond, "\(rows) rows")
    }
  }

  @Test(arguments: [0, 1, 2, 7, 64]) func `a row with panel after panel, either way, has the bits of each`(count: Int) {
    var random = RandomSource(seed: 1)
    func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
    let (panels, panelCount) = (3, (count + 2) * Panel.width)
    let (weights, inputs, start) = (numbers(panels * panelCount), numbers(count + 1), numbers(panels * Panel.width))
    func run(_ body: (PanelProduct) -> Void) -> [Float] {
      var result = start
      weights.withUnsafeBufferPointer { weights in
        inputs.withUnsafeBufferPointer { inputs in
          result.withUnsafeMutableBufferPointer { result in
            guard let weights = weights.baseAddress, let inputs = inputs.baseAddress, let result = result.baseAddress
            else { return }
            body(
              PanelProduct(
                start: result, startStride: 0, first: PanelFactor(inputs, rowStride: 0, count: count), panel: weights,
                panelStride: Panel.width, result: result, resultStride: 0))
          }
        }
      }
      return result
    }
    func moved(_ product: PanelProduct, to panel: Int) -> PanelProduct {
      var product = product
      product.panel += panel * panelCount
      product.result += panel * Panel.width
      product.start = UnsafePointer(product.result)
      return product
    }
    let each = run { product in for panel in 0..<panels { moved(product, to: panel).multiplyWide(rows: 1) } }
    let forward = run { $0.multiplyRow(panels: panels, panelDistance: panelCount, resultDistance: Panel.width) }
    let backward = run {
      moved($0, to: panels - 1).multiplyRow(
        panels: panels, panelDistance: -panelCount, resultDistance: -Panel.width)
    }
    #expect(forward == each)
    #expect(backward == each)
    #expect((each == start) == (count == 0))
  }
}
