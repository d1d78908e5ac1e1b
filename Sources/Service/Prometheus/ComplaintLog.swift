import Logging
import Synchronization

/// Says what is wrong with a source when it begins or changes, and when it is over, rather than with every tick.
final class ComplaintLog: Sendable {
  private let prefix: String
  private let log: Logger
  private let standing = Mutex<[String: String]>([:])

  /// - Parameter prefix: What each line begins with, such as `source of 'web'`.
  init(_ prefix: String, log: Logger) {
    self.prefix = prefix
    self.log = log
  }

  /// - Parameter complaints: All that there are now, by what they are about.
  func update(_ complaints: [String: String]) {
    let before = standing.withLock { standing in
      let before = standing
      standing = complaints
      return before
    }
    for (subject, sentence) in complaints.sorted(by: { $0.key < $1.key }) where before[subject] != sentence {
      log.warning("\(prefix): \(subject): \(sentence)")
    }
    for subject in before.keys.sorted() where complaints[subject] == nil {
      log.info("\(prefix): \(subject): is well again")
    }
  }
}
