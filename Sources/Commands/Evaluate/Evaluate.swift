import ArgumentParser

/// Scores this build on recorded data.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Score forecasts and policies on recorded loads, and detectors on labelled anomalies and simulated faults.",
    subcommands: [
      EvaluateScaling.self, EvaluateForecasts.self, EvaluateDetection.self, EvaluateDetectors.self, EvaluateNAB.self,
      EvaluateChanges.self, EvaluateFaults.self,
    ])
}
