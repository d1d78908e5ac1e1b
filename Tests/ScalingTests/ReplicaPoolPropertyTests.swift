import Scaling
import Tensors
import Testing

/// A pool as one would write it first: a list of replicas, oldest first, with the tick at which each is ready.
private struct ReplicaList {
  var readyAt: [Int]
  var tick = 0
  let startup: Int

  init(ready: Int, startup: Int) {
    readyAt = [Int](repeating: 0, count: ready)
    self.startup = startup
  }

  var ready: Int { readyAt.count { $0 <= tick } }
  var starting: Int { readyAt.count - ready }

  mutating func scale(to wanted: Int) {
    while readyAt.count < wanted { readyAt.append(tick + startup) }
    while readyAt.count > wanted {
      if starting == 0, ready <= 1 { return }
      // The newest is the last; a ready one goes only when none starts.
      readyAt.removeLast()
    }
  }
}

struct ReplicaPoolPropertyTests {
  @Test(arguments: [0, 1, 2, 4, 20])
  func `a pool does what a list of replicas does`(startup: Int) {
    for seed in UInt64(0)..<40 {
      var random = RandomSource(seed: seed)
      let first = 1 + random.integer(below: 5)
      var pool = ReplicaPool(ready: first, startupTicks: startup)
      var list = ReplicaList(ready: first, startup: startup)
      for tick in 0..<300 {
        if tick > 0 {
          pool.advance()
          list.tick += 1
        }
        let wanted = random.integer(below: 12)
        let before = list.readyAt.count
        let change = pool.scale(to: wanted)
        list.scale(to: wanted)
        guard pool.ready == list.ready, pool.starting == list.starting, change == list.readyAt.count - before,
          pool.ready >= 1
        else {
          Issue.record("seed \(seed), tick \(tick): \(pool) is not \(list)")
          return
        }
      }
    }
  }
}
