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
    put(known(sums.mean(over: steps.fiveMinutes)), &features)
    put(known(sums.mean(over: steps.quarterHour)), &features)
    put(known(sums.mean(over: steps.hour)), &features)
    put(known(sums.mean(over: steps.day)), &features)
    put(known(extremes.fiveMinutes.maximum), &features)
    put(known(extremes.quarterHour.maximum), &features)
    put(known(extremes.hour.maximum), &features)
    put(known(extremes.sixHours.maximum), &features)
    put(known(extremes.day.maximum), &features)
    put(known(-extremes.hourOfNegated.maximum), &features)
    let softened = 1 / (1 + level)
    put(sums.standardDeviation(over: steps.quarterHour) * unit * softened, &features)
    put(sums.standardDeviation(over: steps.threeHours) * unit * softened, &features)

    // The window to be forecast, moved back into the past.
    let end = now + target.reach
    for hours in Self.hoursBack { put(known(windowMaxima[end - hours * steps.hour]), &features) }
    let hours = summary(of: windowMaxima, endingAt: end, every: steps.hour, times: 24)
    put(known(hours.mean), &features)
    put(known(hours.maximum), &features)
    put(known(windowMaxima[end - steps.day]), &features)
    put(known(windowMaxima[end - 7 * steps.day]), &features)
    let days = summary(of: windowMaxima, endingAt: end, every: steps.day, times: 7)
    put(known(days.mean), &features)
    put(known(days.maximum), &features)
    let around = now + steps.around / 2
    put(known(aroundMaxima[around - steps.day]), &features)
    put(known(aroundMaxima[around - 7 * steps.day]), &features)
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

  private func summary(of maxima: RingBuffer, endingAt end: Int, every period: Int, times: Int)
    -> (mean: Float, maximum: Float)
  {
    var sum: Float = 0
    var count: Float = 0
    var maximum = -Float.infinity
    for back in 1...times {
      let value = maxima[end - back * period]
      guard !value.isNaN else { continue }
      sum += value
      count += 1
      maximum = max(maximum, value)
    }
    return count > 0 ? (sum / count, maximum) : (.nan, .nan)
  }
}
