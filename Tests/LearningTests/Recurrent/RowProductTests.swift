import Learning
import Testing

struct RowProductTests {
  @Test(arguments: [1, 3, 4, 15, 16, 20, 64, 83, 96, 151], [0, 1, 7])
  func `any number of columns and inputs gives what the plain sum gives`(columns: Int, count: Int) {
    let row = normalValues(count + 1, seed: 1)
    let weights = normalValues(max(1, count * columns), seed: 2)
    // One more place than there are columns, to see that nothing is written past the end.
    var result = normalValues(columns + 1, seed: 3)
    let start = result
    row.withUnsafeBufferPointer { row in
      weights.withUnsafeBufferPointer { weights in
        result.withUnsafeMutableBufferPointer { result in
          guard let x = row.baseAddress, let w = weights.baseAddress, let y = result.baseAddress else { return }
          RowProduct.add(x, count: count, weights: w, columns: columns, into: y)
        }
      }
    }
    let plain = (0..<columns).map { column in
      (0..<count).reduce(start[column]) { $0 + row[$1] * weights[$1 * columns + column] }
    }
    #expect(Array(result[..<columns]) == plain)
    #expect(result[columns] == start[columns])
  }
}
