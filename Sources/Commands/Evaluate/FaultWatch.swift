import Detection
import Scaling
import Simulation
import Telemetry

/// A platform played under a policy, with a detector on every service.
struct FaultWatch {
  private(set) var incidents: [ServiceIncident] = []
  let serviceDays: Double

  init(_ scenario: PlatformScenario, policy: PolicyKind, detector: DetectorKind, seed: UInt64) throws {
    var platform = try PlatformSimulation(scenario, seed: seed, keepsHistory: false)
    var autoscaler = try PlatformAutoscaler(platform, policy: policy)
    let metrics = Metric.allCases
    let rules = MonitorRules(alarmsOnGaps: true, minimumRelativeDeviation: 0.1, interval: 60)
    var monitors = platform.cellNames.map { _ in
      AnomalyMonitor(
        detector.untrained(metricCount: metrics.count, seed: seed) ?? NullDetector(metricCount: metrics.count),
        metrics: metrics.map(\.rawValue), rules: rules)
    }
    var sums = [Float](repeating: 0, count: platform.cellNames.count * metrics.count)
    var counts = [Float](repeating: 0, count: sums.count)
    var row = [Float](repeating: .nan, count: metrics.count)
    while !platform.isOver {
      autoscaler.scale(&platform)
      platform.step()
      for cell in monitors.indices {
        let observation = platform.observation(of: cell)
        for (index, metric) in metrics.enumerated() {
          guard let value = metric.value(in: observation) else { continue }
          sums[cell * metrics.count + index] += Float(value)
          counts[cell * metrics.count + index] += 1
        }
      }
      guard platform.tick % 4 == 0 else { continue }
      let minute = platform.tick / 4 - 1
      for cell in monitors.indices {
        for index in metrics.indices {
          let at = cell * metrics.count + index
          row[index] = counts[at] > 0 ? sums[at] / counts[at] : .nan
          (sums[at], counts[at]) = (0, 0)
        }
        let verdict = monitors[cell].observe(row.span, at: platform.time)
        guard verdict.isAlarm else { continue }
        incidents.append(
          ServiceIncident(
            service: platform.service(of: cell).name, minute: minute,
            metric: verdict.score.top.map { metrics[$0].rawValue }, isGap: verdict.kind == .gap))
      }
    }
    serviceDays = Double(platform.cellNames.count) * scenario.hours / 24
  }
}
