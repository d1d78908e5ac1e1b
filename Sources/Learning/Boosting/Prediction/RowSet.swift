/// The different rows of a group, in the order in which they came.
struct RowSet {
  /// The rows; the first rules out no leaf.
  private(set) var rows = [SIMD16<UInt32>(repeating: .max)]

  private var places = [SIMD16<UInt32>(repeating: .max): 0]

  /// Where a row stands, after adding it if it is new.
  mutating func insert(_ row: SIMD16<UInt32>) -> Int {
    if let place = places[row] { return place }
    places[row] = rows.count
    rows.append(row)
    return rows.count - 1
  }
}
