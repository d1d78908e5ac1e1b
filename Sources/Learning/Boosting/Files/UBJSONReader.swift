import Foundation

/// Reads UBJSON, JSON in bytes: every value is a marker and what it announces, integers and reals with their highest
/// byte first.
///
///     Z null · T true · F false · N nothing
///     i U I l L   integers of 8, 8 (unsigned), 16, 32 and 64 bits        d D   reals of 32 and 64 bits
///     C char · S length bytes                                            [ … ]  { length bytes value … }
///     [#count …   an array that ends by its count                        [$type#count …  without the markers
///
/// - SeeAlso: <https://ubjson.org>.
struct UBJSONReader {
  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads one value that fills the data.
  ///
  /// - Complexity: O(bytes), also where the counts lie.
  static func document(_ data: Data) throws(ModelFileFault) -> ModelDocument {
    var reader = UBJSONReader([UInt8](data))
    let document = try reader.value(marker: try reader.byte(), depth: 0)
    guard reader.position == reader.bytes.count else { throw reader.fault("goes on after its value has ended") }
    return document
  }

  private mutating func value(marker: UInt8, depth: Int) throws(ModelFileFault) -> ModelDocument {
    switch marker {
    case UInt8(ascii: "Z"): return .null
    case UInt8(ascii: "T"): return .bool(true)
    case UInt8(ascii: "F"): return .bool(false)
    case UInt8(ascii: "C"): return .text(String(UnicodeScalar(try byte())))
    case UInt8(ascii: "S"): return .text(try text())
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    default:
      guard let width = Self.width(of: marker) else { throw fault("has the unknown marker \(marker)") }
      guard bytes.count - position >= width else { throw fault("ends too early") }
      return .number(number(marker, width: width))
    }
  }

  private mutating func array(depth: Int) throws(ModelFileFault) -> ModelDocument {
    let header = try header(depth: depth)
    if let type = header.type {
      // An element takes at least a byte, so that no count can exceed what is there.
      guard let width = Self.width(of: type), let count = header.count, count <= (bytes.count - position) / width else {
        throw fault("has an array of a type other than numbers, or that is longer than the file")
      }
      var numbers: [Double] = []
      numbers.reserveCapacity(count)
      for _ in 0..<count { numbers.append(number(type, width: width)) }
      return .numbers(numbers)
    }
    var list: [ModelDocument] = []
    while try goesOn(header.count, after: list.count, end: UInt8(ascii: "]")) {
      list.append(try value(marker: try byte(), depth: depth))
    }
    return .list(list)
  }

  private mutating func object(depth: Int) throws(ModelFileFault) -> ModelDocument {
    let header = try header(depth: depth)
    guard header.type == nil else { throw fault("has an object whose values have a common type") }
    var fields: [String: ModelDocument] = [:]
    var count = 0
    while try goesOn(header.count, after: count, end: UInt8(ascii: "}")) {
      let name = try text()
      fields[name] = try value(marker: try byte(), depth: depth)
      count += 1
    }
    return .object(fields)
  }

  /// The type and the count that an array or an object may begin with.
  private mutating func header(depth: Int) throws(ModelFileFault) -> (type: UInt8?, count: Int?) {
    guard depth <= ModelDocument.deepestNesting else {
      throw fault("is nested deeper than \(ModelDocument.deepestNesting) levels")
    }
    var type: UInt8?
    if try peek() == UInt8(ascii: "$") {
      position += 1
      type = try byte()
    }
    guard try peek() == UInt8(ascii: "#") else {
      if type != nil { throw fault("has a type without a count") }
      return (nil, nil)
    }
    position += 1
    return (type, try count())
  }

  /// Whether another element follows; steps over the end of those without a count, and over markers of nothing.
  private mutating func goesOn(_ count: Int?, after done: Int, end: UInt8) throws(ModelFileFault) -> Bool {
    if let count { return done < count }
    while try peek() == UInt8(ascii: "N") { position += 1 }
    guard try peek() == end else { return true }
    position += 1
    return false
  }

  private mutating func text() throws(ModelFileFault) -> String {
    let length = try count()
    guard length <= bytes.count - position else { throw fault("ends too early") }
    defer { position += length }
    guard let text = String(validating: bytes[position..<position + length], as: UTF8.self) else {
      throw fault("has text that is not UTF-8")
    }
    return text
  }

  /// A length with its marker.
  private mutating func count() throws(ModelFileFault) -> Int {
    guard case .number(let number) = try value(marker: try byte(), depth: ModelDocument.deepestNesting),
      let count = Int(exactly: number), count >= 0
    else { throw fault("has a length that is no whole number from 0") }
    return count
  }

  private func peek() throws(ModelFileFault) -> UInt8 {
    guard position < bytes.count else { throw fault("ends too early") }
    return bytes[position]
  }

  private mutating func byte() throws(ModelFileFault) -> UInt8 {
    let byte = try peek()
    position += 1
    return byte
  }

  /// How many bytes a number with this marker takes; nil if it announces none.
  private static func width(of marker: UInt8) -> Int? {
    switch marker {
    case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
    case UInt8(ascii: "I"): 2
    case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
    case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
    default: nil
    }
  }

  /// The number that follows, whose bytes are there.
  private mutating func number(_ marker: UInt8, width: Int) -> Double {
    var bits: UInt64 = 0
    for index in position..<position + width { bits = bits << 8 | UInt64(bytes[index]) }
    position += width
    return switch marker {
    case UInt8(ascii: "U"): Double(bits)
    case UInt8(ascii: "i"): Double(Int8(truncatingIfNeeded: bits))
    case UInt8(ascii: "I"): Double(Int16(truncatingIfNeeded: bits))
    case UInt8(ascii: "l"): Double(Int32(truncatingIfNeeded: bits))
    case UInt8(ascii: "L"): Double(Int64(truncatingIfNeeded: bits))
    case UInt8(ascii: "d"): Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: Double(bitPattern: bits)
    }
  }

  private func fault(_ problem: String) -> ModelFileFault {
    ModelFileFault(
      "it begins like UBJSON, but \(problem) at byte \(position)",
      remedy: "check that it was copied whole, or save the model again")
  }
}
