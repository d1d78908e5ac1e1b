/// What can be wrong with the numbers and the files that come into this room.
///
/// Each case prints as one sentence: what was found, where, what was expected, and what to do.
public enum TensorError: Error, Equatable, Sendable {
  /// A system of equations has no Cholesky factor: the leading minor of this order is not positive.
  case notPositiveDefinite(order: Int)
  /// A number that must be finite is not.
  case notFinite(String, index: Int)
  /// A file could not be read.
  case unreadable(path: String, reason: String)
  /// A file could not be written.
  case unwritable(path: String, reason: String)
  /// A file ends before its content does.
  case truncated(file: String, expectedBytes: Int, actualBytes: Int)
  /// A file goes on after its content has ended.
  case trailingBytes(file: String, expectedBytes: Int, actualBytes: Int)
  /// The part of a file that describes its content makes no sense.
  case invalidHeader(file: String, problem: String)
  /// The description of one tensor in a file makes no sense.
  case invalidTensor(file: String, tensor: String, problem: String)
  /// An element type that this room does not read.
  case unsupportedType(file: String, tensor: String, type: String)
  /// A tensor that should be in a file is not.
  case missingTensor(String, available: [String])
  /// A tensor has another shape than its reader needs; `nil` stands for any length.
  case wrongShape(tensor: String, expected: [Int?], actual: [Int])
}

extension TensorError: CustomStringConvertible {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let order):
      "The matrix is not positive definite (its leading minor of order \(order) is not positive), "
        + "so it has no Cholesky factor: check that it is symmetric, or add a small value to its diagonal."
    case .notFinite(let name, let index):
      "\(name) holds a value that is not finite at index \(index): remove or replace it first."
    case .unreadable(let path, let reason):
      "The file '\(path)' could not be read (\(reason)): check that it exists and may be read."
    case .unwritable(let path, let reason):
      "The file '\(path)' could not be written (\(reason)): "
        + "check that its folder exists, may be written to and has room."
    case .truncated(let file, let expected, let actual):
      "The file '\(file)' has \(actual) bytes where its content needs \(expected): "
        + "it was cut off, so copy or make it again."
    case .trailingBytes(let file, let expected, let actual):
      "The file '\(file)' has \(actual) bytes, but its content ends after \(expected): "
        + "it was damaged or joined with another, so copy or make it again."
    case .invalidHeader(let file, let problem):
      "The header of '\(file)' cannot be used because \(problem): check the format, and make the file again."
    case .invalidTensor(let file, let tensor, let problem):
      "The tensor '\(tensor)' in '\(file)' cannot be used because \(problem): make the file again."
    case .unsupportedType(let file, let tensor, let type):
      "The tensor '\(tensor)' in '\(file)' has elements of the type \(type), but only 32-bit and 64-bit "
        + "little-endian floating-point numbers are read: convert it first."
    case .missingTensor(let name, let available):
      "There is no tensor '\(name)' among the \(available.count) that there are "
        + "(\(available.joined(separator: ", "))): check that the file is of the right kind."
    case .wrongShape(let tensor, let expected, let actual):
      "The tensor '\(tensor)' has the shape \(actual) where "
        + "[\(expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", "))] was expected: "
        + "check that the file belongs to this configuration."
    }
  }
}
