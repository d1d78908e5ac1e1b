import ArgumentParser

/// Scores on recorded data.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score on recorded data.", subcommands: [EvaluateForecasts.self])
}
