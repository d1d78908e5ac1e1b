/// What one detector was worth on all machines of a set.
struct DetectorScore: Encodable {
  let set: String
  let model: String
  /// Means over machines.
  let vusPR, aucPR: Double
  /// Events with an alarm, of all machines' events.
  let eventRecall: Double
  /// The mean over machines, and the worst machine.
  let falseAlarmsPerDay, mostFalseAlarmsPerDay: Double
  /// The median over machines with an alarmed event; nil without one.
  let medianDelayMinutes: Double?
  /// Means over machines.
  let trainingSeconds, rowMicroseconds: Double
  let machines: [MachineScore]

  /// - Precondition: There are machines.
  init(set: String, model: String, _ machines: [MachineScore]) {
    func mean(_ value: (MachineScore) -> Double?) -> Double {
      let known = machines.compactMap(value)
      return known.reduce(0, +) / Double(max(1, known.count))
    }
    self.set = set
    self.model = model
    self.machines = machines
    vusPR = mean(\.vusPR)
    aucPR = mean(\.aucPR)
    eventRecall =
      Double(machines.reduce(0) { $0 + $1.detected }) / Double(max(1, machines.reduce(0) { $0 + $1.events }))
    falseAlarmsPerDay = mean(\.falseAlarmsPerDay)
    mostFalseAlarmsPerDay = machines.map(\.falseAlarmsPerDay).max() ?? 0
    let delays = machines.compactMap(\.medianDelayMinutes).sorted()
    medianDelayMinutes = delays.isEmpty ? nil : delays[delays.count / 2]
    trainingSeconds = mean(\.trainingSeconds)
    rowMicroseconds = mean(\.rowMicroseconds)
  }
}
