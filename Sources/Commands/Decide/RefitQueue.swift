import Dispatch
import Engine
import Forecasting
import Synchronization

/// Refits one after the other, each beside the decisions on another core.
///
/// What is learned after one line is put to use before a later one, a fixed number of lines on: the next one with up to
/// seven workloads, a quarter of their number with more. Whoever is early waits for the other. So decisions do not
/// depend on how fast the machine is, no line waits for more than one refit, and with 10,000 workloads of 15 s a refit
/// may take four seconds before any line waits at all.
struct RefitQueue {
  /// Workloads that wait for theirs, first come first served.
  private var waiting: [String] = []
  /// Those and the one under way.
  private var known: Set<String> = []
  private var current: (name: String, job: Job, linesLeft: Int)?

  /// Notes that a workload's refit is due.
  mutating func add(_ name: String) {
    if known.insert(name).inserted { waiting.append(name) }
  }

  /// The workload whose turn it is; nil while a refit is under way, or none is due.
  var next: String? { current == nil ? waiting.first : nil }

  /// Begins the refit of the workload whose turn it is.
  ///
  /// - Precondition: There is one.
  mutating func begin(_ pipeline: DecisionPipeline, threads: Int, workloads: Int) {
    current = (waiting.removeFirst(), Job(pipeline, threads: threads), max(1, workloads / 4))
  }

  /// Counts a line, or waits regardless of lines, and hands out the refit that is to be put to use before it.
  ///
  /// - Returns: The model is nil where there was too little to learn from.
  mutating func finished(waits: Bool = false) -> (name: String, model: QuantileModel?)? {
    guard let (name, job, linesLeft) = current else { return nil }
    guard waits || linesLeft <= 1 else {
      current = (name, job, linesLeft - 1)
      return nil
    }
    current = nil
    known.remove(name)
    return (name, job.model)
  }

  /// A forecaster being learned.
  private final class Job: Sendable {
    private let result = Mutex<QuantileModel?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ pipeline: DecisionPipeline, threads: Int) {
      DispatchQueue.global().async { [self] in
        let model = pipeline.refitted(threads: threads)
        result.withLock { $0 = model }
        isDone.signal()
      }
    }

    /// Waits until it is learned.
    var model: QuantileModel? {
      isDone.wait()
      return result.withLock { $0 }
    }
  }
}
