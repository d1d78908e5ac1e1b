import Scaling
import Testing

private typealias Rules = HorizontalPodAutoscaler.Rules

/// The rules one by one, as Kubernetes documents them and as its controller computes them.
struct HorizontalPodAutoscalerTests {
  private let hpa = HorizontalPodAutoscaler(limits: ReplicaLimits())

  /// An autoscaler without stabilization.
  private func unheld(
    up: [HorizontalPodAutoscaler.RatePolicy] = [.pods(1_000, periodSeconds: 15)],
    down: [HorizontalPodAutoscaler.RatePolicy] = [.percent(100, periodSeconds: 15)],
    selection: HorizontalPodAutoscaler.Selection = .largest, limits: ReplicaLimits = ReplicaLimits()
  ) -> HorizontalPodAutoscaler {
    HorizontalPodAutoscaler(
      limits: limits, scaleUp: Rules(stabilizationSeconds: 0, selection: selection, policies: up),
      scaleDown: Rules(stabilizationSeconds: 0, selection: selection, policies: down))
  }

  @Test(arguments: [(1.0, 10), (1.0999, 10), (1.101, 12), (0.9, 10), (0.899, 9), (1.5, 15), (0.2, 2), (0.0, 0)])
  func `within the tolerance of a tenth nothing changes and outside it the product is rounded up`(
    ratio: Double, expected: Int
  ) {
    #expect(hpa.replicas(ratio: ratio, ready: 10, current: 10) == expected)
  }

  @Test func `a product that is whole but for rounding is not rounded up`() {
    // Ten pods at 56 % against 70 %: 0.56 is a Float above 0.56.
    #expect(hpa.replicas(ratio: Double(Float(0.56)) / 0.7, ready: 10, current: 10) == 8)
    #expect(hpa.replicas(ratio: 0.5600001 / 0.7, ready: 1_000, current: 1_000) == 800)
    #expect(hpa.replicas(ratio: 0.561 / 0.7, ready: 1_000, current: 1_000) == 802)
  }

  @Test func `pods that start count as idle when the ratio says up`() {
    let full = 1 / 0.7
    // 4 · 1.43 = 5.71 over 5 pods is 1.14: up, to 6.
    #expect(hpa.replicas(ratio: full, ready: 4, notReady: 1, current: 5) == 6)
    // 4 · 1.3 over 5 pods is 1.04: within tolerance.
    #expect(hpa.replicas(ratio: 1.3, ready: 4, notReady: 1, current: 5) == 5)
    // 5.71 over 8 pods is 0.71: the direction is reversed.
    #expect(hpa.replicas(ratio: full, ready: 4, notReady: 4, current: 8) == 8)
  }

  @Test func `pods that start are left out when the ratio says down`() {
    #expect(hpa.replicas(ratio: 0.5, ready: 4, notReady: 4, current: 8) == 2)
  }

  @Test func `pods without a metric count as busy when the ratio says down`() {
    let busy = 1 / 0.7
    // (4 · 0.5 + 1.43) / 5 = 0.69: ceil(3.43).
    #expect(hpa.replicas(ratio: 0.5, ready: 4, missing: 1, missingRatio: busy, current: 5) == 4)
    // (2 + 4 · 1.43) / 8 = 0.96: within tolerance.
    #expect(hpa.replicas(ratio: 0.5, ready: 4, missing: 4, missingRatio: busy, current: 8) == 8)
    // (1.6 + 4 · 2) / 6 = 1.6: reversed.
    #expect(hpa.replicas(ratio: 0.8, ready: 2, missing: 4, missingRatio: 2, current: 6) == 6)
  }

