/// One message, or an array of them; the answer has the same form.
enum OneOrMany<Value: Decodable & Sendable>: Decodable, Sendable {
  case one(Value)
  case many([Item<Value>])

  init(from decoder: any Decoder) throws {
    if let values = try? decoder.singleValueContainer().decode([Item<Value>].self) {
      self = .many(values)
    } else {
      self = .one(try Value(from: decoder))
    }
  }
}

/// A message of an array: one that cannot be read leaves the others alone.
enum Item<Value: Decodable & Sendable>: Decodable, Sendable {
  case value(Value)
  case broken(String)

  init(from decoder: any Decoder) throws {
    do {
      self = .value(try Value(from: decoder))
    } catch let error as DecodingError {
      self = .broken(error.sentence(expected: "an observation with a timestamp"))
    }
  }
}
