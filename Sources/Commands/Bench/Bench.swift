import ArgumentParser

/// Measures this build on this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure trees, LSTMs, decisions, detection and the simulation on this machine.",
    subcommands: [
      BenchTrees.self, BenchLSTM.self, BenchDecision.self, BenchDetection.self, BenchSimulation.self,
    ])
}
