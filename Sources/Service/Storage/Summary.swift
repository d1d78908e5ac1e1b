import GRDB

/// What is left of ticks that are no longer kept: their means over five minutes, as rows of the table `summary`.
enum Summary {
  static let seconds = 300.0

  /// Columns that tables `tick` and `summary` share, and that are averaged; in the order of `HistoryColumns`.
  static let means = [
    "requests_per_second", "cpu_percent", "memory_percent", "latency_p95_milliseconds", "error_percent",
    "ready_replicas",
    "replicas", "forecast_median", "forecast_upper",
  ]

  /// The five minutes that a time is of.
  static func slot(of time: Double) -> Double { (time / seconds).rounded(.down) * seconds }

  private static let ticks = "workload = ?1 AND time >= ?2 AND time < ?2 + \(seconds) AND sequence <= ?3"

  /// Summarizes the ticks of workload `?1` that are of the slot `?2` and not behind sequence `?3`.
  ///
  /// Where there is a summary already, since a checkpoint fell into the slot or the clock was set back, both make one.
  static let insertion: String = {
    let averages = means.map { "avg(\($0))" }.joined(separator: ", ")
    let merged = means.map {
      """
      \($0) = coalesce((\($0) * ticks + excluded.\($0) * excluded.ticks) / (ticks + excluded.ticks), \($0), excluded.\($0))
      """
    }
    return """
      INSERT INTO summary (workload, time, ticks, \(means.joined(separator: ", ")), anomaly_score)
      SELECT workload, ?2, count(*), \(averages), max(anomaly_score)
      FROM tick WHERE \(ticks)
      GROUP BY workload
      ON CONFLICT (workload, time) DO UPDATE SET \(merged.joined(separator: ", ")),
        anomaly_score = coalesce(max(anomaly_score, excluded.anomaly_score), anomaly_score, excluded.anomaly_score),
        ticks = ticks + excluded.ticks
      """
  }()

  /// Takes those ticks away; gives their sequences.
  static let deletion = "DELETE FROM tick WHERE \(ticks) RETURNING sequence"
}
