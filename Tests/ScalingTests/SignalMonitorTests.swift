import Scaling
import Testing

struct SignalMonitorTests {
  /// One tick: requests per second and CPU in percent, on ten replicas of 10 requests per second.
  private struct Tick {
    var load: Double?
    var cpu: Double?
    var ready = 10
  }

  /// What is made of ticks that follow a calm hour of 40 requests per second at 40 % CPU.
  private func verdicts(_ ticks: [Tick], observed: Double? = 10, calm: Tick = Tick(load: 40, cpu: 40))
    -> [SignalMonitor.Verdict]
  {
    var monitor = SignalMonitor(lagTicks: 2, tickSeconds: 15)
    var known = Double.nan
    return ([Tick](repeating: calm, count: 240) + ticks).map { tick in
      let verdict = monitor.judge(
        load: tick.load, utilization: tick.cpu.map { $0 / 100 }, ready: tick.ready, capacity: 10,
        observedCapacity: observed, known: known)
      if verdict == .believed || verdict == .changed { known = tick.load ?? known }
      return verdict
    }.suffix(ticks.count)
  }

  @Test(arguments: [4_000, 400, 130, 0, 5])
  func `a load that jumps while CPU stays is doubted, and forgotten when it is gone`(load: Double) {
    let glitch = Tick(load: load, cpu: 41)
    let calm = Tick(load: 40, cpu: 40)
    #expect(
      verdicts([glitch, calm, glitch, glitch, calm]) == [.doubted, .believed, .doubted, .doubted, .believed])
  }

  @Test func `it is believed at its fifth tick, and doubted no more`() {
    let ticks = [Tick](repeating: Tick(load: 130, cpu: 40), count: 7)
    #expect(verdicts(ticks) == [.doubted, .doubted, .doubted, .doubted, .changed, .believed, .believed])
  }

  @Test func `ticks without a load neither strengthen nor weaken a doubt`() {
    let glitch = Tick(load: 4_000, cpu: 40)
    let ticks = [glitch, Tick(cpu: 40), glitch, glitch, glitch, glitch]
    #expect(verdicts(ticks) == [.doubted, .missing, .doubted, .doubted, .doubted, .changed])
  }

  @Test(arguments: [(4_000.0, 100.0), (400, 96), (90, 90), (85, 51), (0, 0), (0, 29), (15, 15)])
  func `a load whose way CPU goes is believed at once`(load: Double, cpu: Double) {
    #expect(verdicts([Tick(load: load, cpu: cpu)]) == [.believed])
  }

  @Test func `what moves little is never doubted`() {
    #expect(
      verdicts([Tick(load: 79, cpu: 40), Tick(load: 41, cpu: 40), Tick(load: 21, cpu: 40)]) == [
        .believed, .believed, .believed,
      ])
  }

  @Test func `replicas that changed on the way explain what they can`() {
    // CPU of 40 % may be that of 40 replicas a moment ago: 160 requests per second.
    let calm = Tick(load: 160, cpu: 40, ready: 40)
    #expect(verdicts([Tick(load: 350, cpu: 40, ready: 10)], calm: calm) == [.believed])
    #expect(verdicts([Tick(load: 375, cpu: 40, ready: 10)], calm: calm) == [.doubted])
  }

  @Test func `without CPU only what was never heard of must come twice`() {
    let calm = Tick(load: 40)
    // Four times the largest and ten replicas are 260.
    for (load, first) in [(250.0, SignalMonitor.Verdict.believed), (270, .doubted), (5, .believed), (3, .doubted)] {
      #expect(verdicts([Tick(load: load), Tick(load: load)], observed: nil, calm: calm) == [first, .believed])
    }
    // Less than a replica's worth may come and go.
    #expect(verdicts([Tick(load: 0)], observed: nil, calm: Tick(load: 9)) == [.believed])
  }

  @Test func `the largest load is remembered and fades in weeks`() {
    var monitor = SignalMonitor(lagTicks: 0, tickSeconds: 3_600)
    #expect(monitor.largestLoad.isNaN)
    for load in [80.0, 10] {
      _ = monitor.judge(load: load, utilization: nil, ready: 1, capacity: nil, observedCapacity: nil, known: .nan)
    }
    #expect(abs(monitor.largestLoad - 80) < 1)
    for _ in 0..<(7 * 24) { monitor.believe(10) }
    #expect(abs(monitor.largestLoad - 40) < 1)
  }

  @Test func `the replicas since the metrics were taken are the fewest and most of the lag`() {
    var monitor = SignalMonitor(lagTicks: 2, tickSeconds: 15)
    let seen = [3, 9, 4, 4, 5, 5].map { ready in
      _ = monitor.judge(load: 1, utilization: nil, ready: ready, capacity: nil, observedCapacity: nil, known: .nan)
      return monitor.ready
    }
    #expect(seen == [3...3, 3...9, 3...9, 4...9, 4...5, 4...5])
  }
}
