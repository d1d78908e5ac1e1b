/// A workload's load until now, kept so that its features cost the same at every step.
///
/// Loads are rates in any one unit; a missing one is NaN and stays a gap. `scale` is the load
/// that one replica serves: features are ratios of loads in replicas' worth, so that a model
/// learned on one service speaks about another.
///
/// An exact history keeps four weeks of loads as they were; a compact one, for thousands of workloads
/// beside each other, keeps the newest hour so and older loads minute by minute, in less than 50 KB: two weeks, four
/// where steps are longer than two minutes (see `LoadSeries`).
///
/// - Complexity: `append` is O(steps of an hour), feature extraction O(F · minutes of the target's window),
///   where an exact history also looks at every step of a day. Neither allocates.
public struct LoadHistory: Sendable {
  /// What is to be forecast; the window maxima of the past have its length.
  public let target: ForecastTarget
  /// The load of one replica, in the unit of the loads.
  public var scale: Double
  /// Whether timestamps mean dates, so that there are calendar features.
  public let hasCalendar: Bool
  /// Whether older loads are kept minute by minute only.
  public let isCompact: Bool
  /// The newest loads.
  public private(set) var loads: LoadSeries
  /// The time of step 0, in seconds.
  public var startTime: Double

  let steps: Steps
  var bursts: BurstTracker
  /// Of the newest hour.
  var hour = LoadSummary()
  var lastKnown: Float = .nan
  var lastKnownStep = Int.min / 2
  var lastChange = 0

  /// Durations in steps, at least as many as keep the shorter ones apart when a step is long.
  struct Steps: Sendable {
    let minute, hour, day, around: Int
    let lags: [Int]
    let fiveMinutes, quarterHour, threeHours, sixHours: Int
    /// The newest steps whose loads a compact history keeps as they were.
    let newest: Int

    init(_ seconds: Double) {
      func steps(_ minutes: Double, atLeast least: Int) -> Int {
        max(least, Int((minutes * 60 / seconds).rounded()))
      }
      minute = steps(1, atLeast: 1)
      hour = steps(60, atLeast: 4)
      day = steps(24 * 60, atLeast: 8)
      around = steps(20, atLeast: 2) + 1
      lags = [1, 2, 3, 4, 5, 8, 15, 30, 60].enumerated().map { steps($1, atLeast: $0 + 1) }
      fiveMinutes = steps(5, atLeast: 2)
      quarterHour = steps(15, atLeast: 3)
      threeHours = steps(180, atLeast: 5)
      sixHours = steps(360, atLeast: 6)
      newest = max(hour, lags[lags.count - 1]) + 1
    }
  }

  /// - Parameters:
  ///   - target: What will be forecast from this history.
  ///   - scale: The load that one replica serves, in the unit of the loads, > 0.
  ///   - startTime: The time of the first load, in seconds since 1970 (UTC).
  ///   - hasCalendar: False when the times mean no dates.
  ///   - isCompact: Whether to keep older loads minute by minute only.
  public init(
    target: ForecastTarget, scale: Double, startTime: Double, hasCalendar: Bool = true, isCompact: Bool = false
  ) {
    precondition(scale > 0, "the scale of a load must be positive, not \(scale)")
    self.target = target
    self.scale = scale
    self.startTime = startTime
    self.hasCalendar = hasCalendar
    self.isCompact = isCompact
    steps = Steps(target.stepSeconds)
    loads = LoadSeries(steps, isCompact: isCompact)
    bursts = BurstTracker(stepsPerHour: steps.hour)
  }

  /// An empty history of the same kind that begins at a time.
  public func emptied(startingAt startTime: Double) -> LoadHistory {
    LoadHistory(target: target, scale: scale, startTime: startTime, hasCalendar: hasCalendar, isCompact: isCompact)
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
    hour = recent(steps.hour)
    let unit = Float(scale)
    bursts.append(load / unit, hourMean: hour.mean / unit)
  }

  /// Of the newest steps.
  func recent(_ steps: Int) -> LoadSummary { loads.summary(count - steps..<count) }
}

extension LoadHistory: Codable {
  private enum Key: String, CodingKey {
    case target, scale, startTime, hasCalendar, isCompact, loads, bursts, lastKnown, lastKnownStep, lastChange
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(target, forKey: .target)
    try container.encode(scale, forKey: .scale)
    try container.encode(startTime, forKey: .startTime)
    try container.encode(hasCalendar, forKey: .hasCalendar)
    try container.encode(isCompact, forKey: .isCompact)
    try container.encode(loads.saved, forKey: .loads)
    try container.encode(bursts, forKey: .bursts)
    // Text formats have no NaN.
    try container.encode(lastKnown.bitPattern, forKey: .lastKnown)
    try container.encode(lastKnownStep, forKey: .lastKnownStep)
    try container.encode(lastChange, forKey: .lastChange)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let scale = try container.decode(Double.self, forKey: .scale)
    func check(_ isValid: Bool) throws {
      guard isValid else {
        throw DecodingError.dataCorruptedError(forKey: .loads, in: container, debugDescription: "not a load history")
      }
    }
    try check(scale > 0 && scale.isFinite)
    self.init(
      target: try container.decode(ForecastTarget.self, forKey: .target), scale: scale,
      startTime: try container.decode(Double.self, forKey: .startTime),
      hasCalendar: try container.decode(Bool.self, forKey: .hasCalendar),
      isCompact: try container.decode(Bool.self, forKey: .isCompact))
    try check(loads.restore(container.decode(LoadSeries.Saved.self, forKey: .loads)))
    bursts = try container.decode(BurstTracker.self, forKey: .bursts)
    lastKnown = Float(bitPattern: try container.decode(UInt32.self, forKey: .lastKnown))
    lastKnownStep = try container.decode(Int.self, forKey: .lastKnownStep)
    lastChange = try container.decode(Int.self, forKey: .lastChange)
    try check((Int.min / 2..<max(1, count)).contains(lastKnownStep) && (0...count).contains(lastChange))
    hour = recent(steps.hour)
  }
}
