import ArgumentParser
import Foundation

/// A load for a running service.
struct BenchService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service",
    abstract: "Send decisions to a running service at a fixed rate, and tell how long the answers took.",
    discussion: """
      An open loop: requests go out when they are due, whether or not earlier ones have been answered, and latency counts \
      from then. Start the service first, best on another core.
      """)

  @Option(help: "Where the AI door is.")
  var url = "http://127.0.0.1:9002"

  @Option(help: "Requests per second.")
  var rate = 5_000.0

  @Option(help: "Seconds.")
  var seconds = 20.0

  @Option(help: "Connections.")
  var connections = 64

  @Option(help: "Workloads that the decisions are for, at most as many as connections are used at once.")
  var workloads = 64

  @Option(help: "Name of the environment variable that holds a bearer token.")
  var tokenVariable: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value, range) in [
      ("--rate", rate, 1...1e6), ("--seconds", seconds, 0.1...86_400),
      ("--connections", Double(connections), 1...10_000),
      ("--workloads", Double(workloads), 1...1e6),
    ] where !range.contains(value) {
      throw ValidationError("\(name) is \(value), expected \(range.lowerBound) to \(range.upperBound)")
    }
  }

  func run() throws {
    let bearer = tokenVariable.flatMap { ProcessInfo.processInfo.environment[$0] }
    let report = try ServiceEntry.current().bench(
      ServiceEntry.Load(
        url: url, rate: rate, seconds: seconds, connections: connections, workloads: workloads, bearer: bearer))
    try StandardOutput.write(report + Data("\n".utf8))
  }
}
