/// Numbers, durations and sizes as a configuration writes them.
struct SettingText: CustomStringConvertible {
  let value: Double

  init(_ value: Double) { self.value = value }

  /// Without a fraction where there is none.
  var description: String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }

  /// A finite decimal number; nil for anything else, hexadecimal and `nan` too.
  static func number(_ text: some StringProtocol) -> Double? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  private static let durationUnits: [(suffix: String, seconds: Double)] = [
    ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800),
  ]

  /// A bare number in `unit`, or one with a suffix of its own: `250ms`, `15s`, `5m`, `2h`, `14d`, `1w`.
  ///
  /// - Returns: The duration in `unit`.
  static func duration(_ text: String, in unit: DurationUnit) -> Double? {
    if let value = number(text) { return value }
    for (suffix, seconds) in durationUnits where text.hasSuffix(suffix) {
      guard let value = number(text.dropLast(suffix.count)) else { continue }
      return seconds == unit.seconds ? value : value * seconds / unit.seconds
    }
    return nil
  }

  private static let sizeUnits: [(suffix: String, bytes: Double)] = [
    ("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1),
  ]

  /// Bytes of a bare number or of one with a suffix: `512B`, `16KiB`, `8MiB`, `1GiB`, `8MB`.
  static func bytes(_ text: String) -> Int? {
    if let value = number(text) { return Int(exactly: value) }
    for (suffix, bytes) in sizeUnits where text.hasSuffix(suffix) {
      guard let value = number(text.dropLast(suffix.count)) else { continue }
      return Int(exactly: (value * bytes).rounded())
    }
    return nil
  }

  /// The shortest exact way to write so many bytes.
  static func size(_ bytes: Int) -> String {
    for (suffix, unit) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    where bytes >= unit && bytes % unit == 0 {
      return "\(bytes / unit)\(suffix)"
    }
    return "\(bytes)B"
  }
}
