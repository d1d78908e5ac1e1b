/// A dense array of single-precision numbers with a shape, stored row by row.
///
/// The last axis varies fastest, as in C and NumPy: element `[r, c]` of a matrix `[R, C]` is
/// `values[r * C + c]`. The shape never changes; the values do, in place, and their count must
/// stay what the shape says (every operation that reads a tensor checks it).
///
/// Equality compares shapes and values as IEEE 754 does: a tensor that holds a NaN differs from itself.
public struct Tensor: Sendable, Equatable {
  /// The length of each axis, outermost first. `[]` is a scalar with one value.
  public let shape: [Int]

  /// The elements in row-major order; `values.count` is the product of `shape`.
  public var values: [Float]

  /// Makes a tensor filled with zeros.
  ///
  /// - Parameter shape: The length of each axis, outermost first.
  /// - Precondition: No axis is negative and the product of the axes fits in an `Int`.
  public init(zeros shape: [Int]) {
    guard let count = Self.elementCount(of: shape) else {
      preconditionFailure("Tensor: the shape \(shape) has a negative axis or too many elements")
    }
    self.shape = shape
    self.values = [Float](repeating: 0, count: count)
  }

  /// Gives values a shape.
  ///
  /// - Parameters:
  ///   - values: The elements in row-major order.
  ///   - shape: The length of each axis, outermost first.
  /// - Precondition: `values.count` is the product of `shape`.
  /// - Complexity: O(1); the array is shared, not copied.
  public init(_ values: [Float], shape: [Int]) {
    precondition(
      Self.elementCount(of: shape) == values.count,
      "Tensor: \(values.count) values cannot have the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The number of elements: the product of the axes.
  public var count: Int { values.count }

  /// The element at a row and a column of a matrix `[R, C]`.
  ///
  /// - Precondition: The tensor has two axes, `0 <= row < R` and `0 <= column < C`.
  /// - Complexity: O(1). Does not allocate. A loop over many elements should take `values.span`.
  @inlinable
  public subscript(_ row: Int, _ column: Int) -> Float {
    get {
      values[offset(row, column)]
    }
    set {
      values[offset(row, column)] = newValue
    }
  }

  @inlinable
  func offset(_ row: Int, _ column: Int) -> Int {
    precondition(
      shape.count == 2 && row >= 0 && row < shape[0] && column >= 0 && column < shape[1],
      "Tensor: there is no element [\(row), \(column)] in the shape \(shape)")
    return row * shape[1] + column
  }

  /// The number of elements that a shape describes.
  ///
  /// - Returns: The product of the axes, or `nil` if an axis is negative or the product overflows.
  package static func elementCount(of shape: [Int]) -> Int? {
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    if shape.contains(0) { return 0 }
    var count = 1
    for axis in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis)
      if overflow { return nil }
      count = product
    }
    return count
  }
}
