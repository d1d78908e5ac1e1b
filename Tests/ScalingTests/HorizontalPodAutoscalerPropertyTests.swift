import Scaling
import Tensors
import Testing

private typealias Rules = HorizontalPodAutoscaler.Rules

/// The autoscaler against plain twins: pods counted one by one, histories that are never shortened.
struct HorizontalPodAutoscalerPropertyTests {
  /// Kubernetes' replica calculator on a list of pods: a metric / target, nil where there is none.
  private func plainReplicas(
    measured: [Double], notReady: Int, missing: Int, missingRatio: Double, current: Int
  ) -> Int {
    guard !measured.isEmpty else { return current }
    func isTolerable(_ ratio: Double) -> Bool { abs(1 - ratio) <= 0.1 }
    func mean(_ pods: [Double]) -> Double { pods.reduce(0, +) / Double(pods.count) }
    let ratio = mean(measured)
    let rebalance = notReady > 0 && ratio > 1
    if !rebalance, missing == 0 {
      return isTolerable(ratio) ? current : Int((ratio * Double(measured.count) - 1e-6).rounded(.up))
    }
    var pods = measured
    if ratio < 1 { pods += [Double](repeating: missingRatio, count: missing) }
    if ratio > 1 { pods += [Double](repeating: 0, count: missing) }
    if rebalance { pods += [Double](repeating: 0, count: notReady) }
    let recounted = mean(pods)
    if isTolerable(recounted) || ratio < 1 && recounted > 1 || ratio > 1 && recounted < 1 { return current }
    let wanted = Int((recounted * Double(pods.count) - 1e-6).rounded(.up))
    return recounted < 1 && wanted > current || recounted > 1 && wanted < current ? current : wanted
  }

  @Test func `the calculator agrees with one that counts pod by pod`() {
    var random = RandomSource(seed: 4)
    let hpa = HorizontalPodAutoscaler(limits: ReplicaLimits())
    for _ in 0..<20_000 {
      let (ready, notReady, missing) = (
        random.integer(below: 12), random.integer(below: 4), random.integer(below: 4)
      )
      let ratio = 1.43 * random.uniform()
      let current = max(0, ready + notReady + missing + random.integer(below: 5) - 2)
      let plain = plainReplicas(
        measured: [Double](repeating: ratio, count: ready), notReady: notReady, missing: missing,
        missingRatio: 1.43, current: current)
      let found = hpa.replicas(
        ratio: ratio, ready: ready, notReady: notReady, missing: missing, missingRatio: 1.43, current: current)
      #expect(found == plain, "\(ratio) over \(ready), \(notReady) not ready, \(missing) missing of \(current)")
    }
  }

  /// Stabilization, rates and limits with everything that ever was.
  private struct PlainHistory {
    var recommendations: [(time: Double, replicas: Int)] = []
    var changes: [(time: Double, replicas: Int)] = []
    var last: (time: Double, replicas: Int)?

    mutating func settle(_ recommended: Int, current: Int, now: Double, up: Rules, down: Rules, limits: ReplicaLimits)
      -> Int
    {
      if let last {
        changes.append((last.time, current - last.replicas))
      } else {
        recommendations = [(now - 1e-9, current)]
      }
      last = (now, current)
      recommendations.append((now, recommended))
      func window(_ seconds: Double) -> [Int] {
        [recommended] + recommendations.filter { $0.time > now - seconds }.map(\.replicas)
      }
      let lowest = up.stabilizationSeconds == 0 ? recommended : window(up.stabilizationSeconds).min()!
      let highest = down.stabilizationSeconds == 0 ? recommended : window(down.stabilizationSeconds).max()!
      let stable = min(max(current, lowest), highest)
      func bounds(_ rules: Rules, _ sign: Int) -> [Int] {
        rules.policies.map { policy in
          func start(_ period: Double) -> Int {
            current - changes.filter { $0.time > now - period }.map(\.replicas).reduce(0, +)
          }
          switch policy {
          case .pods(let count, let period): return start(period) + sign * count
          case .percent(let percent, let period):
            let bound = Double(start(period)) * (1 + Double(sign) * percent / 100)
            return sign > 0 ? Int((bound - 1e-6 * max(1, bound)).rounded(.up)) : Int(bound)
          }
        }
      }
      var replicas = stable
      if stable > current {
        let bounds = bounds(up, 1)
        let bound = up.selection == .largest ? bounds.max()! : bounds.min()!
        replicas = up.selection == .disabled ? current : min(stable, max(current, bound))
      } else if stable < current {
        let bounds = bounds(down, -1)
        let bound = down.selection == .largest ? bounds.min()! : bounds.max()!
        replicas = down.selection == .disabled ? current : max(stable, min(current, bound))
      }
      return limits.clamp(replicas)
    }
  }

  @Test func `settling agrees with a twin that forgets nothing`() {
    var random = RandomSource(seed: 5)
    let limits = ReplicaLimits(minimum: 2, maximum: 60)
    for seed in 0..<300 {
      func rules() -> Rules {
        let selections: [HorizontalPodAutoscaler.Selection] = [.largest, .smallest, .largest, .smallest, .disabled]
        return Rules(
          stabilizationSeconds: 15 * Double(random.integer(below: 6)),
          selection: selections[random.integer(below: 5)],
          policies: [
            .pods(1 + random.integer(below: 6), periodSeconds: 15 * Double(1 + random.integer(below: 6))),
            .percent(Double(5 + random.integer(below: 95)), periodSeconds: 15 * Double(1 + random.integer(below: 6))),
          ])
      }
      let (up, down) = (rules(), rules())
      var hpa = HorizontalPodAutoscaler(limits: limits, scaleUp: up, scaleDown: down)
      var plain = PlainHistory()
      var current = 2 + random.integer(below: 30)
      for tick in 0..<60 {
        let recommended = random.integer(below: 60)
        let now = Double(tick) * 15
        let found = hpa.settle(recommended, current: current, timestamp: now)
        let expected = plain.settle(recommended, current: current, now: now, up: up, down: down, limits: limits)
        #expect(found == expected, "seed \(seed), tick \(tick): \(recommended) of \(current)")
        if found != expected { return }
        // Now and then somebody else scales.
        current = random.uniform() < 0.1 ? 2 + random.integer(below: 30) : found
      }
    }
  }
}
