import Features
import Foundation

/// The slow twin of `LoadHistory`: all 44 features from the whole array, in double precision, written from the
/// definitions (means, maxima, windows of the past) and not from the streaming code.
struct PlainLoadFeatures {
  let loads: [Double]
  let target: ForecastTarget
  let scale: Double
  let startTime: Double

  init(_ loads: [Float], target: ForecastTarget, scale: Double, startTime: Double) {
    self.loads = loads.map { Double($0) }
    self.target = target
    self.scale = scale
    self.startTime = startTime
  }

  private func steps(minutes: Double, atLeast least: Int) -> Int {
    max(least, Int((minutes * 60 / target.stepSeconds).rounded()))
  }

  /// The known loads of a window that ends at `end`, so far as it lies in the past of `now`.
  private func window(_ length: Int, endingAt end: Int, now: Int) -> [Double] {
    guard end <= now, end >= 0 else { return [] }
    return loads[max(0, end - length + 1)...end].filter { !$0.isNaN }
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  private func deviation(_ values: [Double]) -> Double {
    guard values.count >= 2 else { return .nan }
    let mean = mean(values)
    return self.mean(values.map { ($0 - mean) * ($0 - mean) }).squareRoot()
  }

  private func most(_ values: [Double]) -> Double { values.max() ?? .nan }

  /// The features after the load of step `now`; nil when no load of the last five minutes is known.
  func features(at now: Int) -> [Double]? {
    let fiveMinutes = steps(minutes: 5, atLeast: 2)
    let recent = (max(0, now - fiveMinutes)...now).reversed().first { !loads[$0].isNaN }
    guard let recent else { return nil }
    let newest = loads[recent]
    let hour = steps(minutes: 60, atLeast: 4)
    let day = steps(minutes: 1440, atLeast: 8)
    func ratio(_ load: Double) -> Double {
      load.isNaN ? .nan : log((load / scale + 1) / (newest / scale + 1))
    }
    func past(_ length: Int) -> [Double] { window(length, endingAt: now, now: now) }
    func load(_ position: Int) -> Double { position >= 0 && position <= now ? loads[position] : .nan }

    var features = [log(newest / scale + 1)]
    for (index, minutes) in [1.0, 2, 3, 4, 5, 8, 15, 30, 60].enumerated() {
      features.append(ratio(load(now - steps(minutes: minutes, atLeast: index + 1))))
    }
    let quarter = steps(minutes: 15, atLeast: 3)
    for length in [fiveMinutes, quarter, hour, day] { features.append(ratio(mean(past(length)))) }
    for length in [fiveMinutes, quarter, hour, steps(minutes: 360, atLeast: 6), day] {
      features.append(ratio(most(past(length))))
    }
    features.append(ratio(past(hour).min() ?? .nan))
    for length in [quarter, steps(minutes: 180, atLeast: 5)] {
      features.append(deviation(past(length)) / scale / (1 + newest / scale))
    }

    // The target's window, moved back.
    let end = now + target.reach
    func moved(_ back: Int) -> Double { most(window(target.window, endingAt: end - back, now: now)) }
    for hours in [1, 2, 3, 4, 6] { features.append(ratio(moved(hours * hour))) }
    let hours = (1...24).map { moved($0 * hour) }.filter { !$0.isNaN }
    features += [ratio(mean(hours)), ratio(most(hours)), ratio(moved(day)), ratio(moved(7 * day))]
    let days = (1...7).map { moved($0 * day) }.filter { !$0.isNaN }
    features += [ratio(mean(days)), ratio(most(days))]
    let around = steps(minutes: 20, atLeast: 2) + 1
    for back in [day, 7 * day] {
      features.append(ratio(most(window(around, endingAt: now - back + around / 2, now: now))))
    }
    features.append(ratio(load(now - day)))

    let time = startTime + Double(now) * target.stepSeconds
    let calendar = Int(time)
    features += [Double(calendar / 60 % 60), Double(calendar / 3600 % 24), Double(calendar / 86_400 % 7)]
    features += bursts(until: now, hour: hour).map { $0.map { log(1 + Double($0)) } ?? .nan }
    features.append(Double(min(400, now - lastChange(before: recent))))
    return features
  }

  /// Steps since the last onset and the one before, the age of the burst, and between the two onsets.
  private func bursts(until now: Int, hour: Int) -> [Int?] {
    var onsets: [Int] = []
    var isOn = false
    var lastAbove = 0
    for step in 0...now {
      if isOn, step - lastAbove >= hour, loads[step].isNaN { isOn = false }
      guard !loads[step].isNaN else { continue }
      let hourMean = mean(window(hour, endingAt: step, now: step)) / scale
      let load = loads[step] / scale
      if load > 1.5 * hourMean + 0.5 {
        if !isOn { onsets.append(step) }
        isOn = true
        lastAbove = step
      } else if load < 1.2 * hourMean + 0.25 || step - lastAbove >= hour {
        isOn = false
      }
    }
    let last = onsets.last
    let before = onsets.dropLast().last
    return [
      last.map { now - $0 }, before.map { now - $0 }, isOn ? last.map { now - $0 + 1 } : 0,
      before.flatMap { before in last.map { $0 - before } },
    ]
  }

  /// Where the value that is known at `recent` began to be known.
  private func lastChange(before recent: Int) -> Int {
    var since = recent
    for step in stride(from: recent, through: 0, by: -1) where !loads[step].isNaN {
      if loads[step] != loads[recent] { break }
      since = step
    }
    return since
  }
}
