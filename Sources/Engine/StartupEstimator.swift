/// How long replicas take to start, from the numbers of ready and starting ones.
///
/// A replica that is first seen starting was ordered at the tick before; as ready ones become more, the oldest
/// orders are the first to be ready, and as starting ones become fewer, the newest were cancelled. The estimate is
/// the 80 % quantile of the newest 32 starts. Starts within a tick, which are never seen starting, are not measured.
///
/// - Complexity: O(orders under way) a tick. Does not allocate in the steady state.
package struct StartupEstimator: Sendable, Codable, Equatable {
  private static let level = 0.8
  private static let fewestStarts = 5
  private static let keptStarts = 32
  private static let mostOrders = 64

  /// Replicas ordered together.
  private struct Order: Sendable, Codable, Equatable {
    /// The tick of the order; nil when it was made before anyone watched.
    var tick: Int?
    var replicas: Int
  }

  /// What was seen last.
  private struct Sight: Sendable, Codable, Equatable {
    var tick: Int
    var ready: Int
    var starting: Int
  }

  private var orders: [Order] = []
  private var durations: [Int] = []
  private var starts = 0
  private var last: Sight?
  /// Ticks from an order to readiness; nil before five starts were seen.
  package private(set) var ticks: Int?

  package init() {
    orders.reserveCapacity(Self.mostOrders)
    durations.reserveCapacity(Self.keptStarts)
  }

  /// - Parameters:
  ///   - tick: Rises; where one is left out, what is under way is no longer measured.
  ///   - ready: Replicas that serve.
  ///   - starting: Replicas that were ordered and do not serve yet.
  package mutating func observe(tick: Int, ready: Int, starting: Int) {
    defer { last = Sight(tick: tick, ready: ready, starting: starting) }
    guard let last, tick == last.tick + 1 else {
      orders.removeAll(keepingCapacity: true)
      if starting > 0 { orders.append(Order(tick: nil, replicas: starting)) }
      return
    }
    var arrived = max(0, ready - last.ready)
    let ordered = starting - last.starting + arrived
    if ordered > 0 { order(ordered, at: last.tick) } else { cancel(-ordered) }
    while arrived > 0, let first = orders.first {
      let count = min(arrived, first.replicas)
      arrived -= count
      orders[0].replicas -= count
      if orders[0].replicas == 0 { orders.removeFirst() }
      if let ordered = first.tick, ordered < last.tick { record(tick - ordered) }
    }
  }

  /// Goes on with ticks that are counted from elsewhere: the last one is now called `tick`.
  package mutating func `continue`(from tick: Int) {
    guard let last else { return }
    let shift = tick - last.tick
    self.last?.tick = tick
    for index in orders.indices { orders[index].tick = orders[index].tick.map { $0 + shift } }
  }

  private mutating func order(_ replicas: Int, at tick: Int) {
    if orders.count < Self.mostOrders {
      orders.append(Order(tick: tick, replicas: replicas))
    } else {
      orders[orders.count - 1].replicas += replicas
    }
  }

  private mutating func cancel(_ replicas: Int) {
    var excess = replicas
    while excess > 0, let newest = orders.last {
      let count = min(excess, newest.replicas)
      excess -= count
      orders[orders.count - 1].replicas -= count
      if newest.replicas == count { orders.removeLast() }
    }
  }

  private mutating func record(_ duration: Int) {
    if durations.count < Self.keptStarts {
      durations.append(duration)
    } else {
      durations[starts % Self.keptStarts] = duration
    }
    starts += 1
    guard starts >= Self.fewestStarts else { return }
    // The smallest duration that enough others do not exceed; counted, so that nothing is sorted or allocated.
    let enough = Int((Self.level * Double(durations.count)).rounded(.up))
    var quantile = Int.max
    for candidate in durations where candidate < quantile {
      var count = 0
      for other in durations where other <= candidate { count += 1 }
      if count >= enough { quantile = candidate }
    }
    ticks = quantile
  }
}
