// Boosted trees as a library: three quantiles of a noisy sine, asked with a missing value, explained, and kept for XGBoost.
import Foundation
import Learning

var features: [Float] = []
var targets: [Float] = []
var random = SystemRandomNumberGenerator()
for _ in 0..<20_000 {
  let (hour, day) = (Float.random(in: 0..<24, using: &random), Float(Int.random(in: 0..<7, using: &random)))
  let load = 100 + 50 * sin(hour / 24 * 2 * .pi) - (day >= 5 ? 40 : 0)
  features += [Float.random(in: 0..<1, using: &random) < 0.05 ? .nan : hour, day]
  targets.append(load * Float.random(in: 0.8...1.2, using: &random))
}
let data = TrainingMatrix(
  features: features, featureCount: 2, targets: targets, categoricalFeatures: [1], featureNames: ["hour", "day"])
let settings = BoostingConfiguration(objective: .quantiles([0.05, 0.5, 0.95]), rounds: 100, maxLeaves: 15, threads: 2)
let trees = try BoostedTrees.fit(data, configuration: settings) { progress in
  progress.round < 100  // false stops the fit; what it returns can be resumed
}

let predictor = TreePredictor(trees)  // immutable, for any number of threads
func band(_ features: [Float]) -> [Float] {
  var quantiles: [Float] = [0, 0, 0]
  var room = quantiles.mutableSpan
  predictor.predict(features.span, into: &room)
  return quantiles
}

let saturday: [Float] = [.nan, 5]
print("Saturday, hour unknown:", band(saturday))

let median = trees.quantile(at: 1)
for (name, part) in zip(["hour", "day", "expected"], median.contributions(saturday.span)) { print(name, part) }
try median.xgboostJSON().write(to: URL(fileURLWithPath: ".build-embed/median.json"))
print(try BoostedTrees(contentsOf: URL(fileURLWithPath: ".build-embed/median.json")).predict(saturday.span))
