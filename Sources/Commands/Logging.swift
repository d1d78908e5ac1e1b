import Foundation
import Logging

/// Everything that is not a result goes to standard error, through swift-log.
private let log: Logger = {
  var logger = Logger(label: "tidegate") { label in StreamLogHandler.standardError(label: label) }
  logger.logLevel = .info
  return logger
}()

func warn(_ message: String) { log.warning("\(message)") }
func inform(_ message: String) { log.info("\(message)") }
