import Foundation

/// The formats of model files that are read, told apart by how they begin.
enum ModelFileFormat {
  case safetensors
  case json
  case ubjson
  case lightGBM

  /// The format of a file's content; nil if it is none of these.
  init?(_ data: Data) {
    let start = [UInt8](data.prefix(64))
    let brace = UInt8(ascii: "{")
    if start.count > 8, start[8] == brace,
      start[0..<8].reversed().reduce(UInt64(0), { $0 << 8 | UInt64($1) }) <= UInt64(data.count - 8)
    {
      self = .safetensors
    } else if start.starts(with: Array("tree\n".utf8)) || start.starts(with: Array("tree\r\n".utf8)) {
      self = .lightGBM
    } else if start.first == brace, start.count > 1, "LlIUi#$N".utf8.contains(start[1]) {
      self = .ubjson
    } else if start.first(where: { !" \t\r\n".utf8.contains($0) }) == brace {
      self = .json
    } else {
      return nil
    }
  }
}
