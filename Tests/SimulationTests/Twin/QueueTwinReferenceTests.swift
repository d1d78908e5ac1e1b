import Numerics
import Simulation
import Testing

/// The twin, request by request, against queues whose answers are known.
struct QueueTwinReferenceTests {
  /// Mean wait, and the share that waits, of so many requests after a tenth of them.
  private func run(
    _ kind: HoldingTime.Kind, variation: Double = 1, servers: Int, utilization: Double, requests: Double = 1_500_000
  ) -> (wait: Double, delayed: Double, twin: QueueTwin, present: Double, seconds: Double, rate: Double) {
    var twin = QueueTwin(kind, variation: variation, seed: 7)
    let rate = utilization * Double(servers)
    let load = QueueLoad(arrivals: rate, servers: servers, holdingSeconds: 1, places: .infinity)
    _ = twin.advance(load, seconds: requests / rate / 10)
    var (sum, delayed, count, present) = (0.0, 0.0, 0.0, 0.0)
    let seconds = requests / rate / 100
    for _ in 0..<100 {
      let tick = twin.advance(load, seconds: seconds)
      sum += tick.waits.reduce(0, +)
      delayed += Double(tick.waits.count { $0 > 0 })
      count += Double(tick.waits.count)
      present += tick.presentSeconds
    }
    return (sum / count, delayed / count, twin, present / (100 * seconds), 100 * seconds, rate)
  }

  private func erlangC(_ servers: Int, _ offered: Double) -> Double {
    var loss = 1.0
    for n in 1...servers { loss = offered * loss / (Double(n) + offered * loss) }
    let utilization = offered / Double(servers)
    return loss / (1 - utilization * (1 - loss))
  }

  @Test(arguments: [0.3, 0.6, 0.8, 0.9])
  func `one exponential server waits as M M 1`(utilization: Double) {
    let found = run(.exponential, servers: 1, utilization: utilization, requests: 4_000_000)
    #expect(abs(found.wait / (utilization / (1 - utilization)) - 1) < 0.03)
    #expect(abs(found.delayed / utilization - 1) < 0.03)
  }

  @Test(arguments: [(2, 0.8), (8, 0.7), (8, 0.9), (40, 0.9)])
  func `several exponential servers wait as Erlang C says`(servers: Int, utilization: Double) {
    let found = run(.exponential, servers: servers, utilization: utilization)
    let delayed = erlangC(servers, utilization * Double(servers))
    #expect(abs(found.delayed / delayed - 1) < 0.03)
    #expect(abs(found.wait / (delayed / (Double(servers) * (1 - utilization))) - 1) < 0.03)
  }

  @Test(arguments: [(HoldingTime.Kind.deterministic, 0.0), (.lognormal, 0.5), (.lognormal, 1.5)])
  func `one server of any kind waits as Pollaczek and Khinchine say`(kind: HoldingTime.Kind, variation: Double) {
    let found = run(kind, variation: variation, servers: 1, utilization: 0.7, requests: 4_000_000)
    let expected = 0.7 * (1 + variation * variation) / (2 * 0.3)
    #expect(abs(found.wait / expected - 1) < 0.03)
  }

  @Test func `requests there are arrivals times the time they stay, and none is lost from the books`() {
    let found = run(.lognormal, variation: 1.2, servers: 6, utilization: 0.85)
    // L = λW.
    #expect(abs(found.present / (found.rate * (found.wait + 1)) - 1) < 0.01)
    let twin = found.twin
    #expect(twin.arrived == twin.served + twin.rejected + twin.waiting + twin.busy)
  }

  @Test func `a full line turns away, and the books stay exact at every tick`() {
    var twin = QueueTwin(.exponential, seed: 3)
    for tick in 0..<200 {
      let load = QueueLoad(
        arrivals: tick % 20 < 10 ? 150 : 20, servers: tick % 7 == 0 ? 2 : 4, holdingSeconds: 0.05, places: 25)
      _ = twin.advance(load, seconds: 15)
      #expect(twin.arrived == twin.served + twin.rejected + twin.waiting + twin.busy)
      #expect(twin.waiting <= 25)
    }
    #expect(twin.rejected > 0)
  }
}
