import Logging
import Synchronization

extension LogSettings {
  /// What loggers speak as that are made from now on; nil before the process has said.
  private static let current = Mutex<LogSettings?>(nil)

  /// Makes every logger of the process, those of libraries too, speak as these settings say; called again, those that
  /// are made from then on, as when a configuration is read anew.
  ///
  /// - Precondition: Nobody else has bootstrapped swift-log; tests make their own loggers.
  package func bootstrap() {
    let isFirst = Self.current.withLock { current in
      defer { current = self }
      return current == nil
    }
    guard isFirst else { return }
    LoggingSystem.bootstrap(
      { label, provider in
        let settings = Self.current.withLock { $0 } ?? self
        return LineLogHandler(label: label, settings: settings, metadataProvider: provider)
      }, metadataProvider: nil)
  }

  /// A logger that speaks as these settings say, whatever the process's own do.
  package func logger(label: String, output: LogOutput = .standardError) -> Logger {
    Logger(label: label) { LineLogHandler(label: $0, settings: self, output: output) }
  }
}
