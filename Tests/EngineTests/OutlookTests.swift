import Engine
import Telemetry
import Testing

struct OutlookTests {
  @Test func `an outlook is the forecast of the newest decision, and changes nothing`() throws {
    let world = EngineWorld(ticks: 3_000, seed: 5)
    var pipeline = try DecisionPipeline(WorkloadConfiguration(replicaCapacity: EngineWorld.capacity))
    #expect(pipeline.outlook().degraded == .warmingUp)
    var last: ScalingDecision?
    for observation in world.observations {
      last = pipeline.decide(observation)
      pipeline.refitIfDue()
    }
    let forecast = try #require(last?.forecast)
    var same = pipeline
    let quantiles = try #require(pipeline.outlook().quantiles)
    #expect(quantiles.map(\.level) == [0.5, 0.8, 0.9, 0.96, 0.99, 0.997])
    #expect(abs(quantiles[0].load - forecast.median) < 1e-3 * forecast.median)
    #expect(abs(quantiles[3].load - forecast.upper) < 1e-3 * forecast.upper)
    #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0.load <= $1.load })
    var next = world.observations[2_999]
    next.timestamp += 15
    #expect(pipeline.decide(next) == same.decide(next))
  }
}
