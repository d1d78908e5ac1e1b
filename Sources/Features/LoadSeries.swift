import Foundation
import Tensors

/// The newest loads of a workload, step by step: all of them as they were, or, in a compact series, those of the newest
/// hour, and older ones minute by minute.
///
/// A minute, or a step where those are longer, is a block, and the blocks of an hour are coded together, 16 bits each.
/// The largest of their means is kept as it is, and each mean as a share of it: in 16 bits in an hour in which the load
/// stood still within every block, otherwise in 9, with the block's shape in the other 7. With n steps in a block:
///
///     0 c    the largest load is mean · (1 + (n - 1) (c / 63)²), that of one step; the others share the rest
///     1 s c  the first half of the steps has mean · (1 ± (c / 31)²), the second mean · (1 ∓ (c / 31)²)
///
/// The second shape is for loads that change every half minute, the first for all others. So means and largest loads
/// of windows are those that there were, to within about 0.1 % of the hour's largest, 0.001 % where minutes are level.
/// A block is missing when all its steps are.
///
/// - Complexity: `append` is O(1) but for O(steps of an hour) once an hour, the subscript O(1), a summary O(steps of the
///   newest hour + blocks, or hours, before). None allocates.
public struct LoadSeries: Sendable {
  /// Bytes that a compact series spends on loads older than an hour.
  private static let compactBytes = 41_700
  /// Hours whose summaries are kept: enough for a day.
  private static let summarizedHours = 27
  private static let missing = UInt16.max
  private static let levelSteps = Float(UInt16.max - 1)
  /// Of an hour with shapes, besides the missing 511.
  private static let unevenSteps: Float = 510

  /// How many of the newest steps are kept, at least.
  public let capacity: Int
  /// How many steps were appended so far, forgotten ones included.
  public private(set) var count = 0
  /// The newest loads, each at its position modulo the length.
  private var newest: [Float]

  private let blockSteps: Int
  private let hourBlocks: Int
  private let hourSteps: Int
  /// The largest mean of each of the newest hours, negative where blocks have shapes; each at its number modulo the length.
  private var scales: [Float]
  /// `[hours, blocks of an hour]`, a ring like `scales`.
  private var codes: [UInt16]
  /// Hours that were completed so far.
  private var hourCount = 0
  private var summaries: [LoadSummary]

  /// - Parameters:
  ///   - steps: How durations are counted.
  ///   - isCompact: Whether to keep older loads minute by minute, as many as fit into 42 KB, rather than four weeks as
  ///     they were.
  init(_ steps: LoadHistory.Steps, isCompact: Bool) {
    let fourWeeks = 28 * steps.day
    blockSteps = steps.minute
    hourBlocks = max(1, steps.hour / blockSteps)
    hourSteps = hourBlocks * blockSteps
    newest = [Float](repeating: .nan, count: isCompact ? (steps.newest + 3) / 4 * 4 : fourWeeks)
    let hours = isCompact ? min(fourWeeks / hourSteps, Self.compactBytes / (4 + 2 * hourBlocks)) : 0
    capacity = isCompact ? max(newest.count, hours * hourSteps) : fourWeeks
    scales = [Float](repeating: .nan, count: hours)
    codes = [UInt16](repeating: Self.missing, count: hours * hourBlocks)
    summaries = isCompact ? [LoadSummary](repeating: LoadSummary(), count: Self.summarizedHours) : []
  }

  /// The position of the oldest load that is still kept.
  public var firstPosition: Int {
    scales.isEmpty ? firstNewest : min(firstNewest, max(0, hourCount - scales.count) * hourSteps)
  }

  private var firstNewest: Int { max(0, count - newest.count) }

  /// Takes the load of the next step; NaN is a missing one.
  mutating func append(_ load: Float) {
    newest[count % newest.count] = load
    count += 1
    if !scales.isEmpty, count == (hourCount + 1) * hourSteps { closeHour() }
  }

  /// The load at `position`; NaN where it is missing, forgotten or not there yet.
  public subscript(position: Int) -> Float {
    guard position >= firstPosition, position < count else { return .nan }
    if position >= firstNewest { return newest[position % newest.count] }
    let number = position / blockSteps
    return block(number % hourBlocks, ofHourAt: number / hourBlocks % scales.count).load(of: position % blockSteps)
  }

