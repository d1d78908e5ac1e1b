import Engine
import Foundation
import Logging
import Scaling
import Service
import Telemetry

/// A folder with a journal in it, which goes when the test is over.
final class JournalWorld: Sendable {
  let folder: String
  let settings: StorageSettings

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var settings = StorageSettings()
    settings.path = folder + "/tidegate.sqlite"
    self.settings = settings
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var path: String { settings.path }

  func file(_ name: String) -> String { folder + "/" + name }

  func open(_ settings: StorageSettings? = nil) throws -> Journal {
    try Self.open(settings ?? self.settings)
  }

  static func open(_ settings: StorageSettings) throws -> Journal {
    try Journal(settings, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  static func open(at path: String) throws -> Journal {
    var settings = StorageSettings()
    settings.path = path
    return try open(settings)
  }

  /// An ordinary tick, every 15 s from `start` on.
  static func tick(
    _ sequence: Int64, of workload: Int64, name: String = "web", from start: Double = 1e9, load: Double = 100,
    score: Double? = 0.25
  ) -> Tick {
    let time = start + 15 * Double(sequence)
    let decision = DecisionMessage(
      timestamp: time, workload: name, replicas: 3, policy: "hpa", reason: "70 % of the CPU is in use", forecast: nil,
      anomalyScore: score, degraded: nil, guardrail: nil, promotion: nil, replicaCapacity: nil,
      replicaCapacityError: nil,
      startupSeconds: nil, latencyMicroseconds: 12.5)
    return Tick(
      workload: workload, sequence: sequence, observation: Observation(timestamp: time, requestsPerSecond: load),
      rung: .full, decision: decision, models: ModelHashes())
  }
}

extension JournalWorld {
  /// Steele, Lea and Flood's SplitMix64.
  struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    /// Any number but NaN, more often than not one of the awkward ones.
    mutating func number() -> Double {
      let awkward = [
        0, -0.0, 1, -1, 0.1, .pi, 1e15, -1e15, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
        .infinity,
        -.infinity, 9_007_199_254_740_992, 0x1p63, -0x1p63, 1e300,
      ]
      if Bool.random(using: &self) { return awkward.randomElement(using: &self)! }
      let number = Double(bitPattern: next())
      return number.isNaN ? 0.5 : number
    }

    mutating func optional<Value>(_ value: (inout Random) -> Value) -> Value? {
      Int.random(in: 0..<4, using: &self) == 0 ? nil : value(&self)
    }

    mutating func text() -> String {
      let pieces = ["", "a", "ü", "日本", "'", "\"", "\n", "🌊", "; DROP TABLE tick", " %"]
      return (0..<Int.random(in: 0..<6, using: &self)).map { _ in pieces.randomElement(using: &self)! }.joined()
    }

    /// A tick of which everything that may be absent is absent now and then.
    mutating func tick(_ sequence: Int64, of workload: Int64, name: String) -> Tick {
      let observation = Observation(
        timestamp: number(), requestsPerSecond: optional { $0.number() }, cpuPercent: optional { $0.number() },
        memoryPercent: optional { $0.number() }, latencyP95Milliseconds: optional { $0.number() },
        errorPercent: optional { $0.number() }, readyReplicas: optional { Int.random(in: 0...1_000_000, using: &$0) },
        startingReplicas: optional { Int.random(in: 0...1_000_000, using: &$0) })
      let decision = optional { random in
        DecisionMessage(
          timestamp: observation.timestamp, workload: name, replicas: Int.random(in: 0...1_000_000, using: &random),
          policy: random.text(), reason: random.text(),
          forecast: random.optional {
            LeadForecast(horizonSeconds: $0.number(), median: $0.number(), upper: $0.number())
          },
          anomalyScore: random.optional { $0.number() }, degraded: random.optional { $0.text() },
          guardrail: random.optional { $0.text() },
          promotion: random.optional { random in
            Promotion(
              state: Bool.random(using: &random) ? .promoted : .shadowing, hours: random.number(),
              costShare: random.optional { $0.number() }, lossShare: random.optional { $0.number() })
          },
          replicaCapacity: random.optional { $0.number() }, replicaCapacityError: random.optional { $0.number() },
          startupSeconds: random.optional { $0.number() }, latencyMicroseconds: random.number())
      }
      return Tick(
        workload: workload, sequence: sequence, observation: observation,
        rung: LatencyRung.allCases.randomElement(using: &self)!, decision: decision,
        models: ModelHashes(forecaster: optional { $0.text() }, detector: optional { $0.text() }))
    }
  }
}

extension Tick {
  /// Every number of it as bits, so that 0 and -0 differ.
  var bits: [UInt64?] {
    let numbers: [Double?] = [
      observation.timestamp, observation.requestsPerSecond, observation.cpuPercent, observation.memoryPercent,
      observation.latencyP95Milliseconds, observation.errorPercent, decision?.timestamp,
      decision?.forecast?.horizonSeconds, decision?.forecast?.median, decision?.forecast?.upper, decision?.anomalyScore,
      decision?.promotion?.hours, decision?.promotion?.costShare, decision?.promotion?.lossShare,
      decision?.replicaCapacity, decision?.replicaCapacityError, decision?.startupSeconds,
      decision?.latencyMicroseconds,
    ]
    return numbers.map { $0?.bitPattern }
  }
}