  @Test func `pods without a metric count as idle when the ratio says up`() {
    // 4 · 2 / 6 = 1.33: ceil(8).
    #expect(hpa.replicas(ratio: 2, ready: 4, missing: 2, current: 6) == 8)
    #expect(hpa.replicas(ratio: 2, ready: 4, missing: 4, current: 8) == 8)
    // Missing and starting ones together: 8 / 6.
    #expect(hpa.replicas(ratio: 2, ready: 4, notReady: 1, missing: 1, current: 6) == 8)
  }

  @Test func `a ratio of exactly one stays whatever is missing`() {
    #expect(hpa.replicas(ratio: 1, ready: 4, missing: 2, current: 6) == 6)
  }

  @Test func `a number counted over fewer pods never moves the other way`() {
    // 1.5 · 4 / 5 = 1.2 asks for 6, but 10 are asked for already.
    #expect(hpa.replicas(ratio: 1.5, ready: 4, missing: 1, current: 10) == 10)
    // (0.5 · 4 + 1) / 5 = 0.6 asks for 3, and 2 are asked for.
    #expect(hpa.replicas(ratio: 0.5, ready: 4, missing: 1, current: 2) == 2)
  }

  @Test func `without ready pods or with a broken metric the number stays`() {
    #expect(hpa.replicas(ratio: 2, ready: 0, notReady: 3, current: 3) == 3)
    #expect(hpa.replicas(ratio: .nan, ready: 4, current: 5) == 5)
    #expect(hpa.replicas(ratio: .infinity, ready: 4, current: 5) == 5)
  }

  @Test func `up follows the smallest recommendation of its window`() {
    var hpa = HorizontalPodAutoscaler(
      limits: ReplicaLimits(),
      scaleUp: Rules(stabilizationSeconds: 60, policies: [.pods(100, periodSeconds: 15)]))
    var answers: [Int] = []
    for (tick, recommended) in [8, 12, 11, 12, 12].enumerated() {
      answers.append(hpa.settle(recommended, current: 8, timestamp: Double(tick) * 15))
    }
    // At 60 s the 8 of 0 s is out of the window, and 11 is the smallest left.
    #expect(answers == [8, 8, 8, 8, 11])
  }

  @Test func `down follows the largest recommendation of its window`() {
    var hpa = HorizontalPodAutoscaler(
      limits: ReplicaLimits(),
      scaleDown: Rules(stabilizationSeconds: 45, policies: [.percent(100, periodSeconds: 15)]))
    var answers: [Int] = []
    for (tick, recommended) in [10, 4, 6, 5, 5, 5].enumerated() {
      answers.append(hpa.settle(recommended, current: 10, timestamp: Double(tick) * 15))
    }
    #expect(answers == [10, 10, 10, 6, 6, 5])
  }

  @Test func `what runs at the first decision is held like a recommendation`() {
    var hpa = hpa
    #expect(hpa.settle(3, current: 50, timestamp: 1_000) == 50)
    #expect(hpa.settle(3, current: 50, timestamp: 1_285) == 50)
    #expect(hpa.settle(3, current: 50, timestamp: 1_300) == 3)
  }

  @Test func `at a repeated time the newest recommendation counts`() {
    var hpa = hpa
    _ = hpa.settle(10, current: 10, timestamp: 0)
    #expect(hpa.settle(15, current: 10, timestamp: 600) == 15)
    #expect(hpa.settle(12, current: 10, timestamp: 600) == 12)
    #expect(hpa.settle(5, current: 10, timestamp: 600) == 5)
  }

  @Test func `a clock that goes back takes later recommendations with it`() {
    var hpa = hpa
    _ = hpa.settle(10, current: 10, timestamp: 0)
    _ = hpa.settle(20, current: 10, timestamp: 10_000)
    #expect(hpa.settle(7, current: 10, timestamp: 400) == 7)
  }

  @Test(arguments: [(1, 5), (3, 7), (4, 8), (10, 20)])
  func `by default the number may double or grow by four each tick`(current: Int, expected: Int) {
    var hpa = hpa
    #expect(hpa.settle(150, current: current, timestamp: 0) == expected)
  }

