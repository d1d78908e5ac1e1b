import ArgumentParser

/// Scores this build on recorded data.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score forecasts and policies on recorded loads.",
    subcommands: [EvaluateScaling.self, EvaluateForecasts.self])
}
