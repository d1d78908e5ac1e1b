import ArgumentParser
import Detection

/// What an operator wants to be told of.
struct MonitorOptions: ParsableArguments {
  @Option(help: "high, low or both: on which side of what was expected a value is an anomaly.")
  var direction = AnomalyDirection.both

  @Option(help: "Smallest deviation from what was expected, in the metric's unit.")
  var minDeviation = 0.0

  @Option(help: "Smallest deviation as a share of what was expected, such as 0.2.")
  var minRelativeDeviation = 0.0

  @Option(help: "In place of a missing value: ignore (it stays missing), previous (the last one), or a number.")
  var gaps = GapPolicy.ignore

  @Flag(help: "Alarm when a metric or whole rows stop coming.")
  var alarmOnGaps = false

  func validate() throws {
    for (name, value) in [("--min-deviation", minDeviation), ("--min-relative-deviation", minRelativeDeviation)] {
      guard value >= 0, value.isFinite else {
        throw ValidationError("\(name) is \(value), expected a number of at least 0")
      }
    }
  }

  /// - Parameter interval: Seconds between two rows, where it is known.
  func rules(interval: Double?) -> MonitorRules {
    MonitorRules(
      gaps: gaps, alarmsOnGaps: alarmOnGaps, direction: direction, minimumDeviation: minDeviation,
      minimumRelativeDeviation: minRelativeDeviation, interval: interval)
  }
}

extension AnomalyDirection: ExpressibleByArgument {}

extension GapPolicy: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "ignore": self = .ignore
    case "previous": self = .previous
    default:
      guard let value = Float(argument), value.isFinite else { return nil }
      self = .value(value)
    }
  }

  public var defaultValueDescription: String { "ignore" }
}
