import Detection
import Testing

struct MeasuresReferenceTests {
  @Test func `the fixture has its series`() throws {
    #expect(try MeasureFixture.shared.get().cases.count == 9)
  }

  @Test(arguments: MeasureFixture.cases)
  func `ranking measures are those of their definitions`(_ series: MeasureFixture.Case) {
    let labelled = series.labelled
    #expect(agree(labelled.aucPR, series.aucPR), "\(String(describing: labelled.aucPR)) \(series.aucPR)")
    #expect(agree(labelled.aucROC, series.aucROC), "\(String(describing: labelled.aucROC)) \(series.aucROC)")
    #expect(agree(labelled.bestPoint.f1, series.bestF1))
  }

  @Test(arguments: MeasureFixture.cases)
  func `volumes are those of their definition, for any window`(_ series: MeasureFixture.Case) throws {
    #expect(series.volumes.count == 4)
    for (name, expected) in series.volumes {
      let window = try #require(Int(name))
      let found = try #require(series.labelled.volumes(window: window))
      #expect(agree(found.pr, expected[0]), "VUS-PR \(window): \(found.pr), not \(expected[0])")
      #expect(agree(found.roc, expected[1]), "VUS-ROC \(window): \(found.roc), not \(expected[1])")
    }
  }

  @Test(arguments: MeasureFixture.cases)
  func `measures at a threshold are those of their definitions`(_ series: MeasureFixture.Case) throws {
    let alarms = series.labelled.alarms(above: series.threshold)
    for (name, measure) in MeasureFixture.measures {
      let (found, expected) = (measure(alarms), try #require(series.alarms[name]))
      #expect(
        agree(found.precision, expected[0]) && agree(found.recall, expected[1]), "\(name): \(found), not \(expected)")
    }
    let zones = alarms.affiliationZones
    #expect(zones.count == series.zones.count)
    for (found, expected) in zip(zones, series.zones) {
      #expect(
        agree(found.precision, expected[0]) && agree(found.recall, expected[1]), "zone: \(found), not \(expected)")
    }
  }

  @Test(arguments: MeasureFixture.cases)
  func `measures at their best threshold are the best of a hundred`(_ series: MeasureFixture.Case) throws {
    for (name, measure) in MeasureFixture.measures {
      let found = series.labelled.best(measure).f1
      let expected = try #require(series.best[name])
      #expect(agree(found, expected), "\(name): \(String(describing: found)), not \(expected)")
    }
  }
}
