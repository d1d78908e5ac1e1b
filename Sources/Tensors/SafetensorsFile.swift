import Foundation

/// Named tensors and text in one file, in the safetensors format.
///
///     8 bytes    H, the header's length, an unsigned little-endian integer
///     H bytes    JSON: {"name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},…,"__metadata__":{"key":"text"}}
///     the rest   the elements, little-endian, row-major, one tensor after the other without gaps
///
/// Nothing in such a file is executed, and its size is known from its first kilobytes. Reading checks all
/// that the format demands, so that a damaged or hostile file is an error and never a crash or a wrong tensor.
///
/// - SeeAlso: The format's description, <https://github.com/huggingface/safetensors#format>.
public struct SafetensorsFile: Sendable, Equatable {
  /// Text by key: what the file is, how it was made.
  public var metadata: [String: String]

  /// The tensors by name.
  public var tensors: [String: Tensor]

  /// Gathers the content of a file.
  ///
  /// - Parameters:
  ///   - metadata: Text by key.
  ///   - tensors: Tensors by name.
  /// - Precondition: No tensor is named `__metadata__`, which the format keeps for the text.
  public init(metadata: [String: String] = [:], tensors: [String: Tensor]) {
    precondition(tensors[Self.metadataKey] == nil, "SafetensorsFile: '\(Self.metadataKey)' cannot name a tensor")
    self.metadata = metadata
    self.tensors = tensors
  }

  /// Reads a file.
  ///
  /// - Parameter path: Where the file is.
  /// - Throws: `TensorError.unreadable` if there is no such file, else as `init(decoding:name:)`.
  public init(contentsOf path: String) throws(TensorError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    try self.init(decoding: data, name: path)
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Parameter path: Where the file goes; what is there is replaced.
  /// - Throws: `TensorError.unwritable`; what was there is then untouched.
  /// - Precondition: As for `encoded()`.
  public func write(to path: String) throws(TensorError) {
    do {
      try encoded().write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  /// Finds a tensor and checks its shape.
  ///
  /// - Parameters:
  ///   - name: The tensor's name.
  ///   - shape: The length of each axis; `nil` allows any length.
  /// - Returns: The tensor.
  /// - Throws: `TensorError.missingTensor` or `TensorError.wrongShape`.
  public func tensor(_ name: String, shape: [Int?]) throws(TensorError) -> Tensor {
    guard let tensor = tensors[name] else {
      throw .missingTensor(name, available: tensors.keys.sorted())
    }
    guard tensor.shape.count == shape.count, zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 }) else {
      throw .wrongShape(tensor: name, expected: shape, actual: tensor.shape)
    }
    return tensor
  }

  static let metadataKey = "__metadata__"

  /// The longest header that is read, in bytes, as in the reference implementation.
  static let longestHeader = 100_000_000
}
