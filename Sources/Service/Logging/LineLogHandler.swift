import Logging

/// The back end of swift-log: a line for each event, as JSON or as text, on standard error.
package struct LineLogHandler: LogHandler {
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let format: LogSettings.Format
  private let output: LogOutput
  private let now: @Sendable () -> Double

  /// - Parameters:
  ///   - label: Of the logger.
  ///   - settings: Level and form of the lines.
  ///   - metadataProvider: Adds to every line what belongs to the task at hand.
  ///   - output: Where lines go.
  ///   - now: The wall clock, in seconds since 1970.
  package init(
    label: String, settings: LogSettings, metadataProvider: Logger.MetadataProvider? = nil,
    output: LogOutput = .standardError, now: @escaping @Sendable () -> Double = wallClock
  ) {
    self.label = label
    self.metadataProvider = metadataProvider
    self.output = output
    self.now = now
    logLevel = settings.level
    format = settings.format
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = metadata
    if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
    if let own = event.metadata { fields.merge(own) { $1 } }
    if let error = event.error { fields["error"] = "\(error)" }
    let record = LogRecord(
      time: now(), level: event.level, label: label, message: event.message.description,
      source: event.level <= .debug ? event.source : nil, metadata: fields)
    output.write(format == .json ? record.json : record.text)
  }
}
