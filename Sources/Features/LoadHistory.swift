import Foundation

/// A workload's load until now, kept so that its features cost the same at every step.
///
/// Loads are rates in any one unit; a missing one is NaN and stays a gap. `scale` is the load
/// that one replica serves: features are ratios of loads in replicas' worth, so that a model
/// learned on one service speaks about another.
///
/// - Complexity: `append` is O(1) on average, feature extraction O(F). Neither allocates.
public struct LoadHistory: Sendable {
  /// What is to be forecast; the window maxima of the past have its length.
  public let target: ForecastTarget
  /// The load of one replica, in the unit of the loads.
  public var scale: Double
  /// Whether timestamps mean dates, so that there are calendar features.
  public let hasCalendar: Bool
  /// The newest loads, at most four weeks.
  public private(set) var loads: RingBuffer
  /// The time of step 0, in seconds.
  public var startTime: Double

  let steps: Steps
  var windowMaxima: RingBuffer
  var aroundMaxima: RingBuffer
  var sums: RunningSums
  var bursts: BurstTracker
  var extremes: Extremes
  var lastKnown: Float = .nan
  var lastKnownStep = Int.min / 2
  var lastChange = 0
  private var windowMaximum: SlidingMaximum
  private var aroundMaximum: SlidingMaximum

  /// Maxima (and, negated, the minimum) of windows that end now.
  struct Extremes: Sendable {
    var fiveMinutes, quarterHour, hour, sixHours, day, hourOfNegated: SlidingMaximum
  }

  /// Durations in steps, at least as many as keep the shorter ones apart when a step is long.
  struct Steps: Sendable {
    let hour, day, around: Int
    let lags: [Int]
    let fiveMinutes, quarterHour, threeHours, sixHours: Int

    init(_ seconds: Double) {
      func steps(_ minutes: Double, atLeast least: Int) -> Int {
        max(least, Int((minutes * 60 / seconds).rounded()))
      }
      hour = steps(60, atLeast: 4)
      day = steps(24 * 60, atLeast: 8)
      around = steps(20, atLeast: 2) + 1
      lags = [1, 2, 3, 4, 5, 8, 15, 30, 60].enumerated().map { steps($1, atLeast: $0 + 1) }
      fiveMinutes = steps(5, atLeast: 2)
      quarterHour = steps(15, atLeast: 3)
      threeHours = steps(180, atLeast: 5)
      sixHours = steps(360, atLeast: 6)
    }
  }

  /// - Parameters:
  ///   - target: What will be forecast from this history.
  ///   - scale: The load that one replica serves, in the unit of the loads, > 0.
  ///   - startTime: The time of the first load, in seconds since 1970 (UTC).
  ///   - hasCalendar: False when the times mean no dates.
  public init(target: ForecastTarget, scale: Double, startTime: Double, hasCalendar: Bool = true) {
    self.init(target: target, scale: scale, startTime: startTime, hasCalendar: hasCalendar, firstStep: 0)
  }

  /// - Parameter firstStep: Steps that were seen and forgotten before the first load.
  private init(target: ForecastTarget, scale: Double, startTime: Double, hasCalendar: Bool, firstStep: Int) {
    precondition(scale > 0, "the scale of a load must be positive, not \(scale)")
    self.target = target
    self.scale = scale
    self.startTime = startTime
    self.hasCalendar = hasCalendar
    steps = Steps(target.stepSeconds)
    loads = RingBuffer(capacity: 28 * steps.day, startingAt: firstStep)
    windowMaxima = RingBuffer(capacity: max(7 * steps.day, 24 * steps.hour) + 1, startingAt: firstStep)
    aroundMaxima = RingBuffer(capacity: 7 * steps.day + 1, startingAt: firstStep)
    sums = RunningSums(longestWindow: steps.day)
    bursts = BurstTracker(stepsPerHour: steps.hour)
    windowMaximum = SlidingMaximum(length: target.window)
    aroundMaximum = SlidingMaximum(length: steps.around)
    extremes = Extremes(
      fiveMinutes: SlidingMaximum(length: steps.fiveMinutes), quarterHour: SlidingMaximum(length: steps.quarterHour),
      hour: SlidingMaximum(length: steps.hour), sixHours: SlidingMaximum(length: steps.sixHours),
      day: SlidingMaximum(length: steps.day), hourOfNegated: SlidingMaximum(length: steps.hour))
  }

  /// Steps seen so far.
  public var count: Int { loads.count }
  /// The time of the newest step, in seconds.
  public var newestTime: Double { startTime + Double(count - 1) * target.stepSeconds }
  /// How much time the history spans, in seconds.
  public var duration: Double { Double(count) * target.stepSeconds }

  /// The newest load that is known, if it is at most five minutes old (two steps, where those are longer); NaN otherwise.
  public var newestLoad: Float {
    count - 1 - lastKnownStep <= steps.fiveMinutes ? lastKnown : .nan
  }

  /// Takes the load of the next step; one that is not finite is missing.
  public mutating func append(_ load: Float) {
    let load = load.isFinite ? load : .nan
    if !load.isNaN {
      if load != lastKnown { lastChange = count }
      lastKnown = load
      lastKnownStep = count
    }
    loads.append(load)
    sums.append(load)
    windowMaximum.append(load)
    windowMaxima.append(windowMaximum.maximum)
    aroundMaximum.append(load)
    aroundMaxima.append(aroundMaximum.maximum)
    extremes.fiveMinutes.append(load)
    extremes.quarterHour.append(load)
    extremes.hour.append(load)
    extremes.sixHours.append(load)
    extremes.day.append(load)
    extremes.hourOfNegated.append(-load)
    let unit = Float(scale)
    bursts.append(load / unit, hourMean: sums.mean(over: steps.hour) / unit)
  }
}

extension LoadHistory: Codable {
  private enum Key: String, CodingKey { case target, scale, startTime, hasCalendar, firstStep, loads }

  /// Only the loads are written; everything else follows from them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(target, forKey: .target)
    try container.encode(scale, forKey: .scale)
    try container.encode(startTime, forKey: .startTime)
    try container.encode(hasCalendar, forKey: .hasCalendar)
    try container.encode(loads.firstPosition, forKey: .firstStep)
    let kept = (loads.firstPosition..<loads.count).map { loads[$0] }
    try container.encode(kept.withUnsafeBytes { Data($0) }, forKey: .loads)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let bytes = try container.decode(Data.self, forKey: .loads)
    let scale = try container.decode(Double.self, forKey: .scale)
    let firstStep = try container.decode(Int.self, forKey: .firstStep)
    guard scale > 0, firstStep >= 0, bytes.count % 4 == 0 else {
      throw DecodingError.dataCorruptedError(forKey: .loads, in: container, debugDescription: "not a load history")
    }
    self.init(
      target: try container.decode(ForecastTarget.self, forKey: .target), scale: scale,
      startTime: try container.decode(Double.self, forKey: .startTime),
      hasCalendar: try container.decode(Bool.self, forKey: .hasCalendar), firstStep: firstStep)
    let loads = bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / 4).map { buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    for load in loads { append(load) }
  }
}
