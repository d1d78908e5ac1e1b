import Foundation
import Synchronization

/// Turns SIGINT and SIGTERM into a wish to stop, so that a state is saved first.
enum StopSignal {
  private static let raised = Atomic(false)

  static var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// From now on the two signals raise the wish instead of ending the process.
  static func listen() {
    // A parent may have started the process with these blocked, as threads of a Swift server do.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in StopSignal.raised.store(true, ordering: .relaxed) }
    }
  }
}
