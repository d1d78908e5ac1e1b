import ArgumentParser
import Foundation

/// The command line: one file per subcommand, errors as one line, exit codes of sysexits.h.
public struct Tidegate: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "tidegate",
    abstract: "Keeps a service's capacity just ahead of its load.",
    discussion: """
      An LSTM says how strange the metrics are, gradient-boosted trees say what load comes next, and a learned
      policy says how many replicas to run. `tidegate demo` shows all of it at work.
      """,
    subcommands: [
      Demo.self, Generate.self, Train.self, Forecast.self, Detect.self, Changes.self, Simulate.self, Evaluate.self,
      Decide.self, Explain.self, Serve.self, Backup.self, Restore.self, Bench.self,
    ])

  @Flag(help: "Print the version and exit; with --json also the OpenBLAS core, threads and compiler flags.")
  var version = false

  @OptionGroup var output: OutputOptions

  public init() {}

  public mutating func run() throws {
    guard version else { throw CleanExit.helpRequest(self) }
    let build = BuildInfo.current
    if output.json {
      try output.print(build)
    } else {
      try StandardOutput.write("tidegate \(build.version)\n")
    }
  }

  /// Runs the command that the process was called with; does not return when that is refused.
  public static func main() {
    // A reader that goes away is an input/output error with an exit code, not a silent death.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that grows past a limit.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      finish(with: error)
    }
  }

  /// Prints a refusal as one line, or the help that was asked for, and exits.
  private static func finish(with error: any Error) -> Never {
    var failure = CommandFailure(error)
    if failure == nil {
      switch exitCode(for: error) {
      case .success:
        do {
          try StandardOutput.write(fullMessage(for: error) + "\n")
          Foundation.exit(0)
        } catch let refused {
          failure = CommandFailure(refused)
        }
      case .validationFailure: failure = CommandFailure(.usage, sentence(of: error))
      default: break
      }
    }
    let found = failure ?? CommandFailure(.software, "a bug of tidegate's own, please report it: \(error)")
    StandardError.write("tidegate: \(found.message.split(whereSeparator: \.isNewline).joined(separator: " "))\n")
    Foundation.exit(found.code.rawValue)
  }

  /// The parser's complaint and where to read on, on one line.
  private static func sentence(of error: any Error) -> String {
    let advice = fullMessage(for: error).split(separator: "\n").last { $0.contains("See '") } ?? ""
    let see = advice.trimmingCharacters(in: .whitespaces).replacing("See", with: "see").replacing(".", with: "")
    return message(for: error) + (see.isEmpty ? "" : "; \(see)")
  }
}
