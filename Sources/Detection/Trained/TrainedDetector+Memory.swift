import Features

extension TrainedDetector {
  /// What it remembers of the rows seen, apart from what was trained.
  public struct Memory: Sendable, Codable {
    var scaler: RunningScaler
    var lstm: LSTMErrors.Memory?
    var ridge: RidgeErrors.Memory?
    /// E of each model, `[D]` each.
    var smoothed: [[Float]]
    var held: [Float]
    var gaps: [Int]
    var waits: [Int]
    var rows: Int
    var drift: DriftDetector
  }

  /// Whether a memory fits this detector's metrics, models and sizes.
  public func accepts(_ memory: Memory) -> Bool {
    let width = metricCount
    guard memory.scaler.means.count == width, memory.scaler.deviations.count == width, memory.held.count == width,
      memory.gaps.count == width, memory.waits.count == width, memory.rows >= 0, memory.drift.usual == drift.usual,
      memory.smoothed.map(\.count) == judges.map(\.smoothed.count)
    else { return false }
    switch (lstm, memory.lstm) {
    case (let own?, let other?): guard own.accepts(other) else { return false }
    case (nil, nil): break
    default: return false
    }
    switch (ridge, memory.ridge) {
    case (let own?, let other?): return own.accepts(other)
    case (nil, nil): return true
    default: return false
    }
  }

  /// The memory, to be kept across a restart.
  ///
  /// - Precondition: A memory that is set is one that the detector accepts.
  public var memory: Memory {
    get {
      Memory(
        scaler: scaler, lstm: lstm?.memory, ridge: ridge?.memory, smoothed: judges.map(\.smoothed), held: held,
        gaps: gaps, waits: waits, rows: rows, drift: drift)
    }
    set {
      precondition(accepts(newValue), "a memory of another model")
      scaler = newValue.scaler
      if let memory = newValue.lstm { lstm?.memory = memory }
      if let memory = newValue.ridge { ridge?.memory = memory }
      for index in judges.indices { judges[index].smoothed = newValue.smoothed[index] }
      held = newValue.held
      gaps = newValue.gaps
      waits = newValue.waits
      rows = newValue.rows
      drift = newValue.drift
    }
  }
}
