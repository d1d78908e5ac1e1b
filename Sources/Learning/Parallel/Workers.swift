import Dispatch

/// Shares out work to threads, which claim one item after the other, so that a slow core takes fewer.
enum Workers {
  /// Calls `body` once for each item from 0, with the number of the worker that claimed it.
  ///
  /// Items may run at the same time, those of one worker never do. Waits for all. Work goes to the process's
  /// ``WorkerPool``, or where that is taken, by another fit or from within an item, to Dispatch.
  ///
  /// - Parameters:
  ///   - items: How many items there are.
  ///   - threads: How many workers may share them; with 1, the caller does all in order.
  static func perform(_ items: Int, threads: Int, _ body: @Sendable (_ worker: Int, _ item: Int) -> Void) {
    let workers = Swift.min(items, threads)
    guard workers > 1 else {
      for item in 0..<items { body(0, item) }
      return
    }
    let work = SharedWork(items: items)
    withoutActuallyEscaping(body) { body in
      if !WorkerPool.shared.perform(work, workers: workers, body) {
        DispatchQueue.concurrentPerform(iterations: workers) { worker in work.run(worker, body) }
      }
    }
  }

  /// The same for work that is kept and done again and again, with a closure that is kept too: allocates nothing, unless
  /// another fit has taken the pool.
  ///
  /// - Parameters:
  ///   - work: The work, rewound to its items.
  ///   - threads: How many workers may share them.
  static func perform(
    _ work: SharedWork, threads: Int, _ body: @escaping @Sendable (_ worker: Int, _ item: Int) -> Void
  ) {
    let workers = Swift.min(work.count, threads)
    if workers <= 1 {
      work.run(0, body)
    } else if !WorkerPool.shared.perform(work, workers: workers, body) {
      DispatchQueue.concurrentPerform(iterations: workers) { worker in work.run(worker, body) }
    }
  }

  /// The same for blocks of consecutive rows.
  static func perform(
    rows: Int, inBlocksOf size: Int, threads: Int, _ body: @Sendable (_ worker: Int, _ rows: Range<Int>) -> Void
  ) {
    perform((rows + size - 1) / size, threads: threads) { worker, block in
      body(worker, block * size..<Swift.min((block + 1) * size, rows))
    }
  }
}
