/// What the faults of a tick do to each cell and store: filled anew when the set of active faults changes.
struct ActiveTroubles: Sendable {
  /// Of one service.
  struct OfService: Sendable {
    /// By what own work takes longer: with CPU, and without.
    var cpuFactor = 1.0
    var waitFactor = 1.0
    /// CPU taken by others, 0...1.
    var hog = 0.0
    var leakPerHour = 0.0
    var failing = 0.0
    var networkSeconds = 0.0
    var isDown = false
    var trafficFactor = 1.0
    var extraRetries = 0
    var clockSkew = 0.0
    var hasMetrics = true
  }

  var services: [OfService]
  var databases: [PostgresCluster.Trouble]
  var areCachesDown: [Bool]
  var areSitesDown: [Bool]
}
