import Foundation

extension SafetensorsFile {
  /// Reads the file's bytes.
  ///
  /// Elements of the types `F32` and `F64` are read, the latter rounded to the nearest `Float`.
  /// Values are taken as they are, NaN and infinities included.
  ///
  /// - Parameters:
  ///   - data: The bytes of the whole file.
  ///   - name: What to call the file in errors.
  /// - Throws: `TensorError.truncated`, `.trailingBytes`, `.invalidHeader`, `.invalidTensor` or `.unsupportedType`:
  ///   for lengths that do not add up, a header above 100 MB or that is not the JSON above, shapes that overflow
  ///   or do not fit their bytes, and tensors that overlap or leave gaps.
  /// - Complexity: O(bytes).
  public init(decoding data: Data, name: String) throws(TensorError) {
    let (header, start) = try Self.header(of: data, name: name)
    var metadata: [String: String] = [:]
    var spans: [(name: String, entry: HeaderEntry.Span)] = []
    for (key, entry) in header {
      switch (entry, key == Self.metadataKey) {
      case (.metadata(let text), true): metadata = text
      case (.span(let span), false): spans.append((key, span))
      case (.metadata, false), (.span, true):
        throw .invalidHeader(file: name, problem: "'\(key)' describes neither a tensor nor text")
      }
    }
    // An empty tensor may stand before another one at the same place, hence the order by both ends.
    spans.sort { ($0.entry.start, $0.entry.end, $0.name) < ($1.entry.start, $1.entry.end, $1.name) }
    var tensors: [String: Tensor] = [:]
    var position = 0
    for (key, span) in spans {
      guard span.start == position else {
        let fault = span.start < position ? "overlaps the tensor before it" : "leaves a gap before it"
        throw .invalidTensor(
          file: name, tensor: key, problem: "it starts at byte \(span.start), not at \(position), and so \(fault)")
      }
      let size = try Self.elementSize(of: span, tensor: key, file: name)
      guard span.end <= data.count - start else {
        throw .truncated(file: name, expectedBytes: start.addingSaturated(span.end), actualBytes: data.count)
      }
      tensors[key] = Tensor(
        Self.values(in: data, from: start + span.start, to: start + span.end, elementSize: size), shape: span.shape)
      position = span.end
    }
    guard start + position == data.count else {
      throw .trailingBytes(file: name, expectedBytes: start + position, actualBytes: data.count)
    }
    self.init(metadata: metadata, tensors: tensors)
  }

  /// One value of the header's object: a tensor's place, or the text of `__metadata__`.
  private enum HeaderEntry: Decodable {
    struct Span: Decodable {
      var dtype: String
      var shape: [Int]
      var dataOffsets: [Int]
      var start: Int { dataOffsets.first ?? 0 }
      var end: Int { dataOffsets.last ?? 0 }

      enum CodingKeys: String, CodingKey {
        case dtype
        case shape
        case dataOffsets = "data_offsets"
      }
    }

    case span(Span)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode([String: String].self) {
        self = .metadata(text)
      } else {
        self = .span(try Span(from: decoder))
      }
    }
  }

  private static func header(
    of data: Data, name: String
  ) throws(TensorError) -> (entries: [String: HeaderEntry], dataStart: Int) {
    guard data.count >= 8 else { throw .truncated(file: name, expectedBytes: 8, actualBytes: data.count) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(longestHeader) else {
      throw .invalidHeader(
        file: name, problem: "it claims to be \(length) bytes long, where \(longestHeader) are allowed")
    }
    let start = 8 + Int(length)
    guard start <= data.count else { throw .truncated(file: name, expectedBytes: start, actualBytes: data.count) }
    let json = data.dropFirst(8).prefix(Int(length))
    guard json.first == UInt8(ascii: "{") else {
      throw .invalidHeader(file: name, problem: "it does not start with '{'")
    }
    // Other encodings than UTF-8 have bytes of zero, and a JSON reader may be too helpful with them.
    guard !json.contains(0), String(validating: json, as: UTF8.self) != nil else {
      throw .invalidHeader(file: name, problem: "it is not UTF-8 text")
    }
    do {
      return (try JSONDecoder().decode([String: HeaderEntry].self, from: Data(json)), start)
    } catch {
      throw .invalidHeader(file: name, problem: "it is not the JSON of this format (\(summary(of: error)))")
    }
  }

  /// The number of bytes of one element, after the tensor's type, shape and length were found to agree.
  private static func elementSize(
    of span: HeaderEntry.Span, tensor: String, file: String
  ) throws(TensorError) -> Int {
    let size: Int
    switch span.dtype {
    case "F32": size = 4
    case "F64": size = 8
    default: throw .unsupportedType(file: file, tensor: tensor, type: span.dtype)
    }
    guard span.dataOffsets.count == 2, span.start >= 0, span.end >= span.start else {
      throw .invalidTensor(
        file: file, tensor: tensor, problem: "\(span.dataOffsets) are not the offsets of a first and an end byte")
    }
    guard let count = Tensor.elementCount(of: span.shape) else {
      throw .invalidTensor(
        file: file, tensor: tensor, problem: "its shape \(span.shape) has a negative axis or too many elements")
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes == span.end - span.start else {
      throw .invalidTensor(
        file: file, tensor: tensor,
        problem: "its shape \(span.shape) of \(span.dtype) does not fill its \(span.end - span.start) bytes")
    }
    return size
  }

  private static func values(in data: Data, from start: Int, to end: Int, elementSize: Int) -> [Float] {
    data.withUnsafeBytes { bytes in
      stride(from: start, to: end, by: elementSize).map { offset in
        if elementSize == 4 {
          Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        } else {
          Float(
            Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))))
        }
      }
    }
  }

  private static func summary(of error: any Error) -> String {
    switch error as? DecodingError {
    case .dataCorrupted(let context): context.debugDescription
    case .keyNotFound(let key, _): "a tensor has no '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "the wrong kind of value at '\(context.codingPath.map(\.stringValue).joined(separator: "."))'"
    default: "it could not be understood"
    }
  }
}

extension Int {
  /// The sum, or the largest integer where the sum is larger; for sizes in messages.
  fileprivate func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
