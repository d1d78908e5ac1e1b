/// Sorts columns of numbers by radix, keeping its scratch memory from column to column.
struct ColumnSorter {
  private var keys: [UInt32] = []
  private var scratch: [UInt32] = []
  private var counts = [Int](repeating: 0, count: 1 << Self.digitBits)

  private static let digitBits = 11

  /// Sorts numbers ascending; −0 becomes +0.
  ///
  /// Each number is mapped to an integer of the same order and sorted by three digits of 11 bits, lowest first.
  ///
  /// - Precondition: No value is NaN.
  /// - Complexity: O(N). Allocates only when a column is longer than those before.
  mutating func sort(_ values: inout [Float]) {
    keys.removeAll(keepingCapacity: true)
    for value in values {
      let bits = (value + 0).bitPattern
      keys.append(bits ^ (bits >> 31 == 1 ? .max : 0x8000_0000))
    }
    if scratch.count < keys.count { scratch = keys }
    sortKeys(digit: 0)
    sortKeys(digit: 1)
    sortKeys(digit: 2)
    for index in values.indices {
      let key = keys[index]
      values[index] = Float(bitPattern: key ^ (key >> 31 == 0 ? .max : 0x8000_0000))
    }
  }

  /// One stable counting sort of `keys` by one digit.
  private mutating func sortKeys(digit: Int) {
    let shift = UInt32(digit * Self.digitBits)
    let mask: UInt32 = (1 << UInt32(Self.digitBits)) - 1
    for bucket in counts.indices { counts[bucket] = 0 }
    for key in keys { counts[Int((key >> shift) & mask)] += 1 }
    var start = 0
    for bucket in counts.indices {
      let count = counts[bucket]
      counts[bucket] = start
      start += count
    }
    for key in keys {
      let bucket = Int((key >> shift) & mask)
      scratch[counts[bucket]] = key
      counts[bucket] += 1
    }
    for index in keys.indices { keys[index] = scratch[index] }
  }
}
