import Tensors
import Testing

@Suite struct TensorTests {
  @Test func `elements lie row by row`() {
    var matrix = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(matrix[0, 2] == 3)
    #expect(matrix[1, 0] == 4)
    matrix[1, 2] = 9
    #expect(matrix.values == [1, 2, 3, 4, 5, 9])
    #expect(matrix.count == 6)
  }

  @Test func `zeros have the count of their shape`() {
    #expect(Tensor(zeros: [2, 3, 4]).values == [Float](repeating: 0, count: 24))
    #expect(Tensor(zeros: []).count == 1)
    #expect(Tensor(zeros: [5, 0]).count == 0)
  }

  @Test func `equality needs equal shapes and equal values`() {
    #expect(Tensor([1, 2], shape: [1, 2]) == Tensor([1, 2], shape: [1, 2]))
    #expect(Tensor([1, 2], shape: [1, 2]) != Tensor([1, 2], shape: [2, 1]))
    #expect(Tensor([1, 2], shape: [2]) != Tensor([1, 3], shape: [2]))
  }

  @Test func `a shape that is negative or too large has no element count`() {
    #expect(Tensor.elementCount(of: [2, -1]) == nil)
    #expect(Tensor.elementCount(of: [Int.max, 2]) == nil)
    #expect(Tensor.elementCount(of: [Int.max, 2, 0]) == 0)
    #expect(Tensor.elementCount(of: [3, 4]) == 12)
  }

  @Test func `a wrong count of values is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2, 3], shape: [2, 2]) }
  }

  @Test func `an element outside of the shape is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [2, 3])[0, 3] }
  }
}
