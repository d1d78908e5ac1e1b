import Tensors

/// Writes what the replicas of a platform would log, tick by tick: a sample of the usual lines, and under faults sequences
/// that are not seen otherwise, such as memory pressure, a kill, and a start.
///
/// - Complexity: O(cells) a tick, some lines each.
public struct PlatformLog: Sendable {
  private var random: RandomSource
  private var kills: [Int]
  private var ready: [Int]

  /// - Parameter seed: Of the values in the lines.
  public init(_ platform: PlatformSimulation, seed: UInt64) {
    random = RandomSource(seed: seed)
    kills = platform.cells.map(\.outOfMemoryKills)
    ready = platform.cells.map(\.ready)
  }

  /// The lines of the tick that was played last, in the order of time.
  public mutating func lines(of platform: PlatformSimulation) -> [LogLine] {
    var lines: [LogLine] = []
    for cell in platform.cells.indices { write(cell, of: platform, into: &lines) }
    return lines.sorted { $0.time < $1.time }
  }

  private mutating func write(_ index: Int, of platform: PlatformSimulation, into lines: inout [LogLine]) {
    let cell = platform.cells[index]
    let service = platform.service(of: index)
    let trouble = platform.troubles.services[index]
    let start = platform.time - platform.seconds
    func line(_ template: LogTemplate, at share: Double, _ values: [String]) -> LogLine {
      var message = ""
      var left = values[...]
      for (position, part) in template.rawValue.split(separator: "<*>", omittingEmptySubsequences: false).enumerated() {
        if position > 0 { message += left.popFirst() ?? "" }
        message += part
      }
      return LogLine(
        time: start + share * platform.seconds, level: template.level, service: service.name,
        template: template.rawValue, message: message)
    }
    var identity: String { String(random.next() >> 32, radix: 16) }
    func milliseconds(_ seconds: Double) -> String { "\(Int((1_000 * seconds).rounded()))" }
    /// How many of `count` events are written: all of a few, a logarithm of many.
    func sampled(_ count: Double) -> Int {
      count < 1 ? (random.uniform() < count ? 1 : 0) : 1 + Int(count).bitWidth - Int(count).leadingZeroBitCount - 1
    }

    let tick = cell.tick
    for _ in 0..<sampled(tick.served) {
      let share = random.uniform()
      let time = tick.meanSeconds * (0.5 + random.uniform())
      lines.append(line(.requestServed, at: share, [identity, milliseconds(time)]))
      if tick.p95Seconds > 1, random.uniform() < 0.5 {
        lines.append(line(.slowRequest, at: share, [identity, milliseconds(tick.p95Seconds), "1000"]))
      }
    }
    lines.append(line(.healthProbe, at: random.uniform(), [milliseconds(0.002 + 0.003 * random.uniform())]))
    if random.uniform() < 0.1 {
      lines.append(
        line(.connectionOpened, at: random.uniform(), [identity, service.queries.first?.database ?? "client"]))
    }
    for _ in 0..<sampled(tick.rejected) {
      lines.append(line(.queueFull, at: random.uniform(), ["\(Int(service.queuePlaces))", identity]))
    }
    for _ in 0..<sampled(tick.served * cell.dependencyFailing) {
      lines.append(
        line(
          .dependencyFailed, at: random.uniform(),
          [
            service.calls.first?.service ?? service.queries.first?.database ?? "cache",
            "\(1 + (service.calls.first?.retries ?? 0))",
          ]))
    }
    let clocks = trouble.clockSkew != 0 ? 0.1 : 0
    for _ in 0..<sampled(tick.served * clocks) {
      lines.append(line(.tokenExpired, at: random.uniform(), [identity, "\(start + trouble.clockSkew)"]))
    }
    for _ in 0..<sampled(tick.served * max(0, trouble.failing - clocks)) {
      lines.append(line(.requestFailed, at: random.uniform(), [identity]))
    }
    for query in service.queries
    where platform.databases.contains(where: { $0.specification.name == query.database && $0.refused > 0 }) {
      lines.append(line(.poolExhausted, at: random.uniform(), [query.database, milliseconds(tick.meanSeconds)]))
    }
    let memory = cell.megabytes / service.limitMegabytes
    if memory > 0.8 {
      lines.append(
        line(.memoryPressure, at: 0.2 + 0.3 * random.uniform(), ["\(Int(100 * memory))", "\(Int(300 * memory))"]))
    }
    for replica in 0..<(cell.outOfMemoryKills - kills[index]) {
      lines.append(line(.killedForMemory, at: 0.6 + 0.2 * random.uniform(), ["\(service.name)-\(replica)"]))
    }
    for replica in 0..<max(0, cell.ready - ready[index]) {
      lines.append(
        line(
          .containerStarted, at: 0.1 * random.uniform(),
          ["\(service.name)-\(cell.ready - 1 - replica)", "\(Int(service.imagePullSeconds))"]))
    }
    kills[index] = cell.outOfMemoryKills
    ready[index] = cell.ready
  }
}