  /// Sums and extremes of the loads in a range of positions, as far as they are kept.
  package func summary(_ range: Range<Int>) -> LoadSummary {
    var summary = LoadSummary()
    let end = min(range.upperBound, count)
    var position = max(range.lowerBound, firstPosition)
    let codedEnd = min(end, firstNewest)
    if position < codedEnd {
      addCoded(position..<codedEnd, to: &summary)
      position = codedEnd
    }
    if position < end {
      let slot = position % newest.count
      let length = end - position
      let first = min(length, newest.count - slot)
      summary.add(newest.span.extracting(slot..<slot + first))
      summary.add(newest.span.extracting(0..<length - first))
    }
    return summary
  }

  /// The largest load of a range of positions that is known; NaN where none is, or the last one is not there yet.
  func maximum(_ range: Range<Int>) -> Float {
    var position = max(range.lowerBound, firstPosition)
    guard range.upperBound <= count, range.upperBound > position else { return .nan }
    var largest = -Float.infinity
    let codedEnd = min(range.upperBound, firstNewest)
    var hour = position / hourSteps
    var number = (position - hour * hourSteps) / blockSteps
    var blockStart = hour * hourSteps + number * blockSteps
    var slot = scales.isEmpty ? 0 : hour % scales.count
    while position < codedEnd {
      let blockEnd = min(blockStart + blockSteps, codedEnd)
      let block = block(number, ofHourAt: slot)
      largest = max(largest, block.maximum(position - blockStart..<blockEnd - blockStart))
      position = blockEnd
      blockStart += blockSteps
      number += 1
      if number == hourBlocks {
        number = 0
        hour += 1
        slot = hour % scales.count
      }
    }
    while position < range.upperBound {
      let load = newest[position % newest.count]
      if load > largest { largest = load }
      position += 1
    }
    return largest == -.infinity ? .nan : largest
  }

  /// Adds a range of steps as their blocks have them: hour by hour where whole ones lie in it.
  private func addCoded(_ range: Range<Int>, to summary: inout LoadSummary) {
    var hour = range.lowerBound / hourSteps
    var position = range.lowerBound
    while position < range.upperBound {
      let start = hour * hourSteps
      let end = min(start + hourSteps, range.upperBound)
      if end - position == hourSteps, hourCount - hour <= summaries.count {
        summary.add(summaries[hour % summaries.count])
      } else {
        let slot = hour % scales.count
        var number = (position - start) / blockSteps
        if scales[slot] >= 0 {
          addLevel(position - start..<end - start, ofHourAt: slot, to: &summary)
          position = end
        }
        while position < end {
          let blockStart = start + number * blockSteps
          let blockEnd = min(blockStart + blockSteps, end)
          block(number, ofHourAt: slot).add(position - blockStart..<blockEnd - blockStart, to: &summary)
          position = blockEnd
          number += 1
        }
      }
      position = end
      hour += 1
    }
  }

  /// Adds some steps of an hour whose blocks are all level, as `block` reads them.
  private func addLevel(_ steps: Range<Int>, ofHourAt slot: Int, to summary: inout LoadSummary) {
    let scale = scales[slot]
    let first = slot * hourBlocks
    var sums = summary
    var step = steps.lowerBound
    var number = step / blockSteps
    while step < steps.upperBound {
      let end = min((number + 1) * blockSteps, steps.upperBound)
      let code = codes[first + number]
      if code != Self.missing { sums.add(Float(code) * (1 / Self.levelSteps) * scale, times: end - step) }
      step = end
      number += 1
    }
    summary = sums
  }

  /// A block read back: one load for some steps in a row, another for the others.
  private struct Block {
    var special: Range<Int>
    var specialLoad: Float
    var otherLoad: Float

    func load(of step: Int) -> Float { special.contains(step) ? specialLoad : otherLoad }

    /// Of some steps; minus infinity where all are missing.
    func maximum(_ steps: Range<Int>) -> Float {
      let isInside = special.lowerBound < steps.upperBound && steps.lowerBound < special.upperBound
      let hasOthers = steps.lowerBound < special.lowerBound || steps.upperBound > special.upperBound
      var largest = -Float.infinity
      if isInside, specialLoad > largest { largest = specialLoad }
      if hasOthers, otherLoad > largest { largest = otherLoad }
      return largest
    }

    /// Adds the loads of some steps.
    func add(_ steps: Range<Int>, to summary: inout LoadSummary) {
      let specials = max(0, min(special.upperBound, steps.upperBound) - max(special.lowerBound, steps.lowerBound))
      if specials > 0 { summary.add(specialLoad, times: specials) }
      if specials < steps.count { summary.add(otherLoad, times: steps.count - specials) }
    }
  }

