import Tensors

/// The same queue request by request: what ``ServiceQueue`` is held against.
///
/// Arrivals are Poisson, servers take the longest waiting request first, and a server that is taken away ends what it
/// has begun. Every request is one of arrived = served + rejected + in the system, at every moment.
///
/// - Complexity: O(log c) a request.
/// - SeeAlso: Law, *Simulation Modeling and Analysis*, chapter 1, for next-event time advance.
public struct QueueTwin: Sendable {
  private let kind: HoldingTime.Kind
  private let variation: Double
  private var random: RandomSource
  private var now = 0.0
  private var departures = EventHeap()
  /// Arrival times of the waiting requests, oldest at `first`.
  private var line: [Double] = []
  private var first = 0

  public private(set) var arrived = 0
  public private(set) var served = 0
  public private(set) var rejected = 0

  /// - Parameter variation: Of a lognormal holding time.
  public init(_ kind: HoldingTime.Kind, variation: Double = 1, seed: UInt64) {
    self.kind = kind
    self.variation = variation
    random = RandomSource(seed: seed)
  }

  public var waiting: Int { line.count - first }
  public var busy: Int { departures.count }

  /// Plays a tick.
  ///
  /// - Returns: Counts and response times of the tick: of the requests that arrived in it and began in it, or later
  ///   within the same call; those still waiting at its end are counted when they begin.
  public mutating func advance(_ load: QueueLoad, seconds: Double) -> TwinTick {
    var tick = TwinTick()
    let end = now + seconds
    var next = now + gap(load)
    begin(load, into: &tick)
    while true {
      let departure = departures.earliest ?? .infinity
      let event = min(next, departure)
      guard event <= end else { break }
      tick.waitingSeconds += Double(waiting) * (event - now)
      tick.presentSeconds += Double(waiting + busy) * (event - now)
      now = event
      if departure <= next {
        departures.removeEarliest()
        served += 1
        tick.served += 1
        begin(load, into: &tick)
      } else {
        arrived += 1
        tick.arrived += 1
        if busy < load.servers {
          start(arrivedAt: now, load, into: &tick)
        } else if Double(waiting) < load.places {
          line.append(now)
        } else {
          rejected += 1
          tick.rejected += 1
        }
        next = now + gap(load)
      }
    }
    tick.waitingSeconds += Double(waiting) * (end - now)
    tick.presentSeconds += Double(waiting + busy) * (end - now)
    now = end
    return tick
  }

  private mutating func gap(_ load: QueueLoad) -> Double {
    load.arrivals > 0 ? random.exponential(mean: 1 / load.arrivals) : .infinity
  }

  /// Gives waiting requests to free servers.
  private mutating func begin(_ load: QueueLoad, into tick: inout TwinTick) {
    while waiting > 0, busy < load.servers {
      start(arrivedAt: line[first], load, into: &tick)
      first += 1
    }
    if first > 4_096, first * 2 > line.count {
      line.removeFirst(first)
      first = 0
    }
  }

  private mutating func start(arrivedAt arrival: Double, _ load: QueueLoad, into tick: inout TwinTick) {
    let holding =
      load.holdingSeconds
      * HoldingTime.draw(
        kind, variation: variation, normal: kind == .lognormal ? random.normal() : 0,
        exponential: kind == .exponential ? random.exponential(mean: 1) : 0)
    departures.insert(now + holding)
    tick.responses.append(now - arrival + holding)
    tick.arrivals.append(arrival)
    tick.waits.append(now - arrival)
  }
}
