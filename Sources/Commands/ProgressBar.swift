import Foundation
import Synchronization

/// How far a long piece of work is: a bar where standard error is a terminal, now and then a line elsewhere.
///
/// Nothing is shown of work that is done within a second.
final class ProgressBar: Sendable {
  private static let width = 24

  private struct State {
    var started = ContinuousClock.now
    var shown: ContinuousClock.Instant?
    var isDrawn = false
  }

  private let title: String
  private let total: Int
  private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
  private let state = Mutex(State())

  /// - Parameters:
  ///   - title: What is being done.
  ///   - total: How many steps that takes.
  init(_ title: String, total: Int) {
    self.title = title
    self.total = max(1, total)
  }

  /// - Parameters:
  ///   - done: Steps done so far.
  ///   - detail: A figure to watch, for example a loss.
  ///   - isMilestone: Whether to write a line even if the last one was written just now; a bar needs none.
  func update(_ done: Int, _ detail: String = "", isMilestone: Bool = false) {
    state.withLock { state in
      let now = ContinuousClock.now
      guard now - state.started > .seconds(1) else { return }
      if let shown = state.shown, isTerminal || !isMilestone,
        now - shown < (isTerminal ? .milliseconds(100) : .seconds(10))
      {
        return
      }
      state.shown = now
      let share = Double(done) / Double(total)
      let seconds = Double((now - state.started).components.seconds)
      let left = share > 0 ? Int(seconds / share - seconds) : 0
      if isTerminal {
        let filled = Int(share * Double(Self.width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        StandardError.write("\r\(title) \(bar) \(Int(share * 100)) % \(detail) \(left) s left \u{1B}[K")
        state.isDrawn = true
      } else {
        StandardError.write("\(title): \(Int(share * 100)) % \(detail) \(left) s left\n")
      }
    }
  }

  /// Says that the work is done, and how long it took.
  func finish(_ result: String = "") {
    state.withLock { state in
      let elapsed = ContinuousClock.now - state.started
      if state.isDrawn { StandardError.write("\r\u{1B}[K") }
      guard elapsed > .seconds(1) || !result.isEmpty else { return }
      StandardError.write("\(title): done in \(rounded(elapsed.seconds, 1)) s\(result.isEmpty ? "" : ", \(result)")\n")
    }
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// A number with that many digits after the point.
func rounded(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
