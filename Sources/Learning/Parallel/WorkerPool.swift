import Foundation
import Synchronization

/// Threads that wait for pieces of work of a few microseconds, of which a tree has some sixty.
///
/// A thread that has nothing to do looks out for work for some microseconds before it sleeps: waking a sleeping thread
/// takes longer than many a piece. The caller does all items that no other thread has claimed; it waits only for a thread
/// that the system has taken off its core in the middle of one.
package final class WorkerPool: Sendable {
  /// The pool of the process: a thread for each core but the caller's, which start when they are first needed.
  static let shared = WorkerPool(threads: ProcessInfo.processInfo.activeProcessorCount - 1)

  private struct Job: Sendable {
    var work: SharedWork
    /// How many threads it has room for, the caller's among them.
    var workers: Int
    var body: @Sendable (Int, Int) -> Void
  }

  /// What one thread waits at.
  private final class Post: Sendable {
    /// Goes up by one with each job that the thread is called to.
    let calls = Atomic(0)
    let isAsleep = Atomic(false)
    let alarm = DispatchSemaphore(value: 0)
  }

  private let posts: [Post]
  /// The job that is being done; what it refers to is alive until nobody is in it.
  private let job = Mutex<Job?>(nil)
  /// Threads that are within a job.
  private let inside = Atomic(0)
  private let isTaken = Atomic(false)

  /// How often to look for work before sleeping: about 50 microseconds.
  private static let looks = 50_000

  package init(threads: Int) {
    posts = (0..<threads).map { _ in Post() }
    for (index, post) in posts.enumerated() {
      Thread.detachNewThread { [self] in
        var answered = 0
        while true {
          Self.wait(at: post, after: answered)
          answered = post.calls.load(ordering: .acquiring)
          takePart(as: index + 1)
        }
      }
    }
  }

  /// Does a piece of work with `workers` threads, the caller's among them.
  ///
  /// - Returns: False if the pool is taken or has not as many threads; then nothing has been done.
  package func perform(_ work: SharedWork, workers: Int, _ body: @escaping @Sendable (Int, Int) -> Void) -> Bool {
    guard workers <= posts.count + 1, !isTaken.exchange(true, ordering: .acquiring) else { return false }
    job.withLock { $0 = Job(work: work, workers: workers, body: body) }
    for post in posts.prefix(workers - 1) {
      post.calls.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if post.isAsleep.exchange(false, ordering: .sequentiallyConsistent) { post.alarm.signal() }
    }
    work.run(0, body)
    // Every item has been claimed, nobody may enter any more, and who is inside is at the last items.
    job.withLock { $0 = nil }
    var looks = 0
    while inside.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks > Self.looks { sched_yield() }
    }
    isTaken.store(false, ordering: .releasing)
    return true
  }

  private static func wait(at post: Post, after answered: Int) {
    var looks = 0
    while post.calls.load(ordering: .acquiring) == answered {
      looks += 1
      guard looks == Self.looks else { continue }
      post.isAsleep.store(true, ordering: .sequentiallyConsistent)
      // Whoever calls from here on sees the sleeper and wakes it; a call just before is seen here.
      if post.calls.load(ordering: .sequentiallyConsistent) == answered { post.alarm.wait() }
      looks = 0
    }
  }

  /// Does items of the job that is there, if there still is one: maybe a later one than the thread was called to, and one
  /// that has no room for it.
  private func takePart(as worker: Int) {
    var isInside = false
    do {
      let mine = job.withLock { job -> Job? in
        guard let job, worker < job.workers else { return nil }
        inside.wrappingAdd(1, ordering: .relaxed)
        return job
      }
      if let mine {
        isInside = true
        mine.work.run(worker, mine.body)
      }
    }
    // The job's closure has been let go of by now, as the caller expects.
    if isInside { inside.wrappingSubtract(1, ordering: .releasing) }
  }
}
