import Hummingbird
import NIOCore
import Synchronization

/// Requests a second of one token, or of one address where there is no token: a token bucket for each, of a second's size.
///
/// Memory is bounded: when there are too many buckets, those that are full again are forgotten, which changes nothing for
/// their owners; while there are still too many, whoever is new shares one bucket.
package final class RateLimit: Sendable {
  private struct Bucket {
    var level: Double
    var time: ContinuousClock.Instant
  }

  private struct State {
    var buckets: [Key: Bucket] = [:]
    var swept: ContinuousClock.Instant
  }

  /// Whose bucket it is.
  package enum Key: Hashable, Sendable {
    case token(String)
    /// An IPv4 address, or the network half of an IPv6 address, of which one machine may have as many as it likes.
    case address(UInt64)
    case others
  }

  private let rate: Double
  private let capacity: Double
  private let mostBuckets: Int
  private let state: Mutex<State>

  /// - Parameters:
  ///   - requestsPerSecond: Of each token or address.
  ///   - mostBuckets: That are remembered.
  package init(requestsPerSecond: Double, mostBuckets: Int = 16_384) {
    rate = requestsPerSecond
    capacity = max(1, requestsPerSecond)
    self.mostBuckets = mostBuckets
    state = Mutex(State(swept: .now))
  }

  /// Buckets that are remembered.
  package var count: Int { state.withLock { $0.buckets.count } }

  /// Takes one request out of a bucket.
  ///
  /// - Returns: Nil when there was one; else seconds until there is one again.
  /// - Complexity: O(1), and O(buckets) at most once a second while there are too many.
  package func take(_ key: Key, at now: ContinuousClock.Instant = .now) -> Double? {
    state.withLock { state in
      var key = key
      if state.buckets[key] == nil, state.buckets.count >= mostBuckets {
        if now - state.swept >= .seconds(1) { sweep(&state, now) }
        if state.buckets.count >= mostBuckets { key = .others }
      }
      var bucket = state.buckets[key] ?? Bucket(level: capacity, time: now)
      bucket.level = min(capacity, bucket.level + max(0, (now - bucket.time).seconds) * rate)
      bucket.time = now
      let isLet = bucket.level >= 1
      if isLet { bucket.level -= 1 }
      state.buckets[key] = bucket
      return isLet ? nil : (1 - bucket.level) / rate
    }
  }

  private func sweep(_ state: inout State, _ now: ContinuousClock.Instant) {
    state.swept = now
    state.buckets = state.buckets.filter { $0.value.level + (now - $0.value.time).seconds * rate < capacity }
  }
}

extension RateLimit.Key {
  /// The key of a caller at an address.
  init(_ caller: Caller, _ address: SocketAddress?) {
    if case .token(let name, _) = caller {
      self = .token(name)
      return
    }
    switch address {
    case .v4(let address): self = .address(UInt64(address.address.sin_addr.s_addr))
    case .v6(let address):
      let network = withUnsafeBytes(of: address.address.sin6_addr) { $0.loadUnaligned(as: UInt64.self) }
      self = .address(network)
    case .unixDomainSocket, nil: self = .others
    }
  }
}
