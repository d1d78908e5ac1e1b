import Engine
import Scaling
import Simulation
import Tensors
import Testing

struct ForecastTapeTests {
  /// A day and a half with a wave, bursts and noise.
  private let trace: LoadTrace = {
    var random = RandomSource(seed: 11)
    let loads = (0..<8_640).map { tick -> Double in
      let wave = 12 + 6 * (Double(tick % 5_760) / 5_760 - 0.5)
      return max(0, wave * (tick % 240 < 40 ? 1.7 : 1) + random.normal())
    }
    return LoadTrace(loads: loads, tickSeconds: 15, replicaCapacity: 40)
  }()

  @Test func `a policy on the tape does what it does in a pipeline of its own`() throws {
    let workload = WorkloadConfiguration(replicaCapacity: trace.replicaCapacity, hasCalendar: false, seed: 3)
    let models = ModelSet.none
    let tape = try ForecastTape(trace, workload: workload, models: models)
    func run(_ contestant: Contestant, _ tape: ForecastTape?) throws -> ([Int32], ElasticityReport) {
      var pipeline = try contestant.pipeline(workload, trace: trace, models: models, tape: tape)
      var cluster = SimulatedCluster(trace: trace, timing: workload.timing, limits: workload.limits)
      while let observation = cluster.next() {
        cluster.scale(to: pipeline.decide(observation).replicas)
        pipeline.refitIfDue()
      }
      return (cluster.readyTimeline, cluster.meter.report(policy: "\(contestant)"))
    }
    let hpa = try run(.policy(.hpa(targetPercent: 70)), tape)
    for kind in [PolicyKind.tidegate(.balanced), .rungs(.save), .quantile(level: 0.96)] {
      let (taped, own) = (try run(.policy(kind), tape), try run(.policy(kind), nil))
      #expect(taped == own, "\(kind)")
      #expect(taped.0 != hpa.0, "\(kind) follows its forecasts")
    }
  }
}
