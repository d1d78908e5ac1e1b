import Simulation
import Tensors
import Testing

struct ServiceQueueTests {
  @Test func `what arrives is served, turned away or still there, whatever happens`() {
    for seed in UInt64(0)..<50 {
      var random = RandomSource(seed: seed)
      var queue = ServiceQueue()
      let shape = HoldingTime(HoldingTime.Kind.allCases[Int(seed) % 3], variation: 1.4)
      var (arrived, left) = (0.0, 0.0)
      for _ in 0..<300 {
        let load = QueueLoad(
          arrivals: 400 * random.uniform(), servers: random.integer(below: 12),
          holdingSeconds: 0.01 + 0.1 * random.uniform(), places: Double(random.integer(below: 200)))
        let tick = queue.advance(load, shape: shape, seconds: 15)
        arrived += tick.arrived
        left += tick.served + tick.rejected
        #expect(tick.served >= 0 && tick.rejected >= 0 && queue.waiting >= 0 && queue.busy >= -1e-9)
        #expect(abs(arrived - left - queue.inSystem) < 1e-9 * arrived + 1e-9)
        #expect(tick.medianSeconds <= tick.p95Seconds && tick.p95Seconds <= tick.p99Seconds)
      }
    }
  }

  @Test(arguments: [0.3, 0.7, 0.9, 0.98])
  func `requests there are arrivals times the time they stay`(utilization: Double) {
    var queue = ServiceQueue()
    let shape = HoldingTime(.lognormal, variation: 1.2)
    let load = QueueLoad(arrivals: utilization * 800, servers: 40, holdingSeconds: 0.05, places: 4_000)
    var tick = QueueTick()
    for _ in 0..<50 { tick = queue.advance(load, shape: shape, seconds: 15) }
    // L = λW, with the requests in service.
    let present = tick.meanWaiting + queue.busy
    #expect(abs(present / (load.arrivals * tick.meanSeconds) - 1) < 1e-9)
  }

  @Test func `a timeout cuts what clients wait, and says who was late`() {
    let shape = HoldingTime(.exponential)
    var patient = ServiceQueue()
    var hurried = ServiceQueue()
    var load = QueueLoad(arrivals: 500, servers: 20, holdingSeconds: 0.05, places: 1_000)
    let slow = (0..<8).map { _ in patient.advance(load, shape: shape, seconds: 15) }[7]
    load.timeoutSeconds = 1
    let late = (0..<8).map { _ in hurried.advance(load, shape: shape, seconds: 15) }[7]
    #expect(slow.medianSeconds > 2 && slow.lateShare == 0)
    #expect(late.medianSeconds == 1 && late.lateShare > 0.95)
    // The work is done all the same.
    #expect(late.served == slow.served)
  }

  @Test func `more places mean more waiting and fewer turned away`() {
    func run(_ places: Double) -> QueueTick {
      var queue = ServiceQueue()
      let load = QueueLoad(arrivals: 390, servers: 20, holdingSeconds: 0.05, places: places)
      return (0..<40).map { _ in queue.advance(load, shape: HoldingTime(.exponential), seconds: 15) }[39]
    }
    #expect(run(0).rejected > run(10).rejected && run(10).rejected > run(100).rejected)
    #expect(run(0).meanWaiting == 0 && run(10).p95Seconds < run(100).p95Seconds)
  }

  @Test func `with no servers everybody waits until there is no place`() {
    var queue = ServiceQueue()
    let load = QueueLoad(arrivals: 10, servers: 0, holdingSeconds: 0.05, places: 200, timeoutSeconds: 2)
    let ticks = (0..<3).map { _ in queue.advance(load, shape: HoldingTime(.exponential), seconds: 15) }
    #expect(ticks.map(\.served) == [0, 0, 0] && ticks.map(\.rejected) == [0, 100, 150])
    #expect(queue.waiting == 200 && ticks[0].lateShare == 1)
  }
}
