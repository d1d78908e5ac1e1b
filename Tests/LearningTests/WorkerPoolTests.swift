import Learning
import Synchronization
import Testing

struct WorkerPoolTests {
  @Test func `a thread that comes late does nothing of a job that has no room for it`() {
    let pool = WorkerPool(threads: 7)
    let strangers = Atomic(0)
    let done = Atomic(0)
    for turn in 0..<4_000 {
      let workers = turn % 2 == 0 ? 8 : 2
      let isPerformed = pool.perform(SharedWork(items: 16), workers: workers) { worker, _ in
        if worker >= workers { strangers.wrappingAdd(1, ordering: .relaxed) }
        done.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(isPerformed)
    }
    #expect(strangers.load(ordering: .relaxed) == 0)
    #expect(done.load(ordering: .relaxed) == 4_000 * 16)
  }

  @Test func `a pool refuses more workers than it has threads and the caller`() {
    #expect(!WorkerPool(threads: 1).perform(SharedWork(items: 4), workers: 3) { _, _ in })
  }
}
