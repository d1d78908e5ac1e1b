import ArgumentParser

/// Measures this build on this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure trees and decisions on this machine.", subcommands: [BenchTrees.self, BenchDecision.self])
}
