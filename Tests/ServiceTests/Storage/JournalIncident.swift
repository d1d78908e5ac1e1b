import Detection
import Foundation

/// Incidents for the journal; their own initializer belongs to the detection room.
enum JournalIncident {
  static func incident(score: Double) throws -> Incident {
    let document = """
      {"firstRow": 3, "lastRow": 9, "firstTime": 100, "lastTime": 200.25, "peakRow": 5, "peakScore": 2.5,
       "metric": "cpuPercent", "contributions": [{"metric": "cpuPercent", "share": 0.75}], "kind": "shift"}
      """
    var incident = try JSONDecoder().decode(Incident.self, from: Data(document.utf8))
    incident.peakScore = score
    return incident
  }
}
