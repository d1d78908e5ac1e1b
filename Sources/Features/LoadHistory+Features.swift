import Numerics

extension LoadHistory {
  /// The number of features, F.
  public static let featureCount = 44
  /// The schema that a model must have been trained with; it changes when a feature changes.
  public static let featureSchema = "load-44-v1"

  private static let hoursBack = [1, 2, 3, 4, 6]

  /// Writes what the load looks like now; with v the newest load, x another one, both in replicas' worth:
  ///
  ///     level  log(v + 1)            ratio  log((x + 1) / (v + 1))
  ///
  /// Ratios of lags, means, maxima and the windows of earlier hours, days and weeks; then the
  /// calendar, bursts, and how long the value has stood still. What the history is too short to
  /// say is NaN, a missing value to the trees.
  ///
  /// - Parameter features: `[F]`, overwritten.
  /// - Returns: False when `newestLoad` is NaN; `features` is then unspecified.
  /// - Precondition: `features.count == featureCount`.
  /// - Complexity: O(F). Does not allocate.
  public func extract(into features: inout [Float]) -> Bool {
    precondition(features.count == Self.featureCount, "\(features.count) features, not \(Self.featureCount)")
    let newest = newestLoad
    guard !newest.isNaN else { return false }
    let now = count - 1
    let unit = 1 / Float(scale)
    let level = max(0, newest * unit)
    let base = Float.log(onePlus: level)
    var next = 0

    func put(_ value: Float, _ features: inout [Float]) {
      features[next] = value
      next += 1
    }
    func ratio(_ load: Float) -> Float { Float.log(onePlus: max(0, load * unit)) - base }
    func known(_ load: Float) -> Float { load.isNaN ? .nan : ratio(load) }

    put(base, &features)
    for lag in steps.lags { put(known(loads[now - lag]), &features) }
    let fiveMinutes = recent(steps.fiveMinutes)
    let quarterHour = recent(steps.quarterHour)
    let sixHours = recent(steps.sixHours)
    let day = recent(steps.day)
    put(known(fiveMinutes.mean), &features)
    put(known(quarterHour.mean), &features)
    put(known(hour.mean), &features)
    put(known(day.mean), &features)
    put(known(fiveMinutes.maximum), &features)
    put(known(quarterHour.maximum), &features)
    put(known(hour.maximum), &features)
    put(known(sixHours.maximum), &features)
    put(known(day.maximum), &features)
    put(known(hour.minimum), &features)
    let softened = 1 / (1 + level)
    put(quarterHour.standardDeviation * unit * softened, &features)
    put(recent(steps.threeHours).standardDeviation * unit * softened, &features)

    // The window to be forecast, moved back into the past.
    let end = now + target.reach
    // Those of the last 24 hours; the five are among them.
    var windows = WindowSummary()
    for back in 1...24 {
      let window = window(target.window, endingAt: end - back * steps.hour)
      windows.add(window)
      if Self.hoursBack.contains(back) { put(known(window), &features) }
    }
    put(known(windows.mean), &features)
    put(known(windows.maximum), &features)
    var days = WindowSummary()
    var week = Float.nan
    for back in 1...7 {
      week = window(target.window, endingAt: end - back * steps.day)
      days.add(week)
      if back == 1 { put(known(week), &features) }
    }
    put(known(week), &features)
    put(known(days.mean), &features)
    put(known(days.maximum), &features)
    let around = now + steps.around / 2
    put(known(window(steps.around, endingAt: around - steps.day)), &features)
    put(known(window(steps.around, endingAt: around - 7 * steps.day)), &features)
    put(known(loads[now - steps.day]), &features)

    let time = newestTime
    put(hasCalendar ? Float((time / 60).truncatingRemainder(dividingBy: 60).rounded(.down)) : .nan, &features)
    put(hasCalendar ? Float((time / 3600).truncatingRemainder(dividingBy: 24).rounded(.down)) : .nan, &features)
    put(hasCalendar ? Float((time / 86_400).truncatingRemainder(dividingBy: 7).rounded(.down)) : .nan, &features)

    let burst = bursts.steps
    for lane in 0..<4 { put(burst[lane].isNaN ? .nan : Float.log(onePlus: burst[lane]), &features) }
    put(Float(min(400, now - lastChange)), &features)
    assert(next == Self.featureCount)
    return true
  }

  /// The log-ratio that a load is forecast as, and the load back from it.
  public func encode(_ load: Float) -> Float {
    Float.log(onePlus: max(0, load / Float(scale))) - Float.log(onePlus: max(0, newestLoad / Float(scale)))
  }

  /// The load, never negative, that a forecast log-ratio stands for.
  public func decode(_ ratio: Float) -> Float {
    // v + (v + 1)(eʳ - 1), so that a ratio of 0 gives the newest load itself, however small.
    let level = max(0, newestLoad / Float(scale))
    return max(0, level + (level + 1) * Float.expMinusOne(ratio)) * Float(scale)
  }

  /// The largest load of `length` steps; NaN where none is known, or the last one is not there yet.
  private func window(_ length: Int, endingAt end: Int) -> Float {
    loads.maximum(end - length + 1..<end + 1)
  }

  /// Mean and maximum of the windows that are known.
  private struct WindowSummary {
    private var sum: Float = 0
    private var count: Float = 0
    private var largest = -Float.infinity

    var mean: Float { count > 0 ? sum / count : .nan }
    var maximum: Float { count > 0 ? largest : .nan }

    mutating func add(_ window: Float) {
      guard !window.isNaN else { return }
      sum += window
      count += 1
      largest = max(largest, window)
    }
  }
}
