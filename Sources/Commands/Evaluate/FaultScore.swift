import Simulation

/// How a detector did on one rung of the fault ladder.
struct FaultScore: Encodable {
  let kind: String
  let level: String
  let severity: Double
  private(set) var runs = 0
  /// Runs with an incident while the fault acted; of those, in a service of the fault, and with one of its metrics first.
  private(set) var detected = 0
  private(set) var inService = 0
  private(set) var rightKind = 0
  private(set) var trueIncidents = 0
  private(set) var falseAlarms = 0
  private var delays: [Int] = []

  init(kind: String, level: String, severity: Double) {
    self.kind = kind
    self.level = level
    self.severity = severity
  }

  var medianDelayMinutes: Double? {
    let sorted = delays.sorted()
    return sorted.isEmpty ? nil : Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Counts the incidents of a run.
  ///
  /// - Parameter grace: Minutes after the fault that still are its own.
  mutating func add(_ incidents: [ServiceIncident], _ rung: FaultLadder.Rung, grace: Int) {
    runs += 1
    let start = Int(rung.fault.startMinutes)
    let own = start...start + Int(rung.fault.minutes) + grace
    let caused = incidents.filter { own.contains($0.minute) }
    trueIncidents += caused.count
    falseAlarms += incidents.count - caused.count
    guard let first = caused.min(by: { $0.minute < $1.minute }) else { return }
    detected += 1
    delays.append(first.minute - start)
    let atHome = caused.filter { rung.services.contains($0.service) }
    if caused.contains(where: { $0.minute == first.minute && rung.services.contains($0.service) }) { inService += 1 }
    let signature = FaultLadder.signature(of: rung.fault.kind)
    if let named = atHome.min(by: { $0.minute < $1.minute }) {
      let isRight = signature.isEmpty ? named.isGap : named.metric.map { signature.contains($0) } ?? false
      if isRight { rightKind += 1 }
    }
  }

  private enum Key: String, CodingKey {
    case kind, level, severity, runs, detected, inService, rightKind, medianDelayMinutes, falseAlarms
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(level, forKey: .level)
    try container.encode(severity, forKey: .severity)
    try container.encode(runs, forKey: .runs)
    try container.encode(detected, forKey: .detected)
    try container.encode(inService, forKey: .inService)
    try container.encode(rightKind, forKey: .rightKind)
    try container.encode(medianDelayMinutes, forKey: .medianDelayMinutes)
    try container.encode(falseAlarms, forKey: .falseAlarms)
  }
}
