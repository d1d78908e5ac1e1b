import Numerics

/// A queue with c servers and K waiting places, moved on by whole ticks.
///
/// With a = λS, ρ = a/c, K′ = 2K/(1 + v) for a squared variation v of the holding time, and B Erlang's loss formula:
///
///     weight of idle servers      A = 1/B(c, a) - 1
///     weight of waiting           D = (1 - ρ^K′)/(1 - ρ)
///     weight of a full queue      R = ρ^K′
///     P(wait) = D/(A + D + R)     P(rejected) = R/(A + D + R)
///     waiting, if any             exponential with rate θ = 2(c/S)(1 - ρ)/(1 + v), cut at K·S/c
///
/// That is M/M/c/K exactly for v = 1, and the Pollaczek–Khinchine mean for c = 1. Above ρ = 1 the rate is negative: the
/// queue is near its end. A queue that is not where it belongs moves there as a fluid, at |λ - c/S| requests a second
/// and at least by what chance moves it, (1 + v)(c/S)/(c + K); those who arrive on the way find it in between.
///
/// What arrives is served, rejected or still there, to rounding.
///
/// - Complexity: O(√c) a tick about, at most O(c). Does not allocate.
/// - SeeAlso: Kleinrock, *Queueing Systems I*, 1975; Lee & Longton, *Queueing Processes Associated with Airline Passenger
///   Check-in*, 1959, for the factor (1 + v)/2; Tipper & Sundareshan, *Numerical Methods for Modeling Computer Networks
///   under Nonstationary Conditions*, IEEE JSAC 8(9), 1990, [doi:10.1109/49.62855](https://doi.org/10.1109/49.62855),
///   for stationary formulas along a fluid path.
public struct ServiceQueue: Sendable, Equatable {
  /// Requests that wait.
  public private(set) var waiting = 0.0
  /// Requests that are worked on.
  public private(set) var busy = 0.0
  /// By how much chance has spread a queue that is on its way, as a variance.
  private var spread = 0.0

  public init() {}

  /// Requests in the system.
  public var inSystem: Double { waiting + busy }

  /// Takes away a share of the requests, those on replicas that died.
  ///
  /// - Returns: How many.
  mutating func lose(share: Double) -> Double {
    let lost = inSystem * share
    waiting -= waiting * share
    busy -= busy * share
    return lost
  }

  /// Moves on by a tick.
  ///
  /// - Parameters:
  ///   - shape: Of the holding time.
  ///   - seconds: Length of the tick.
  public mutating func advance(_ load: QueueLoad, shape: borrowing HoldingTime, seconds: Double) -> QueueTick {
    let arrived = load.arrivals * seconds
    let before = inSystem
    guard load.servers > 0 else { return stand(load, arrived, seconds) }
    let servers = Double(load.servers)
    let capacity = servers / load.holdingSeconds
    let steady = SteadyQueue(load, capacity: capacity, shape: shape)
    // New servers take waiting requests at once.
    let taken = min(waiting, max(0, servers - busy))
    waiting -= taken
    busy += taken
    let start = waiting
    var response = ResponseTime()
    var settling = 0.0
    var end = steady.waiting
    var scale = 1.0
    let variance = (1 + shape.squaredVariation) * capacity
    let drift = abs(load.arrivals - capacity)
    let speed = start > load.places ? capacity : drift + variance / (servers + load.places)
    let distance = abs(start - steady.waiting)
    if start > steady.waiting || steady.isOverloaded {
      settling = min(seconds, distance / speed)
      if settling == seconds { end = start + (steady.waiting > start ? 1 : -1) * speed * seconds }
    } else if distance > speed * seconds {
      end = start + speed * seconds
      scale = ((start + end) / 2 / steady.waiting).squareRoot()
    }
    let rejected = steady.rejected * load.arrivals * (seconds - settling)
    let onTheWay = load.arrivals * settling
    let accepted = arrived - rejected
    let ramp = accepted > 0 ? onTheWay / accepted : 0
    if settling < seconds {
      steady.fill(&response, share: 1 - ramp, scale: scale)
    } else {
      response.immediate = 1 - ramp
    }
    if ramp > 0 {
      let (from, to) = (start / capacity, end / capacity)
      // Half of what chance adds on the way counts for the way as a whole.
      let noise = (spread + variance * settling / 2) / (capacity * capacity)
      if settling == seconds, noise > (to - from) * (to - from) / 48 {
        let deviation = (noise + (to - from) * (to - from) / 12).squareRoot()
        SteadyQueue.fillNormal(&response, share: 1, mean: (from + to) / 2, deviation: deviation)
      } else {
        let widening = 3 * noise / max(1e-12, abs(to - from))
        response.ramp = (ramp, max(0, min(from, to) - widening), max(from, to) + widening)
      }
    }
    spread = settling == seconds ? min(spread + variance * seconds, load.places * load.places / 12) : 0

    let throughput =
      settling == seconds ? min(capacity, max(load.arrivals, start > 0 ? capacity : 0)) : steady.throughput
    var target = min(servers, throughput * load.holdingSeconds)
    // Long requests do not end, and servers do not fill, within a tick.
    if load.holdingSeconds > seconds / 30 {
      target = busy + (target - busy) * (1 - .exp(-seconds / load.holdingSeconds))
    }
    let served = max(0, before + accepted - end - target)
    busy = max(0, before + accepted - served - end)
    waiting = end
    var tick = QueueTick()
    tick.arrived = arrived
    tick.served = served
    tick.rejected = rejected
    tick.meanWaiting = settling / seconds * (start + end) / 2 + (1 - settling / seconds) * end
    // Little's law where the queue has settled; on the way, what those find who arrive.
    let settled = steady.throughput > 0 ? steady.waiting / steady.throughput * scale * scale : 0
    let wait = ramp * (start + end) / 2 / capacity + (1 - ramp) * settled
    tick.measure(response, wait: wait, load, shape)
    return tick
  }

  /// A tick without any server: everything waits, or finds no place.
  private mutating func stand(_ load: QueueLoad, _ arrived: Double, _ seconds: Double) -> QueueTick {
    var tick = QueueTick()
    tick.arrived = arrived
    // Requests under way end with their servers.
    tick.served = busy
    busy = 0
    tick.rejected = max(0, arrived - max(0, load.places - waiting))
    waiting += arrived - tick.rejected
    tick.meanWaiting = waiting
    tick.lateShare = 1
    tick.medianSeconds = load.timeoutSeconds
    tick.p95Seconds = load.timeoutSeconds
    tick.p99Seconds = load.timeoutSeconds
    tick.meanSeconds = load.timeoutSeconds
    return tick
  }
}
