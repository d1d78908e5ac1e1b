/// Every tick of a run, for reports and labels; a cell is a service in a site.
public struct PlatformHistory: Sendable {
  /// One series per cell, as long as the run so far.
  public struct OfCell: Sendable {
    public var ready: [Float] = []
    public var starting: [Float] = []
    public var requestsPerSecond: [Float] = []
    public var p95Milliseconds: [Float] = []
    public var p99Milliseconds: [Float] = []
    public var errorPercent: [Float] = []
    public var cpuPercent: [Float] = []
    public var memoryPercent: [Float] = []
  }

  public internal(set) var ticks: [PlatformTick] = []
  public internal(set) var cells: [OfCell]
  /// What happened when: fail-overs, kills, roll-outs, outages.
  public internal(set) var events: [PlatformEvent] = []
}
