import Foundation

/// Single arrays in NumPy's `.npy` format.
///
///     6 bytes       \x93NUMPY
///     2 bytes       major and minor version, 1.0 or 2.0
///     2 or 4 bytes  the header's length, little-endian (4 from version 2.0 on)
///     header        {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
///     the rest      the elements
///
/// - SeeAlso: The format's description, <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
public enum NPY {
  /// Reads a file, piece by piece: beside its values only one piece of it is in memory.
  ///
  /// - Parameter path: Where the file is.
  /// - Returns: The array.
  /// - Throws: `TensorError.unreadable` if there is no such file, else as `decode(_:name:)`.
  /// - Complexity: O(bytes).
  public static func read(_ path: String) throws(TensorError) -> Tensor {
    try NPYReader(path: path).tensor()
  }

  /// Reads a file's bytes: version 1.0 or 2.0, little-endian 32-bit or 64-bit numbers, in C order.
  ///
  /// 64-bit numbers are rounded to the nearest `Float`.
  ///
  /// - Parameters:
  ///   - data: The bytes of the whole file.
  ///   - name: What to call the file in errors.
  /// - Returns: The array.
  /// - Throws: `TensorError.truncated`, `.trailingBytes`, `.invalidHeader` or `.unsupportedType`.
  /// - Complexity: O(bytes).
  public static func decode(_ data: Data, name: String) throws(TensorError) -> Tensor {
    try NPYReader(data, name: name).tensor()
  }

  /// Writes an array as 32-bit numbers, whole or not at all.
  ///
  /// - Parameters:
  ///   - tensor: The array.
  ///   - path: Where the file goes; what is there is replaced.
  /// - Throws: `TensorError.unwritable`; what was there is then untouched.
  public static func write(_ tensor: Tensor, to path: String) throws(TensorError) {
    do {
      try encode(tensor).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  /// The bytes of a file with 32-bit numbers; version 1.0, the same bytes that NumPy writes.
  ///
  /// - Parameter tensor: The array.
  /// - Returns: The header and the elements, which start at a multiple of 64.
  /// - Precondition: The tensor holds as many values as its shape says, and has fewer than 3,000 axes.
  public static func encode(_ tensor: Tensor) -> Data {
    precondition(
      Tensor.elementCount(of: tensor.shape) == tensor.count,
      "NPY: a tensor of the shape \(tensor.shape) holds \(tensor.count) values")
    // Python writes a tuple of one with a comma.
    let shape = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.shape.count == 1 ? "," : "")
    var header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
    let unpadded = NPYReader.magic.count + 4 + header.count + 1
    header += [UInt8](repeating: UInt8(ascii: " "), count: (64 - unpadded % 64) % 64)
    header.append(UInt8(ascii: "\n"))
    precondition(header.count <= Int(UInt16.max), "NPY: the shape \(tensor.shape) has too many axes")

    var data = Data(NPYReader.magic)
    data.append(contentsOf: [1, 0])
    withUnsafeBytes(of: UInt16(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: header)
    tensor.values.map(\.bitPattern.littleEndian).withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }
}