  private func block(_ number: Int, ofHourAt slot: Int) -> Block {
    let scale = scales[slot]
    let code = codes[slot * hourBlocks + number]
    func level(_ load: Float) -> Block { Block(special: 0..<0, specialLoad: load, otherLoad: load) }
    guard code != Self.missing else { return level(.nan) }
    guard scale < 0 else { return level(Float(code) * (1 / Self.levelSteps) * scale) }
    let mean = Float(code >> 7) * (1 / Self.unevenSteps) * -scale
    let shape = code & 127
    if shape & 64 != 0 {
      let share = Float(shape & 31) * (1 / 31)
      let excess = shape & 32 == 0 ? mean * share * share : -mean * share * share
      return Block(special: 0..<blockSteps / 2, specialLoad: mean + excess, otherLoad: mean - excess)
    }
    let share = Float(shape) * (1 / 63)
    // Not always the same step, so that none is special in what is learned.
    let step = number % blockSteps
    return Block(
      special: step..<step + 1, specialLoad: mean + mean * Float(blockSteps - 1) * share * share,
      otherLoad: mean - mean * share * share)
  }

  private mutating func closeHour() {
    let start = count - hourSteps
    let slot = hourCount % scales.count
    var scale: Float = 0
    var isUneven = false
    for number in 0..<hourBlocks {
      let block = summary(ofBlock: number, startingAt: start)
      if block.count > 0 { scale = max(scale, block.mean) }
      if block.count > 0, !block.isLevel { isUneven = true }
    }
    scales[slot] = isUneven ? -scale : scale
    for number in 0..<hourBlocks {
      let block = summary(ofBlock: number, startingAt: start)
      // Loads below 0 count as none.
      let share = scale > 0 ? max(0, block.mean) / scale : 0
      let code: UInt16
      if block.count == 0 {
        code = Self.missing
      } else if isUneven {
        code =
          UInt16((share * Self.unevenSteps).rounded()) << 7 | shape(of: block, startingAt: start + number * blockSteps)
      } else {
        code = UInt16((share * Self.levelSteps).rounded())
      }
      codes[slot * hourBlocks + number] = code
    }
    hourCount += 1
    summarize(hourCount - 1)
  }

  private func summary(ofBlock number: Int, startingAt start: Int) -> LoadSummary {
    summary(start + number * blockSteps..<start + (number + 1) * blockSteps)
  }

  private func shape(of block: LoadSummary, startingAt start: Int) -> UInt16 {
    guard block.mean > 0 else { return 0 }
    if blockSteps % 2 == 0 {
      let first = summary(start..<start + blockSteps / 2)
      let second = summary(start + blockSteps / 2..<start + blockSteps)
      if first.isLevel, second.isLevel {
        let excess = first.mean / block.mean - 1
        let code = UInt16((31 * min(abs(excess), 1).squareRoot()).rounded())
        return code == 0 ? 0 : 64 | (excess < 0 ? 32 : 0) | code
      }
    }
    let excess = (block.maximum / block.mean - 1) / Float(max(1, blockSteps - 1))
    return UInt16((63 * min(max(excess, 0), 1).squareRoot()).rounded())
  }

  /// Sums up an hour from its blocks.
  private mutating func summarize(_ hour: Int) {
    var summary = LoadSummary()
    for number in 0..<hourBlocks {
      block(number, ofHourAt: hour % scales.count).add(0..<blockSteps, to: &summary)
    }
    summaries[hour % summaries.count] = summary
  }
}

extension LoadSeries {
  /// The part that a restart must not lose; summaries follow from it.
  struct Saved: Codable {
    var count: Int
    var newest: Data
    var scales: Data
    var codes: Data
  }

  var saved: Saved {
    Saved(count: count, newest: newest.bytes, scales: scales.bytes, codes: codes.bytes)
  }

  /// Takes up a saved part.
  ///
  /// - Returns: False, with nothing changed, when it is of a series of another length.
  mutating func restore(_ saved: Saved) -> Bool {
    guard (0...1 << 50).contains(saved.count), let newest = [Float](bytes: saved.newest),
      let scales = [Float](bytes: saved.scales), let codes = [UInt16](bytes: saved.codes),
      newest.count == self.newest.count, scales.count == self.scales.count, codes.count == self.codes.count
    else { return false }
    count = saved.count
    self.newest = newest.map { $0.isFinite ? $0 : .nan }
    self.scales = scales
    self.codes = codes
    guard !scales.isEmpty else { return true }
    hourCount = count / hourSteps
    for hour in max(0, hourCount - min(summaries.count, scales.count))..<hourCount { summarize(hour) }
    return true
  }
}
