import ArgumentParser

/// Measures this build on this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure trees, LSTMs and decisions on this machine.",
    subcommands: [BenchTrees.self, BenchLSTM.self, BenchDecision.self])
}