  @Test func `the smallest of the rates holds when that is selected`() {
    let rates: [HorizontalPodAutoscaler.RatePolicy] = [.percent(50, periodSeconds: 15), .pods(4, periodSeconds: 15)]
    for (current, expected) in [(3, 5), (20, 24)] {
      var hpa = unheld(up: rates, selection: .smallest)
      #expect(hpa.settle(150, current: current, timestamp: 0) == expected)
    }
    for (current, expected) in [(3, 7), (20, 30)] {
      var hpa = unheld(up: rates)
      #expect(hpa.settle(150, current: current, timestamp: 0) == expected)
    }
  }

  @Test func `down the largest change counts too and shares are rounded in favour of the change`() {
    let rates: [HorizontalPodAutoscaler.RatePolicy] = [.percent(10, periodSeconds: 15), .pods(4, periodSeconds: 15)]
    // 15 · 0.9 = 13.5 is cut to 13; 15 - 4 = 11.
    var largest = unheld(down: rates)
    #expect(largest.settle(1, current: 15, timestamp: 0) == 11)
    var smallest = unheld(down: rates, selection: .smallest)
    #expect(smallest.settle(1, current: 15, timestamp: 0) == 13)
  }

  @Test func `a disabled direction does not move`() {
    var hpa = unheld(selection: .disabled)
    #expect(hpa.settle(50, current: 10, timestamp: 0) == 10)
    #expect(hpa.settle(1, current: 10, timestamp: 15) == 10)
  }

  @Test func `what was added in the period counts against the rate`() {
    var hpa = unheld(up: [.pods(2, periodSeconds: 60)])
    #expect(hpa.settle(20, current: 10, timestamp: 0) == 12)
    #expect(hpa.settle(20, current: 12, timestamp: 15) == 12)
    #expect(hpa.settle(20, current: 12, timestamp: 45) == 12)
    #expect(hpa.settle(20, current: 12, timestamp: 60) == 14)
  }

  @Test func `what was removed in the period counts against the rate`() {
    var hpa = unheld(down: [.percent(50, periodSeconds: 60)])
    #expect(hpa.settle(1, current: 16, timestamp: 0) == 8)
    #expect(hpa.settle(1, current: 8, timestamp: 15) == 8)
    #expect(hpa.settle(1, current: 8, timestamp: 60) == 4)
  }

  @Test func `a change back within the period is counted against the change`() {
    // Four were removed: from 12 at the beginning of the minute two more are allowed.
    var up = unheld(up: [.pods(2, periodSeconds: 60)])
    #expect(up.settle(8, current: 12, timestamp: 0) == 8)
    #expect(up.settle(20, current: 8, timestamp: 15) == 14)
    var down = unheld(down: [.pods(2, periodSeconds: 60)])
    #expect(down.settle(14, current: 10, timestamp: 0) == 14)
    #expect(down.settle(1, current: 14, timestamp: 15) == 8)
  }

  @Test func `a rate that is used up neither adds nor takes back`() {
    var hpa = unheld(up: [.pods(2, periodSeconds: 60)])
    #expect(hpa.settle(20, current: 10, timestamp: 0) == 12)
    // Somebody else added five more.
    #expect(hpa.settle(20, current: 17, timestamp: 15) == 17)
  }

  @Test func `advice that nobody took does not use up the rate`() {
    var hpa = unheld(up: [.pods(2, periodSeconds: 60)])
    #expect(hpa.settle(20, current: 10, timestamp: 0) == 12)
    #expect(hpa.settle(20, current: 10, timestamp: 15) == 12)
  }

  @Test func `limits come last`() {
    var hpa = unheld(limits: ReplicaLimits(minimum: 3, maximum: 12))
    #expect(hpa.settle(50, current: 10, timestamp: 0) == 12)
    #expect(hpa.settle(0, current: 10, timestamp: 15) == 3)
  }
}
