import Detection
import Foundation
import GRDB

/// An incident as a row of the table `incident`: a document, and beside it the columns that are asked for.
extension IncidentRecord {
  /// The same incident, known by its workload and its first tick, keeps its row.
  static let insertion = """
    INSERT INTO incident (workload, sequence, start_time, end_time, kind, metric, peak_score, document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workload, sequence) DO UPDATE SET start_time = excluded.start_time, end_time = excluded.end_time,
      kind = excluded.kind, metric = excluded.metric, peak_score = excluded.peak_score, document = excluded.document
    RETURNING id
    """

  /// Incidents of workloads that are still there; conditions follow.
  static let selection =
    "SELECT incident.id, workload, sequence, start_time, end_time, document "
    + "FROM incident JOIN workload ON workload.id = incident.workload AND NOT workload.removed"

  func arguments() throws -> StatementArguments {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let document = String(decoding: try encoder.encode(incident), as: UTF8.self)
    return [
      workload, sequence, from, to, incident.kind.rawValue, incident.metric, incident.peakScore, document,
    ]
  }

  init(_ row: Row) throws {
    var columns = ColumnReader(row)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self.init(
      id: try columns.value(), workload: try columns.value(), sequence: try columns.value(), from: try columns.value(),
      to: try columns.optional(),
      incident: try decoder.decode(Incident.self, from: Data(try columns.value(String.self).utf8)))
  }
}
