import ArgumentParser

/// Measures this build on this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure decisions on this machine.", subcommands: [BenchDecision.self])
}
