import ArgumentParser
import Engine
import Foundation

/// JSON Lines: one observation in, one decision out.
struct Decide: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read one observation a line on standard input, write one decision a line on standard output.",
    discussion: """
      In: {"timestamp": 1200.0, "workload": "web", "requestsPerSecond": 812.5, "cpuPercent": 61.0, "memoryPercent": 40.2, \
      "latencyP95Milliseconds": 84.0, "errorPercent": 0.0, "readyReplicas": 8, "startingReplicas": 1}; all but the \
      timestamp may be absent. A line that cannot be used is answered by {"error": …, "line": …}, and the stream goes on. \
      While the history is too short the HPA acts, and `degraded` says so.
      """)

  @Option(
    help:
      "JSON file: replicaCapacity, startupSeconds, tickSeconds, minReplicas, maxReplicas, mode, history, historyColumn, historyInterval, models."
  )
  var workload: String?

  @Option(
    help:
      "File that keeps what was learned across a restart; written every minute (less often when that takes more than three seconds) and at the end."
  )
  var state: String?

  @Option(help: "Cores for refits (default: all).")
  var threads: Int?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads is \(threads), expected at least 1") }
  }

  func run() throws {
    if let state { try Self.checkFolder(of: state) }
    let file = try workload.map { try WorkloadFile(contentsOf: $0) } ?? WorkloadFile()
    var deciders = try Deciders(file: file, threads: threads ?? Machine.coreCount)
    if let state { try deciders.restore(from: state) }
    StopSignal.listen()
    var lines = LineReader()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let decoder = JSONDecoder()
    var nextSave = ContinuousClock.now.advanced(by: .seconds(60))
    var number = 0
    while let line = try lines.next() {
      number += 1
      var answer: Data
      var decided: String?
      do {
        let message = try decoder.decode(ObservationMessage.self, from: Self.text(of: line))
        let name = message.workload ?? ""
        answer = try encoder.encode(deciders.decide(message))
        decided = name
      } catch let error as DecodingError {
        answer = try encoder.encode(ErrorLine(error: Self.sentence(error, line), line: number))
      } catch let error as LineError {
        answer = try encoder.encode(ErrorLine(error: error.sentence, line: number))
      }
      answer.append(UInt8(ascii: "\n"))
      try StandardOutput.write(answer)
      // Learning happens after the answer, so that no decision waits for it; only a history is learned before the first.
      if let decided { deciders.refitIfDue(decided) }
      if let state, ContinuousClock.now > nextSave {
        let start = ContinuousClock.now
        try deciders.save(to: state)
        // With thousands of workloads a save takes a while, and must not take up the time for decisions.
        let now = ContinuousClock.now
        nextSave = now.advanced(by: max(.seconds(60), (now - start) * 20))
      }
    }
    deciders.finishRefit()
    if let state { try deciders.save(to: state) }
  }

  /// What of a line is to be decoded.
  ///
  /// - Throws: `LineError` for a line that the decoder need not, or should not, see.
  private static func text(of line: LineReader.Line) throws -> Data {
    switch line {
    case .tooLong(let limit):
      throw LineError(sentence: "the line is longer than \(limit) bytes; expected a JSON object with a timestamp")
    case .text(let text):
      if text.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) {
        throw LineError(sentence: "the line is empty; expected a JSON object with a timestamp")
      }
      // The decoder lets it pass, JSON does not.
      if hasTrailingComma(text) {
        throw LineError(sentence: "the line is not JSON, since it has a comma before a closing bracket; remove it")
      }
      return text
    }
  }

  private static func hasTrailingComma(_ text: Data) -> Bool {
    var isInString = false
    var isEscaped = false
    var followsComma = false
    for byte in text {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): (isInString, followsComma) = (true, false)
      case UInt8(ascii: ","): followsComma = true
      case UInt8(ascii: "}"), UInt8(ascii: "]"): if followsComma { return true }
      case 9, 13, 32: break
      default: followsComma = false
      }
    }
    return false
  }

  /// Refuses a state that could not be written before the first decision rather than after the last.
  private static func checkFolder(of state: String) throws {
    let folder = URL(fileURLWithPath: state).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: state, isDirectory: &isFolder)
    guard FileManager.default.isWritableFile(atPath: folder), !(isThere && isFolder.boolValue) else {
      throw CommandFailure(
        .inputOutput,
        "\(state) cannot be written: its folder is missing or not writable, or it is a folder itself; "
          + "give another --state")
    }
  }

  private static func sentence(_ error: DecodingError, _ line: LineReader.Line) -> String {
    switch error {
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      // What the decoder calls corrupt may be a fraction of a replica, or a number that is too large.
      if case .text(let text) = line, (try? JSONSerialization.jsonObject(with: text)) is [String: Any] {
        return "a number of the line does not fit its field; expected whole replicas and finite metrics"
      }
      return "the line is not JSON; expected an object with a timestamp"
    case .typeMismatch(_, let context) where context.codingPath.isEmpty,
      .valueNotFound(_, let context) where context.codingPath.isEmpty:
      return "the line is not a JSON object; expected one with a timestamp"
    default: return error.sentence + "; expected an observation with a timestamp"
    }
  }
}
