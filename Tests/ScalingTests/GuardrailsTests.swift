import Scaling
import Testing

/// The guardrails over every combination of what may be known, good and bad.
struct GuardrailsTests {
  private static let values: [Float] = [0, 0.4, 1, 3, 3.2, 10, 17.5, 300, 1e30, .infinity, -1, .nan]
  private static let shares: [Float] = [0, 0.09, 0.3, 0.94, 0.95, 1, 7, .nan, -0.5]

  private static func signals(_ values: [Float]) -> [Signal] {
    values.map { Signal.healthy($0) } + values.map { Signal.stale($0) } + [.missing]
  }

  private func isKnown(_ value: Float) -> Bool { value.isFinite && value >= 0 }

  private func ceiling(_ value: Float) -> Int { value > 1e9 ? 1_000_000_000 : Int(value.rounded(.up)) }

  /// Every situation of one load and one CPU, with every recommendation.
  private func forEach(
    load: Signal, _ body: (_ guardrails: Guardrails, _ recommended: Int, _ replicas: Int, _ rule: Guardrail?) -> Void
  ) {
    for utilization in Self.signals(Self.shares) {
      for (ready, starting) in [(0, 0), (1, 0), (4, 0), (4, 6), (30, 0), (250, 10)] {
        for limits in [ReplicaLimits(minimum: 0, maximum: 1_000_000), ReplicaLimits(minimum: 2, maximum: 20)] {
          for (largest, formerly) in [(Float.nan, 0), (3, 0), (3, 40), (300, 0)] {
            for keepsDemand in [true, false] {
              let guardrails = Guardrails(
                ready: ready, starting: starting, limits: limits, load: load, utilization: utilization,
                largestLoad: largest, formerly: formerly, keepsDemand: keepsDemand)
              for recommended in [0, 1, 3, 4, 9, 10, 22, 23, 41, 500, 1_000_000] {
                let (replicas, rule) = guardrails.bound(recommended)
                body(guardrails, recommended, replicas, rule)
              }
            }
          }
        }
      }
    }
  }

  @Test(arguments: signals(values))
  func `whatever is known, the answer keeps every rule`(load: Signal) {
    var broken: [String: Int] = [:]
    func check(_ rule: String, _ holds: Bool) { if !holds { broken[rule, default: 0] += 1 } }
    var changed = 0

    forEach(load: load) { guardrails, recommended, replicas, rule in
      let limits = guardrails.limits
      let current = guardrails.ready + guardrails.starting
      check("within the limits", (limits.minimum...limits.maximum).contains(replicas))
      check("a rule is named where it changed something", (rule == nil) == (replicas == recommended))
      check("what was bound is not bound again", guardrails.bound(replicas).replicas == replicas)
      changed += rule == nil ? 0 : 1

      var floor = limits.minimum
      var isSaturated = false
      var hasCPU = false
      if case .healthy(let share) = guardrails.utilization, isKnown(share) {
        hasCPU = true
        isSaturated = share >= 0.95
        floor = max(floor, ceiling(Float(guardrails.ready) * min(1, share) - 1e-4))
        check("never below what CPU shows to be busy", replicas >= limits.clamp(floor))
      }
      switch load {
      case .healthy(let value) where isKnown(value):
        if guardrails.keepsDemand {
          floor = max(floor, ceiling(value - 1e-4 * value))
          check("never below what the load demands", replicas >= limits.clamp(floor))
        }
        let isFamiliar = guardrails.largestLoad.isNaN || recommended <= 22
        check(
          "nothing else is changed",
          replicas == limits.clamp(max(recommended, floor)) || !isFamiliar || floor > recommended)
      // The HPA goes by healthy CPU, as it does without a load.
      case .stale(let value) where isKnown(value) && (guardrails.keepsDemand || !hasCPU):
        check("a stale load takes nothing away", replicas >= limits.clamp(current))
        check(
          "a stale load adds no more than it demanded",
          isSaturated || replicas <= limits.clamp(max(current, ceiling(value), floor)))
      default:
        check("no load and no CPU change nothing", hasCPU || replicas == limits.clamp(current))
        check("CPU alone takes away half at most", replicas >= limits.clamp((current + 1) / 2))
      }
    }
    #expect(broken.isEmpty)
    #expect(changed > 0)
  }

  @Test(arguments: signals(values))
  func `a larger recommendation never brings fewer replicas`(load: Signal) {
    var before: (guardrails: Guardrails, replicas: Int)?
    var falls = 0
    forEach(load: load) { guardrails, _, replicas, _ in
      if let before, before.guardrails == guardrails, replicas < before.replicas { falls += 1 }
      before = (guardrails, replicas)
    }
    #expect(falls == 0)
  }

  private func guardrails(
    load: Signal, cpu: Signal = .missing, ready: Int = 10, largest: Float = 12, formerly: Int = 0
  ) -> Guardrails {
    Guardrails(
      ready: ready, starting: 0, limits: ReplicaLimits(), load: load, utilization: cpu, largestLoad: largest,
      formerly: formerly)
  }

  @Test func `each rule says what it did`() {
    #expect(guardrails(load: .healthy(7.2)).bound(5) == (8, .demand(8)))
    #expect(guardrails(load: .healthy(2), cpu: .healthy(0.61)).bound(3) == (7, .busyReplicas(7)))
    #expect(guardrails(load: .stale(7)).bound(6) == (10, .staleLoad))
    #expect(guardrails(load: .stale(11.5)).bound(30) == (12, .staleLoad))
    #expect(guardrails(load: .stale(11.5), cpu: .healthy(1)).bound(30) == (30, nil))
    #expect(guardrails(load: .missing, cpu: .healthy(0.1)).bound(1) == (5, .unknownLoad))
    #expect(guardrails(load: .missing, cpu: .stale(0.1)).bound(1) == (10, .blind))
    #expect(guardrails(load: .healthy(8)).bound(900) == (58, .unseenOrder))
    #expect(guardrails(load: .healthy(900)).bound(900) == (200, .limits))
    #expect(guardrails(load: .healthy(8), cpu: .healthy(0.8)).bound(9) == (9, nil))
    #expect(Guardrail.demand(8).description == "the load demands 8 now")
  }

  @Test func `an order far beyond all that was seen is made when it is asked for twice`() {
    // 4 · 12 + 10 replicas are nothing special.
    #expect(guardrails(load: .healthy(8)).bound(58).guardrail == nil)
    #expect(guardrails(load: .healthy(8), formerly: 150).bound(140) == (140, nil))
    #expect(guardrails(load: .healthy(8), formerly: 100).bound(140) == (100, .unseenOrder))
    #expect(guardrails(load: .healthy(8), ready: 120).bound(140) == (120, .unseenOrder))
    // A load that was never seen is: it is demanded now.
    #expect(guardrails(load: .healthy(8), largest: .nan).bound(140) == (140, nil))
  }

  @Test func `the HPA answers for its own demand`() {
    var rails = guardrails(load: .healthy(15), cpu: .healthy(1))
    rails.keepsDemand = false
    #expect(rails.bound(12) == (12, nil))
    #expect(rails.bound(7) == (10, .busyReplicas(10)))
  }
}
