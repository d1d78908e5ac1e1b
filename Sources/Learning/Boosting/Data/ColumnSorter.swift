/// Sorts columns of numbers by radix, keeping its scratch memory from column to column.
struct ColumnSorter {
  private let keys: KernelBuffer<UInt32>
  private let scratch: KernelBuffer<UInt32>
  private let counts = KernelBuffer<Int>(count: 3 << Self.digitBits, of: 0)

  private static let digitBits = 11
  private static let mask: UInt32 = (1 << UInt32(digitBits)) - 1

  /// - Parameter capacity: How many numbers the longest column has.
  init(capacity: Int) {
    keys = KernelBuffer(count: capacity, of: 0)
    scratch = KernelBuffer(count: capacity, of: 0)
  }

  /// Sorts the first numbers ascending; −0 becomes +0.
  ///
  /// Each number is mapped to an integer of the same order and sorted by three digits of 11 bits, lowest first.
  ///
  /// - Precondition: No value is NaN, and there are at most as many as the capacity.
  /// - Complexity: O(N). Does not allocate.
  func sort(_ values: inout MutableSpan<Float>, first count: Int) {
    precondition(
      count <= values.count && count <= keys.count, "ColumnSorter: \(count) numbers where \(keys.count) have room")
    counts.base.update(repeating: 0, count: counts.count)
    let width = 1 << Self.digitBits
    for index in 0..<count {
      let bits = (values[index] + 0).bitPattern
      let key = bits ^ (bits >> 31 == 1 ? .max : 0x8000_0000)
      keys.base[index] = key
      counts.base[Int(key & Self.mask)] += 1
      counts.base[width + Int(key >> 11 & Self.mask)] += 1
      counts.base[2 * width + Int(key >> 22)] += 1
    }
    distribute(from: keys, to: scratch, count: count, digit: 0)
    distribute(from: scratch, to: keys, count: count, digit: 1)
    distribute(from: keys, to: scratch, count: count, digit: 2)
    for index in 0..<count {
      let key = scratch.base[index]
      values[index] = Float(bitPattern: key ^ (key >> 31 == 0 ? .max : 0x8000_0000))
    }
  }

  /// One stable counting sort by one digit, whose counts are known.
  private func distribute(
    from source: KernelBuffer<UInt32>, to target: KernelBuffer<UInt32>, count: Int, digit: Int
  ) {
    let starts = counts.base + (digit << Self.digitBits)
    var start = 0
    for bucket in 0..<1 << Self.digitBits {
      let next = start + starts[bucket]
      starts[bucket] = start
      start = next
    }
    let shift = UInt32(digit * Self.digitBits)
    for index in 0..<count {
      let key = source.base[index]
      let bucket = Int(key >> shift & Self.mask)
      target.base[starts[bucket]] = key
      starts[bucket] &+= 1
    }
  }
}
