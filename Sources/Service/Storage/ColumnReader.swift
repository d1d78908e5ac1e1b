import GRDB

/// Reads the columns of a row from left to right; what a damaged file holds instead of the expected is an error, not a trap.
struct ColumnReader {
  private let row: Row
  private var index = 0

  init(_ row: Row) { self.row = row }

  mutating func optional<Value: DatabaseValueConvertible>(_ type: Value.Type = Value.self) throws -> Value? {
    defer { index += 1 }
    let stored: DatabaseValue = row[index]
    if stored.isNull { return nil }
    guard let value = Value.fromDatabaseValue(stored) else {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT,
        message: "column \(Array(row.columnNames)[index]) holds \(stored), expected \(type)")
    }
    return value
  }

  mutating func value<Value: DatabaseValueConvertible>(_ type: Value.Type = Value.self) throws -> Value {
    guard let value = try optional(type) else {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT, message: "column \(Array(row.columnNames)[index - 1]) is empty, expected \(type)")
    }
    return value
  }

  /// A number of which NaN is kept as nothing.
  mutating func number() throws -> Double { try optional() ?? .nan }
}
