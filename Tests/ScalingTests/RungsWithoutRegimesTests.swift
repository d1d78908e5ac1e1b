import Scaling
import Testing

struct RungsWithoutRegimesTests {
  @Test func `without regimes every tick is a calm one, and the policy says what it is`() {
    let world = RungWorld(ticks: 3_000, seed: 5)
    func regimes(_ kind: PolicyKind) -> Set<Regime> {
      var policy = kind.make(
        limits: ReplicaLimits(), tickSeconds: 15, timing: ScalingTiming(lagTicks: 0, startupTicks: 4))
      return Set(
        world.run(&policy).compactMap { decision in
          guard case .rung(let reason) = decision.reason else { return nil }
          #expect(decision.policy == kind)
          return reason.regime
        })
    }
    #expect(regimes(.rungs(.balanced)) == [.calm])
    #expect(regimes(.tidegate(.balanced)) == Set(Regime.allCases))
  }
}
