import Features

extension LoadHistory {
  /// A history that has seen nothing yet and begins where this one's oldest load lies.
  var emptied: LoadHistory {
    emptied(startingAt: startTime + Double(loads.firstPosition) * target.stepSeconds)
  }
}
