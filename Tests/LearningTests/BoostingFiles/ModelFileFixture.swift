import Foundation
import Learning
import Testing

/// A model that another library trained or read, and what it predicts; `Fixtures/model-files/make.py` made them.
struct ModelFileFixture: Decodable, Sendable {
  var rows: [[Double?]]

  /// Absent for LightGBM.
  var margins: [[Double]]?

  /// Absent where they equal the margins.
  var predictions: [[Double]]?
  var bestIteration: Int?

  /// The fixtures of a folder by the names of their models.
  static func all(_ folder: String) throws -> [String: ModelFileFixture] {
    try JSONDecoder().decode([String: ModelFileFixture].self, from: data("\(folder)/expected.json"))
  }

  static func url(_ path: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/model-files/\(path)")
  }

  static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

  /// Checks that a model predicts what the library did, to a millionth.
  ///
  /// - Parameter checksPredictions: Whether the library's predictions are ours, and not, say, numbers of classes.
  func expectAgreement(
    _ model: BoostedTrees, checksPredictions: Bool = true, _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (index, row) in rows.enumerated() {
      let features = row.map { Float($0 ?? .nan) }
      let span = features.span
      var margins = [Float](repeating: 0, count: model.outputCount)
      var predictions = margins
      var marginSpan = margins.mutableSpan
      model.margins(span, into: &marginSpan)
      var predictionSpan = predictions.mutableSpan
      model.predict(span, into: &predictionSpan)
      if let expected = self.margins?[index] {
        #expect(
          Self.isClose(margins, expected), "\(name), row \(index) \(features): margins \(margins), not \(expected)",
          sourceLocation: sourceLocation)
      }
      guard checksPredictions, let expected = (self.predictions ?? self.margins)?[index] else { continue }
      #expect(
        Self.isClose(predictions, expected),
        "\(name), row \(index) \(features): predictions \(predictions), not \(expected)", sourceLocation: sourceLocation
      )
    }
  }

  private static func isClose(_ values: [Float], _ expected: [Double]) -> Bool {
    values.count == expected.count
      && zip(values, expected).allSatisfy { abs(Double($0) - $1) <= 1e-6 * max(abs($1), 0.2) }
  }
}
