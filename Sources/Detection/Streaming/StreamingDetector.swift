import Features
import Learning
import Numerics

/// Strange is what leaves the range of everything seen, what is unusual for the hour, or what drifts from its forecast.
///
/// It streams from a cold start and trains nothing beforehand. Each metric has three terms, each of which learns from the past
/// only and says s = 1 where it would alarm:
///
/// - the range: the value leaves the range of everything seen by 4 % of its width and more (as in ``RangeDetector``), by 0.04 (1 + 500 / n)
///   after n values;
/// - the season: the value is as far from the mean of its hour of the day as never before, by the width of that range and
///   a deviation; only rows with a time;
/// - the forecast: a random LSTM, read by recursive least squares, forecasts 24 values ahead; its error, averaged over some thirty
///   values, is seven deviations larger than usual. It says 1 at most.
///
/// A metric's evidence is the largest s, and 1 + ln s from 1 on: the chance of a larger s falls about as 1/s. The evidence of D
/// metrics adds up as in Fisher's method, but of the three strongest metrics only, because metrics of one machine move together;
/// the threshold is Bonferroni's, 1 + ln D:
///
///     score = (e₁ + e₂ + e₃) / (1 + ln D),  of those that are at least 1;  else e₁ / (1 + ln D)
///
/// So one metric of D must exceed its own threshold D times, while three that exceed theirs at once need far less. After a score only a larger
/// one within the next 60 rows is said: one alarm per incident. A value that is not finite is missing: nothing is learned from it.
/// Nothing is said of a metric's first 40 values; the forecast speaks after 124, the season on the fourth day.
///
/// A finding's band is that of the metric by itself: outside of it, its evidence is at least 1.
///
/// - SeeAlso: Fisher, *Statistical Methods for Research Workers*, 4th edition, 1932, section 21.1.
public struct StreamingDetector: AnomalyDetector {
  /// Where the random LSTM's weights come from.
  public let seed: UInt64
  private let reservoir: LSTMNetwork
  private var scaler: RunningScaler
  private var streams: [MetricStream]
  /// Sixteen metrics each, the last one those that are left.
  private var forecasts: [ForecastLanes]
  private var suppression = AlarmSuppression()
  /// The time of the newest row with a value; nil where it is not known.
  private var previousTime: Double?
  /// The evidence that is an anomaly.
  private let threshold: Double
  /// The scaler's statistics that the newest row was standardized with, `[D]`, and its z-scores.
  private var means: [Double]
  private var deviations: [Double]
  private var scores: [Float]

  /// - Parameters:
  ///   - metricCount: D.
  ///   - seed: Equal seeds give equal scores.
  public init(metricCount: Int, seed: UInt64 = 0) {
    self.init(
      seed: seed, scaler: RunningScaler(metrics: metricCount),
      streams: [MetricStream](repeating: MetricStream(), count: metricCount),
      forecasts: Self.groups(of: metricCount).map { ForecastLanes(metrics: $0) })
  }

  /// How many metrics each of the vectors holds.
  private static func groups(of metrics: Int) -> [Int] {
    stride(from: 0, to: metrics, by: ForecastLanes.metrics).map { min(ForecastLanes.metrics, metrics - $0) }
  }

  private init(seed: UInt64, scaler: RunningScaler, streams: [MetricStream], forecasts: [ForecastLanes]) {
    self.seed = seed
    self.scaler = scaler
    self.streams = streams
    self.forecasts = forecasts
    reservoir = Reservoir.network(seed: seed)
    threshold = 1 + .log(Double(max(streams.count, 1)))
    means = scaler.means
    deviations = means
    scores = [Float](repeating: 0, count: streams.count)
  }

  public var metricCount: Int { streams.count }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    precondition(row.count == streams.count, "\(row.count) metrics, not \(streams.count)")
    for index in streams.indices {
      means[index] = scaler.means[index]
      deviations[index] = max(scaler.deviations[index], 1e-3 * abs(means[index]) + 1e-9)
    }
    scaler.scale(row, into: &scores)
    let phase = CalendarPhase(time)
    let forgetting = forgetting(at: time)
    guard scores.contains(where: { !$0.isNaN }) else { return skip() }
    var evidence = Evidence()
    var isWarmingUp = true
    for group in forecasts.indices {
      let first = group * ForecastLanes.metrics
      let count = min(ForecastLanes.metrics, streams.count - first)
      var z = SIMD16<Float>(repeating: .nan)
      for lane in 0..<count { z[lane] = scores[first + lane] }
      let said = forecasts[group].advance(z, at: phase, reservoir: reservoir)
      for lane in 0..<count {
        let index = first + lane
        if z[lane].isNaN {
          streams[index].skip()
        } else {
          streams[index].advance(
            Double(row[index]), z: z[lane], forecast: said[lane], mean: means[index], deviation: deviations[index],
            at: phase, forgetting: forgetting)
        }
        evidence.add(streams[index].evidence, of: index)
        isWarmingUp = isWarmingUp && streams[index].isWarmingUp
      }
    }
    if phase != nil { previousTime = time }
    guard !isWarmingUp else { return .warmingUp }
    return suppression.pass(AnomalyScore(value: evidence.sum / threshold, top: evidence.top))
  }

  /// A row without any value is none.
  private mutating func skip() -> AnomalyScore {
    for index in streams.indices { streams[index].skip() }
    return streams.allSatisfy(\.isWarmingUp) ? .warmingUp : suppression.pass(.none)
  }

  /// The share of a row's forgetting that is due: rows that follow each other faster than five minutes forget less each, or a range
  /// would last hours.
  private func forgetting(at time: Double?) -> Double {
    guard let time, let previousTime, time.isFinite else { return 1 }
    return min(max((time - previousTime) / 300, 0), 1)
  }

  public func finding(of metric: Int) -> MetricFinding? {
    guard var finding = streams[metric].finding else { return nil }
    let least = streams.contains { $0.evidence >= 1 } ? 1.0 : 0
    let sum = streams.reduce(0) { $1.evidence < least ? $0 : $0 + $1.evidence }
    let evidence = streams[metric].evidence
    finding.contribution = sum > 0 && evidence >= least ? evidence / sum : 0
    return finding
  }
}

extension StreamingDetector: Codable {
  private enum CodingKeys: String, CodingKey { case seed, scaler, streams, forecasts, suppression, previousTime }

  /// Reads what a detector remembers.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let scaler = try container.decode(RunningScaler.self, forKey: .scaler)
    let streams = try container.decode([MetricStream].self, forKey: .streams)
    let forecasts = try container.decode([ForecastLanes].self, forKey: .forecasts)
    guard scaler.isRunning, scaler.means.count == streams.count, scaler.deviations.count == streams.count,
      streams.allSatisfy(\.isWhole),
      forecasts.map(\.metricCount) == Self.groups(of: streams.count)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .streams, in: container,
        debugDescription:
          "The state of a streaming detector of \(scaler.means.count) metrics is not whole: start from a new detector.")
    }
    self.init(
      seed: try container.decode(UInt64.self, forKey: .seed), scaler: scaler, streams: streams, forecasts: forecasts)
    suppression = try container.decode(AlarmSuppression.self, forKey: .suppression)
    previousTime = try container.decodeIfPresent(Double.self, forKey: .previousTime)
  }

  /// Writes all but what follows from the seed.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(seed, forKey: .seed)
    try container.encode(scaler, forKey: .scaler)
    try container.encode(streams, forKey: .streams)
    try container.encode(forecasts, forKey: .forecasts)
    try container.encode(suppression, forKey: .suppression)
    try container.encodeIfPresent(previousTime, forKey: .previousTime)
  }
}
