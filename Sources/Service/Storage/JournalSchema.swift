import GRDB

/// The tables of the service's database, and how they came to be what they are.
///
/// A migration that has been released is never changed; another one follows it. Columns of numbers have no declared type:
/// SQLite keeps what has one as an integer where that is shorter, and would lose the sign of -0.0 with it.
package enum JournalSchema {
  /// "Tide" in ASCII, in the header of each of our files.
  static let applicationID = 0x5469_6465

  package static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 ticks, checkpoints and incidents") { try $0.execute(sql: ticks) }
    migrator.registerMigration("2 summaries") { try $0.execute(sql: summaries) }
    return migrator
  }

  /// A removed workload keeps its row until its ticks are gone, which takes a while.
  private static let ticks = """
    CREATE TABLE workload (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, configuration TEXT NOT NULL, is_own INTEGER NOT NULL,
      removed INTEGER NOT NULL DEFAULT 0);
    CREATE UNIQUE INDEX workload_name ON workload (name) WHERE NOT removed;

    CREATE TABLE tick (
      id INTEGER PRIMARY KEY AUTOINCREMENT, workload INTEGER NOT NULL REFERENCES workload (id),
      sequence INTEGER NOT NULL, time NOT NULL,
      requests_per_second, cpu_percent, memory_percent, latency_p95_milliseconds, error_percent,
      ready_replicas INTEGER, starting_replicas INTEGER,
      rung TEXT NOT NULL, forecaster TEXT, detector TEXT,
      replicas INTEGER, policy TEXT, reason TEXT, forecast_seconds, forecast_median, forecast_upper, anomaly_score,
      degraded TEXT, guardrail TEXT,
      promotion_state TEXT, promotion_hours, promotion_cost_share, promotion_loss_share,
      replica_capacity, replica_capacity_error, startup_seconds, latency_microseconds,
      UNIQUE (workload, sequence));
    CREATE INDEX tick_time ON tick (workload, time);

    CREATE TABLE checkpoint (
      id INTEGER PRIMARY KEY AUTOINCREMENT, workload INTEGER NOT NULL REFERENCES workload (id),
      sequence INTEGER NOT NULL, time NOT NULL, is_routine INTEGER NOT NULL, state BLOB NOT NULL);
    CREATE INDEX checkpoint_sequence ON checkpoint (workload, sequence);

    CREATE TABLE incident (
      id INTEGER PRIMARY KEY AUTOINCREMENT, workload INTEGER NOT NULL REFERENCES workload (id),
      sequence INTEGER NOT NULL, start_time NOT NULL, end_time, kind TEXT NOT NULL, metric TEXT, peak_score,
      document TEXT NOT NULL,
      UNIQUE (workload, sequence));
    CREATE INDEX incident_time ON incident (workload, start_time);
    """

  /// Means over five minutes from `time` on, of as many ticks; the anomaly score is the largest.
  private static let summaries = """
    CREATE TABLE summary (
      workload INTEGER NOT NULL REFERENCES workload (id), time NOT NULL, ticks INTEGER NOT NULL,
      requests_per_second, cpu_percent, memory_percent, latency_p95_milliseconds, error_percent, ready_replicas, replicas,
      forecast_median, forecast_upper, anomaly_score,
      PRIMARY KEY (workload, time)) WITHOUT ROWID;
    """
}
