/// A place in a document, which knows its path for errors and believes nothing about its content.
struct DocumentField {
  /// The names of the objects and the indices of the arrays that lead here, with dots between.
  let path: String

  let value: ModelDocument

  /// The field with a name.
  func field(_ name: String) throws(ModelFileFault) -> DocumentField {
    guard let field = try optional(name) else {
      throw ModelFileFault("'\(path(to: name))' is not there")
    }
    return field
  }

  /// The field with a name, or nil if there is none or it is null.
  func optional(_ name: String) throws(ModelFileFault) -> DocumentField? {
    guard case .object(let fields) = value else { throw wrong("an object") }
    guard let value = fields[name], value != .null else { return nil }
    return DocumentField(path: path(to: name), value: value)
  }

  /// The elements of an array.
  func elements() throws(ModelFileFault) -> [DocumentField] {
    switch value {
    case .list(let list):
      list.enumerated().map { DocumentField(path: path(to: "\($0)"), value: $1) }
    case .numbers(let numbers):
      numbers.enumerated().map { DocumentField(path: path(to: "\($0)"), value: .number($1)) }
    default: throw wrong("an array")
    }
  }

  func text() throws(ModelFileFault) -> String {
    guard case .text(let text) = value else { throw wrong("text") }
    return text
  }

  /// The numbers of an array; `true` and `false` count as 1 and 0.
  ///
  /// - Parameter count: How many there must be, or nil for any number.
  func numbers(count: Int? = nil) throws(ModelFileFault) -> [Double] {
    let numbers: [Double]
    switch value {
    case .numbers(let all): numbers = all
    case .list(let list):
      numbers = list.compactMap {
        switch $0 {
        case .number(let number): number
        case .bool(let bool): bool ? 1 : 0
        default: nil
        }
      }
      guard numbers.count == list.count else { throw wrong("an array of numbers") }
    default: throw wrong("an array of numbers")
    }
    guard numbers.count == count ?? numbers.count else {
      throw ModelFileFault("'\(path)' has \(numbers.count) values, but should have \(count ?? 0)")
    }
    return numbers
  }

  /// The whole numbers of an array, all within a range.
  func integers(count: Int? = nil, in range: ClosedRange<Int>) throws(ModelFileFault) -> [Int] {
    var integers: [Int] = []
    for (index, number) in try numbers(count: count).enumerated() {
      guard let integer = Int(exactly: number), range.contains(integer) else {
        throw ModelFileFault(
          "'\(path)' holds \(number) at index \(index), but should hold whole numbers from \(range.lowerBound) to "
            + "\(range.upperBound)")
      }
      integers.append(integer)
    }
    return integers
  }

  /// The numbers of an array as `Float`, all finite.
  func floats(count: Int? = nil) throws(ModelFileFault) -> [Float] {
    let floats = try numbers(count: count).map { Float($0) }
    if let index = floats.firstIndex(where: { !$0.isFinite }) {
      throw ModelFileFault("'\(path)' holds \(floats[index]) at index \(index), but should be finite")
    }
    return floats
  }

  /// A whole number within a range, which XGBoost writes as text.
  func integer(in range: ClosedRange<Int>) throws(ModelFileFault) -> Int {
    let integer: Int? =
      switch value {
      case .text(let text): Int(text)
      case .number(let number): Int(exactly: number)
      default: nil
      }
    guard let integer, range.contains(integer) else {
      throw wrong("a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  /// Some numbers, all finite, as text: one, or several between brackets with commas between, or just a number.
  func numbersInText() throws(ModelFileFault) -> [Double] {
    if case .number(let number) = value, number.isFinite { return [number] }
    guard case .text(let text) = value else { throw wrong("a number or several as text") }
    var inner = Substring(text)
    if inner.hasPrefix("["), inner.hasSuffix("]") { inner = inner.dropFirst().dropLast() }
    let numbers = inner.split(separator: ",").compactMap { part in
      Double(part.drop { $0 == " " })
    }
    guard !numbers.isEmpty, numbers.count == inner.count(where: { $0 == "," }) + 1, numbers.allSatisfy(\.isFinite)
    else { throw wrong("a finite number or several between brackets") }
    return numbers
  }

  private func path(to name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// That the value is not of the kind that it should be.
  private func wrong(_ expected: String) -> ModelFileFault {
    let found =
      switch value {
      case .null: "null"
      case .bool(let bool): "\(bool)"
      case .number(let number): "\(number)"
      case .text(let text): "'\(text.prefix(60))'"
      case .numbers, .list: "an array"
      case .object: "an object"
      }
    return ModelFileFault("'\(path.isEmpty ? "the whole" : path)' is \(found), but should be \(expected)")
  }
}
