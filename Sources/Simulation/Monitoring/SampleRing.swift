import Telemetry
import Tensors

/// The metrics of every cell, as old and as noisy as they are when somebody sees them.
struct SampleRing: Sendable {
  /// NaN is missing.
  private struct Sample: Sendable {
    var requestsPerSecond = Float.nan
    var cpuPercent = Float.nan
    var memoryPercent = Float.nan
    var p95Milliseconds = Float.nan
    var errorPercent = Float.nan
  }

  private let noise: Double
  private let gaps: Double
  private let scrapeTicks: Int
  /// Ticks that are kept: the oldest is what is seen.
  private let length: Int
  private var samples: [Sample]
  private let cellCount: Int
  private var newest = 0
  private var random: RandomSource

  init(cells: Int, monitoring: MonitoringSpecification, tickSeconds: Double, seed: UInt64) {
    noise = monitoring.noise
    gaps = monitoring.gaps
    scrapeTicks = max(1, Int((monitoring.scrapeSeconds / tickSeconds).rounded()))
    length = max(1, Int((monitoring.lagSeconds / tickSeconds).rounded()))
    cellCount = cells
    samples = [Sample](repeating: Sample(), count: cells * length)
    random = RandomSource(seed: seed)
  }

  /// Takes what the cells did in a tick; between two scrapes the last one stays.
  mutating func record(
    tick: Int, cells: [Cell], troubles: ActiveTroubles, requests seconds: Double, limits: [PlatformPlan.Service]
  ) {
    let slot = tick % length
    let previous = newest * cellCount
    newest = slot
    let isScrape = tick % scrapeTicks == 0
    for index in cells.indices {
      guard isScrape else {
        samples[slot * cellCount + index] = samples[previous + index]
        continue
      }
      guard troubles.services[index].hasMetrics, gaps == 0 || random.uniform() >= gaps else {
        samples[slot * cellCount + index] = Sample()
        continue
      }
      let cell = cells[index]
      let jitter = noise * random.normal()
      let other = noise * random.normal()
      var sample = Sample()
      sample.requestsPerSecond = Float(cell.tick.arrived / seconds)
      sample.cpuPercent = Float(min(100, max(0, 100 * cell.cpu * (1 + jitter))))
      sample.memoryPercent = Float(
        min(100, 100 * cell.megabytes / limits[index % limits.count].limitMegabytes * (1 + 0.3 * other)))
      sample.p95Milliseconds = Float(max(0.01, 1_000 * cell.tick.p95Seconds * (1 + other - jitter)))
      sample.errorPercent = Float(100 * min(1, cell.failing + 0.000_3 * abs(other / max(noise, 1e-9))))
      samples[slot * cellCount + index] = sample
    }
  }

  /// What is known of a cell, without time and replicas.
  func observation(of cell: Int) -> Observation {
    // The coming tick sees the metrics of as many ticks ago as are kept: the slot that is written next.
    let sample = samples[(newest + 1) % length * cellCount + cell]
    var observation = Observation(timestamp: 0)
    if !sample.requestsPerSecond.isNaN {
      observation.requestsPerSecond = Double(sample.requestsPerSecond)
      observation.cpuPercent = Double(sample.cpuPercent)
      observation.memoryPercent = Double(sample.memoryPercent)
      observation.latencyP95Milliseconds = Double(sample.p95Milliseconds)
      observation.errorPercent = Double(sample.errorPercent)
    }
    return observation
  }
}
