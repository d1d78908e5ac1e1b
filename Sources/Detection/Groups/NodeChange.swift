/// What changed on one node of a fleet in a window: how many of its values were strange, and which of its series changed most.
///
/// A value is anomalous when it lies outside of the band that the detector expected it in. An anomaly rate is the share of
/// anomalous values among those that had a band.
public struct NodeChange: Sendable {
  /// Anomalous values among those with a band.
  public struct Rate: Sendable, Equatable {
    public var anomalous = 0
    public var values = 0

    public init() {}

    /// 0 to 1; nil without a value.
    public var share: Double? { values == 0 ? nil : Double(anomalous) / Double(values) }

    /// Both counts together: a node's from its series', a fleet's from its nodes'.
    public static func + (left: Rate, right: Rate) -> Rate {
      var sum = left
      sum.anomalous += right.anomalous
      sum.values += right.values
      return sum
    }
  }

  /// One metric of the node.
  public struct Series: Sendable {
    public let metric: String
    /// nil where there are too few values to compare, as in a gap.
    public let change: SeriesChange?
    public fileprivate(set) var rate = Rate()
    public fileprivate(set) var rateBefore = Rate()
  }

  public let name: String
  /// The rows that are compared with those before.
  public let window: Range<Int>
  /// Strongest change first; those without a comparison at the end.
  public let series: [Series]

  /// The node's anomaly rate in the window, and in the rows before it.
  public var rate: Rate { series.reduce(Rate()) { $0 + $1.rate } }
  public var rateBefore: Rate { series.reduce(Rate()) { $0 + $1.rateBefore } }

  /// Leads a detector over the rows up to the window's end.
  ///
  /// - Parameters:
  ///   - columns: `[D][N]`.
  ///   - times: `[N]`, seconds since 1970, where they are known.
  /// - Precondition: As many names as columns and as the detector has metrics; a window of rows that there are.
  public init(
    _ name: String, metrics: [String], columns: [[Double]], times: [Double]?, window: Range<Int>,
    detector: any AnomalyDetector
  ) {
    precondition(metrics.count == columns.count && metrics.count == detector.metricCount, "\(metrics.count) names")
    self.name = name
    self.window = window
    var detector = detector
    var series = metrics.indices.map { Series(metric: metrics[$0], change: SeriesChange(columns[$0], in: window)) }
    var row = [Float](repeating: 0, count: metrics.count)
    for index in 0..<window.upperBound {
      for metric in columns.indices { row[metric] = Float(columns[metric][index]) }
      _ = detector.score(row.span, at: times?[index])
      for metric in series.indices {
        guard let finding = detector.finding(of: metric) else { continue }
        let isAnomalous = finding.value < finding.lower || finding.value > finding.upper
        if index < window.lowerBound {
          series[metric].rateBefore.take(isAnomalous)
        } else {
          series[metric].rate.take(isAnomalous)
        }
      }
    }
    self.series = series.enumerated().sorted {
      ($0.element.change?.strength ?? -1, $1.offset) > ($1.element.change?.strength ?? -1, $0.offset)
    }
    .map(\.element)
  }
}

extension NodeChange.Rate {
  fileprivate mutating func take(_ isAnomalous: Bool) {
    values += 1
    anomalous += isAnomalous ? 1 : 0
  }
}
