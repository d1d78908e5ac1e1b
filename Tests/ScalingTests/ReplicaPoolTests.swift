import Scaling
import Testing

struct ReplicaPoolTests {
  @Test func `replicas are ready when the start-up time is over`() {
    var pool = ReplicaPool(ready: 2, startupTicks: 3)
    #expect(pool.scale(to: 5) == 3)
    var ready = [pool.ready]
    for _ in 0..<4 {
      pool.advance()
      ready.append(pool.ready)
    }
    #expect(ready == [2, 2, 2, 5, 5])
    #expect(pool.starting == 0)
  }

  @Test func `the newest starting replicas are cancelled first`() {
    var pool = ReplicaPool(ready: 1, startupTicks: 2)
    pool.scale(to: 3)
    pool.advance()
    pool.scale(to: 7)
    #expect(pool.starting == 6)
    // Five fewer: the four of this tick and one of the tick before.
    #expect(pool.scale(to: 2) == -5)
    #expect(pool.ready == 1 && pool.starting == 1)
    pool.advance()
    #expect(pool.ready == 2)
    pool.advance()
    #expect(pool.ready == 2 && pool.starting == 0)
  }

  @Test func `ready replicas stop at once but one stays`() {
    var pool = ReplicaPool(ready: 5, startupTicks: 2)
    pool.scale(to: 7)
    #expect(pool.scale(to: 3) == -4)
    #expect(pool.ready == 3 && pool.starting == 0)
    #expect(pool.scale(to: 0) == -2)
    #expect(pool.ready == 1)
  }

  @Test func `without a start-up time replicas are ready at once`() {
    var pool = ReplicaPool(ready: 1, startupTicks: 0)
    pool.scale(to: 4)
    #expect(pool.ready == 4 && pool.starting == 0)
    pool.advance()
    #expect(pool.ready == 4)
  }

  @Test func `failed replicas are gone and no fewer than none are left`() {
    var pool = ReplicaPool(ready: 3, startupTicks: 1)
    pool.lose(2)
    #expect(pool.ready == 1)
    pool.lose(2)
    #expect(pool.ready == 0)
    // What was lost is ordered anew.
    #expect(pool.scale(to: 3) == 3)
  }
}
