/// When the load last broke out of its own hour, how long it has been out, and how regularly that comes.
///
/// A burst begins when the load exceeds 1.5 times the mean of the last hour by half a replica; it
/// ends below 1.2 times that mean plus a quarter, or after an hour without exceeding the first bound.
package struct BurstTracker: Sendable, Equatable, Codable {
  private let hour: Int
  private var step = 0
  private var lastOnset: Int?
  private var onsetBefore: Int?
  private var lastAbove = 0
  private var isActive = false

  package init(stepsPerHour: Int) { hour = stepsPerHour }

  /// Takes the newest load and the hour's mean, both in replicas' worth of load.
  package mutating func append(_ load: Float, hourMean: Float) {
    step += 1
    guard !load.isNaN, !hourMean.isNaN else {
      if step - lastAbove >= hour { isActive = false }
      return
    }
    if load > 1.5 * hourMean + 0.5 {
      lastAbove = step
      if !isActive {
        isActive = true
        onsetBefore = lastOnset
        lastOnset = step
      }
    } else if isActive, load < 1.2 * hourMean + 0.25 || step - lastAbove >= hour {
      isActive = false
    }
  }

  /// Steps since the last onset, since the one before, into the burst (0 when quiet), and between
  /// the last two onsets; NaN for what has not happened yet.
  package var steps: SIMD4<Float> {
    let sinceLast = lastOnset.map { Float(step - $0) } ?? .nan
    let sinceBefore = onsetBefore.map { Float(step - $0) } ?? .nan
    return SIMD4(sinceLast, sinceBefore, isActive ? sinceLast + 1 : 0, sinceBefore - sinceLast)
  }
}
