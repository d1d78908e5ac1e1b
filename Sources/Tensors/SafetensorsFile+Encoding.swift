import Foundation

extension SafetensorsFile {
  /// The file's bytes.
  ///
  /// Equal content gives equal bytes on every machine: names are in the order of their UTF-8 bytes, the data in
  /// the order of the names, and spaces fill the header up so that the data start at a multiple of 8.
  ///
  /// - Returns: The header and the data; all elements as 32-bit numbers (`F32`).
  /// - Precondition: No tensor is named `__metadata__`, and each holds as many values as its shape says.
  public func encoded() -> Data {
    precondition(tensors[Self.metadataKey] == nil, "SafetensorsFile: '\(Self.metadataKey)' cannot name a tensor")
    let names = tensors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let text = pairs.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      entries.append("\"\(Self.metadataKey)\":{\(text.joined(separator: ","))}")
    }
    var values: [Float] = []
    values.reserveCapacity(tensors.values.reduce(0) { $0 + $1.count })
    for name in names {
      guard let tensor = tensors[name] else { continue }
      precondition(
        Tensor.elementCount(of: tensor.shape) == tensor.count,
        "SafetensorsFile: '\(name)' of the shape \(tensor.shape) holds \(tensor.count) values")
      let start = values.count * MemoryLayout<Float>.size
      values += tensor.values
      let end = values.count * MemoryLayout<Float>.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append("\(Self.quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
    }
    var header = Data("{\(entries.joined(separator: ","))}".utf8)
    header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))

    var data = Data(capacity: 8 + header.count + values.count * MemoryLayout<Float>.size)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(header)
    // Bit patterns rather than numbers, so that this is right on a big-endian machine too.
    values.map(\.bitPattern.littleEndian).withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }

  /// A JSON string, with the escapes that JSON demands and no others.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
