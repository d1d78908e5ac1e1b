/// What is not defined (without events, say) is written as null, so that no field is ever absent.
extension DetectionScore: Encodable {
  private enum CodingKeys: String, CodingKey {
    case rows, events, eventRows, aucPR, aucROC, vusPR, vusROC, window, f1, eventF1, rangeF1, affiliation, eventRecall
    case delay, alarms, falseAlarms, alarmsPerDay, falseAlarmsPerDay, pointAdjustedF1, pointAdjustedF1OfRandom, best
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(events, forKey: .events)
    try container.encode(eventRows, forKey: .eventRows)
    try container.encode(aucPR, forKey: .aucPR)
    try container.encode(aucROC, forKey: .aucROC)
    try container.encode(vusPR, forKey: .vusPR)
    try container.encode(vusROC, forKey: .vusROC)
    try container.encode(window, forKey: .window)
    try container.encode(f1, forKey: .f1)
    try container.encode(eventF1, forKey: .eventF1)
    try container.encode(rangeF1, forKey: .rangeF1)
    try container.encode(affiliation, forKey: .affiliation)
    try container.encode(eventRecall, forKey: .eventRecall)
    try container.encode(delay, forKey: .delay)
    try container.encode(alarms, forKey: .alarms)
    try container.encode(falseAlarms, forKey: .falseAlarms)
    try container.encode(alarmsPerDay, forKey: .alarmsPerDay)
    try container.encode(falseAlarmsPerDay, forKey: .falseAlarmsPerDay)
    try container.encode(pointAdjustedF1, forKey: .pointAdjustedF1)
    try container.encode(pointAdjustedF1OfRandom, forKey: .pointAdjustedF1OfRandom)
    try container.encode(best, forKey: .best)
  }
}

extension DetectionScore.Share: Encodable {
  private enum CodingKeys: String, CodingKey {
    case precision, recall, f1
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(f1, forKey: .f1)
  }
}

extension DetectionScore.Delay: Encodable {
  private enum CodingKeys: String, CodingKey {
    case rows, minutes
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(minutes, forKey: .minutes)
  }
}

extension DetectionScore.Best: Encodable {
  private enum CodingKeys: String, CodingKey {
    case f1, eventF1, rangeF1, affiliationF1, pointAdjustedF1, pointAdjustedF1OfRandom
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(f1, forKey: .f1)
    try container.encode(eventF1, forKey: .eventF1)
    try container.encode(rangeF1, forKey: .rangeF1)
    try container.encode(affiliationF1, forKey: .affiliationF1)
    try container.encode(pointAdjustedF1, forKey: .pointAdjustedF1)
    try container.encode(pointAdjustedF1OfRandom, forKey: .pointAdjustedF1OfRandom)
  }
}
