import Tensors

/// Something that goes wrong for a while, with its label.
public struct Fault: Sendable, Equatable {
  /// What goes wrong; the raw value is the label's kind.
  public enum Kind: String, CaseIterable, Sendable {
    /// Another process takes 35 % of every replica's CPU.
    case cpuHog = "cpu-hog"
    /// Memory grows by 45 points until the process is restarted at the end.
    case memoryLeak = "memory-leak"
    /// A dependency answers four times slower.
    case latency
    /// One request in twelve fails.
    case errors
  }

  public var kind: Kind
  /// Ticks in which it acts.
  public var ticks: Range<Int>

  package init(kind: Kind, ticks: Range<Int>) {
    self.kind = kind
    self.ticks = ticks
  }

  /// Faults at random times, at least three hours apart, none in the first day.
  ///
  /// The last one may outlast the world, so that equal seeds give equal faults, and equal metrics,
  /// in the days that two lengths share.
  ///
  /// - Parameters:
  ///   - perDay: Mean number a day, as far as the pauses allow (about six).
  package static func schedule(days: Double, perDay: Double, tickSeconds: Double, seed: UInt64) -> [Fault] {
    guard perDay > 0 else { return [] }
    var random = RandomSource(seed: seed)
    var faults: [Fault] = []
    var time = 86_400.0
    let pause = 3 * 3_600.0
    // A fault lasts 2,250 s in the mean, one in four of them twice that.
    let wait = max(60, 86_400 / perDay - pause - 2_812.5)
    while true {
      time += pause + random.exponential(mean: wait)
      guard time < days * 86_400 else { return faults }
      let kind = Kind.allCases[random.integer(below: Kind.allCases.count)]
      let seconds = (kind == .memoryLeak ? 2 : 1) * (900 + 2_700 * random.uniform())
      faults.append(Fault(kind: kind, ticks: Int(time / tickSeconds)..<Int((time + seconds) / tickSeconds)))
      time += seconds
    }
  }
}
