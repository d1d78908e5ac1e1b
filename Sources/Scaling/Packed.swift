import Foundation
import Tensors

/// An array of plain numbers that is saved as its bytes: a property list writes nine bytes for a number of two.
@propertyWrapper
package struct Packed<Element: BitwiseCopyable & Sendable>: Sendable, Codable {
  package var wrappedValue: [Element]

  package init(wrappedValue: [Element]) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let bytes = try container.decode(Data.self)
    guard let values = [Element](bytes: bytes) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(bytes.count) bytes are no whole array")
    }
    wrappedValue = values
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.bytes)
  }
}

extension Packed: Equatable where Element: Equatable {}
