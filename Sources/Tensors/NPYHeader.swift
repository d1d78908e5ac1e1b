/// The description at the start of a `.npy` file: a Python dictionary with three keys.
///
/// Only what the format allows is understood: text, `True` and `False`, and tuples of whole numbers.
struct NPYHeader {
  var type = ""
  var isFortranOrder = false
  var shape: [Int] = []

  /// Reads the dictionary, in any order of its keys.
  ///
  /// - Throws: `TensorError.invalidHeader`, or `.unsupportedType` for arrays of records, whose type is a list.
  init(parsing bytes: ArraySlice<UInt8>, file: String) throws(TensorError) {
    var text = Text(rest: bytes, file: file)
    var seen: Set<String> = []
    try text.expect("{")
    while !text.skip("}") {
      let key = try text.quoted()
      guard seen.insert(key).inserted else {
        throw .invalidHeader(file: file, problem: "it has the key '\(key)' twice")
      }
      try text.expect(":")
      switch key {
      case "descr":
        if text.skip("[") { throw .unsupportedType(file: file, tensor: "array", type: "record") }
        type = try text.quoted()
      case "fortran_order": isFortranOrder = try text.truth()
      case "shape": shape = try text.tuple()
      default: throw .invalidHeader(file: file, problem: "it has the unknown key '\(key)'")
      }
      if !text.skip(",") {
        try text.expect("}")
        break
      }
    }
    guard seen.count == 3 else {
      throw .invalidHeader(file: file, problem: "it lacks one of 'descr', 'fortran_order' and 'shape'")
    }
    guard text.isAtEnd else { throw .invalidHeader(file: file, problem: "it goes on after its last brace") }
  }

  /// The part of the header that is still to be read.
  private struct Text {
    var rest: ArraySlice<UInt8>
    let file: String

    private mutating func skipSpaces() {
      rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    }

    /// Whether nothing but spaces is left.
    var isAtEnd: Bool { rest.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") } }

    /// Takes a word if it comes next.
    mutating func skip(_ word: String) -> Bool {
      skipSpaces()
      guard rest.starts(with: word.utf8) else { return false }
      rest = rest.dropFirst(word.utf8.count)
      return true
    }

    mutating func expect(_ word: String) throws(TensorError) {
      guard skip(word) else {
        throw .invalidHeader(file: file, problem: "'\(word)' was expected before '\(next)'")
      }
    }

    mutating func quoted() throws(TensorError) -> String {
      skipSpaces()
      guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
        let end = rest.dropFirst().firstIndex(of: quote)
      else {
        throw .invalidHeader(file: file, problem: "text in quotes was expected before '\(next)'")
      }
      let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      return text
    }

    mutating func truth() throws(TensorError) -> Bool {
      if skip("True") { return true }
      try expect("False")
      return false
    }

    mutating func tuple() throws(TensorError) -> [Int] {
      var numbers: [Int] = []
      try expect("(")
      while !skip(")") {
        skipSpaces()
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
          throw .invalidHeader(file: file, problem: "a whole number was expected before '\(next)'")
        }
        numbers.append(number)
        rest = rest[digits.endIndex...]
        if !skip(",") {
          try expect(")")
          break
        }
      }
      return numbers
    }

    private var next: String { String(decoding: rest.prefix(12), as: UTF8.self) }
  }
}
