import Foundation
import Learning
import Tensors

/// Golden values that `Fixtures/lstm-reference.py` wrote.
struct LSTMFixture: Decodable {
  struct Array: Decodable {
    let shape: [Int]
    let values: [Float]

    var tensor: Tensor { Tensor(values, shape: shape) }
  }

  struct Gradients: Decodable {
    let loss: Double
    let gradients: [String: Array]
  }

  struct Update: Decodable {
    let learningRate: Float
    let gradients: [Float]
    let parameters: [Float]
  }

  let tensors: [String: Array]?
  let inputs: [Float]?
  let targets: [Float]?
  let hidden: [Float]?
  let cell: [Float]?
  let outputs: [Float]?
  let steps: Int?
  let rows: Int?
  let warmUp: Int?
  let delta: Float?
  let huber: Gradients?
  let squared: Gradients?
  let start: [Float]?
  let updates: [Update]?

  static func read(_ name: String) throws -> LSTMFixture {
    let file = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)")
    return try JSONDecoder().decode(LSTMFixture.self, from: Data(contentsOf: file))
  }

  func network() throws -> LSTMNetwork {
    try LSTMNetwork(tensors: (tensors ?? [:]).mapValues(\.tensor))
  }
}

/// The largest difference between two lists, or infinity if one holds a NaN or they differ in length.
func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// ‖left − right‖ / ‖right‖, or infinity if one holds a NaN or they differ in length.
func relativeError(_ left: [Double], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  let difference = zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let scale = right.reduce(0) { $0 + $1 * $1 }
  let error = (difference / scale).squareRoot()
  return error.isNaN ? .infinity : error
}

/// Normally distributed numbers.
func normalValues(_ count: Int, scale: Double = 1, seed: UInt64) -> [Float] {
  var random = RandomSource(seed: seed)
  return (0..<count).map { _ in Float(random.normal() * scale) }
}
