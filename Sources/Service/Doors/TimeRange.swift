import Hummingbird

/// `from`, `to` and a number of rows, of a request's query.
struct TimeRange {
  let from: Double?
  let to: Double?

  /// - Throws: `RequestRefusal` for times that are none, or come in the wrong order.
  init(_ request: Request) throws(RequestRefusal) {
    from = try Self.number("from", of: request)
    to = try Self.number("to", of: request)
    if let from, let to, from > to {
      throw RequestRefusal(.badRequest, "from is \(from), after to, which is \(to); give an earlier one")
    }
  }

  private static func number(_ name: String, of request: Request) throws(RequestRefusal) -> Double? {
    guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
    guard let value = Double(text), abs(value) <= 1e11 else {
      throw RequestRefusal(.badRequest, "\(name) is '\(text)', expected seconds since 1970 as a number")
    }
    return value
  }

  /// A number of the query within a range.
  static func count(_ name: String, of request: Request, _ range: ClosedRange<Int>, default: Int)
    throws(RequestRefusal) -> Int
  {
    guard let text = request.uri.queryParameters[Substring(name)] else { return `default` }
    guard let value = Int(text), range.contains(value) else {
      throw RequestRefusal(
        .badRequest, "\(name) is '\(text)', expected \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
