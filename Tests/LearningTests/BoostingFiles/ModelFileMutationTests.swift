import Foundation
import Learning
import Tensors
import Testing

@Suite("Damaged model files never trap and never hang")
struct ModelFileMutationTests {
  static let files = [
    ("xgboost-1.7.6/squared.json", 1000), ("xgboost-1.7.6/softprob.json", 500), ("xgboost-3.2.0/dart.json", 1000),
    ("xgboost-3.2.0/quantiles.json", 500), ("xgboost-1.7.6/squared.ubj", 3000), ("xgboost-3.2.0/dart.ubj", 3000),
    ("lightgbm-4.7.0/squared.txt", 3000), ("lightgbm-4.7.0/softmax.txt", 1500), ("lightgbm-4.7.0/zeros.txt", 1500),
  ]

  @Test(arguments: files) func `what loads predicts, and all else is a sentence`(file: String, count: Int) throws {
    let good = [UInt8](try ModelFileFixture.data(file))
    var random = SplitMix64(seed: UInt64(good.count))
    var loaded = 0
    for _ in 0..<count {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&bytes, &random) }
      do throws(BoostingError) {
        let model = try BoostedTrees(modelFile: Data(bytes), name: file)
        loaded += 1
        try use(model)
      } catch {
        #expect(error.description.hasSuffix("."))
      }
    }
    // Many a changed digit does no harm, else the damage would be too crude to test anything behind the parser.
    #expect(loaded > count / 50)
  }

  /// Predicts with odd rows, and saves the model in every way.
  private func use(_ model: BoostedTrees) throws(BoostingError) {
    for value in [Float.nan, 0, -0.0, .leastNonzeroMagnitude, -3e38, .infinity, 5, 2.5e9] {
      let row = [Float](repeating: value, count: model.featureCount)
      let span = row.span
      var predictions = [Float](repeating: 0, count: model.outputCount)
      var predictionSpan = predictions.mutableSpan
      model.predict(span, into: &predictionSpan)
    }
    if model.treeCount > 0 {
      #expect(try BoostedTrees(tensors: model.tensors(prefix: ""), prefix: "").trees == model.trees)
    }
    _ = try model.xgboostJSON()
  }

  private static let numbers = [
    "-1", "0", "1", "2", "3", "7", "NaN", "-Infinity", "1e999", "1e39", "-2147483649", "4294967296", "16777216",
    "9223372036854775807", "0.5", "true", "null", "\"\"", "[]", "{}",
  ]

  /// Does one of several kinds of harm at a random place.
  private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard bytes.count > 40 else { return }
    let place = Int.random(in: 0..<bytes.count - 20, using: &random)
    let length = Int.random(in: 1...20, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 2:
      if Int.random(in: 0..<8, using: &random) == 0 { bytes.removeSubrange(place...) }
    case 3: bytes.removeSubrange(place..<place + length)
    case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 5:
      let other = Int.random(in: 0..<bytes.count - 20, using: &random)
      bytes.replaceSubrange(place..<place + length, with: Array(bytes[other..<other + length]))
    default:
      // A number of the text becomes another one.
      func isNumeric(_ byte: UInt8) -> Bool { "0123456789.-+eE".utf8.contains(byte) }
      guard let start = bytes[place...].firstIndex(where: isNumeric) else { return }
      let end = bytes[start...].firstIndex { !isNumeric($0) } ?? bytes.count
      bytes.replaceSubrange(start..<end, with: Array((numbers.randomElement(using: &random) ?? "").utf8))
    }
  }
}
