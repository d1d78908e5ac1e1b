import Foundation

extension ModelDocument: Decodable {
  /// Reads JSON, with the `NaN` and `Infinity` that XGBoost 1.7 writes though JSON has no such words.
  ///
  /// - Complexity: O(bytes).
  init(json: Data) throws(ModelFileFault) {
    do {
      self = try JSONDecoder().decode(ModelDocument.self, from: Self.strict(json))
    } catch {
      throw ModelFileFault(
        "it begins like JSON, but is none or is nested deeper than \(Self.deepestNesting) levels",
        remedy: "check that it was copied whole, or save the model again")
    }
  }

  init(from decoder: any Decoder) throws {
    // The kinds that are frequent come first: a failed attempt costs time.
    let value = try decoder.singleValueContainer()
    if let numbers = try? value.decode([Double].self) {
      self = .numbers(numbers)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if value.decodeNil() {
      self = .null
    } else if decoder.codingPath.count >= Self.deepestNesting {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "too deep"))
    } else if let numbers = try? value.decode([Double?].self) {
      self = .numbers(numbers.map { $0 ?? .nan })
    } else if (try? decoder.unkeyedContainer()) != nil {
      self = .list(try value.decode([ModelDocument].self))
    } else {
      self = .object(try value.decode([String: ModelDocument].self))
    }
  }

  /// The JSON with `null` for `NaN` and for infinities.
  ///
  /// Foundation's reader of JSON5, which knows these words, traps on some damaged numbers.
  private static func strict(_ json: Data) -> Data {
    let bytes = [UInt8](json)
    let words = ["NaN", "-Infinity", "Infinity"].map { Array($0.utf8) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isText = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { isText.toggle() }
      if isText, byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
        result += [byte, bytes[index + 1]]
        index += 2
      } else if !isText, "NI-".utf8.contains(byte), let word = words.first(where: { bytes[index...].starts(with: $0) })
      {
        result += Array("null".utf8)
        index += word.count
      } else {
        result.append(byte)
        index += 1
      }
    }
    return Data(result)
  }
}
