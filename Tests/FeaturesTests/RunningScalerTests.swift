import Features
import Foundation
import Testing

struct RunningScalerTests {
  private func scale(_ scaler: inout RunningScaler, _ row: [Float]) -> [Float] {
    var scores = [Float](repeating: 7, count: row.count)
    scaler.scale(row.span, into: &scores)
    return scores
  }

  @Test func `statistics are plain means and deviations in which the first value counts twice`() {
    var random = SeededNumbers(seed: 3)
    var scaler = RunningScaler(metrics: 1)
    var seen: [Double] = []
    for step in 0..<500 {
      let value = Float(50 + 10 * random.uniform())
      let mean = seen.reduce(0, +) / Double(max(1, seen.count))
      let variance = seen.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(max(1, seen.count))
      let score = scale(&scaler, [value])[0]
      if step == 0 {
        #expect(score == 0)
        seen.append(Double(value))
      } else {
        let deviation = max(variance.squareRoot(), 1e-3 * mean + 1e-9)
        let expected = min(max((Double(value) - mean) / deviation, -8), 8)
        #expect(abs(Double(score) - expected) < 1e-4, "step \(step)")
      }
      seen.append(Double(value))
    }
    #expect(abs(scaler.means[0] - seen.reduce(0, +) / Double(seen.count)) < 1e-9)
  }

  @Test func `old values fade when the memory is short`() {
    var scaler = RunningScaler(metrics: 1, memory: 20)
    for step in 0..<100 { _ = scale(&scaler, [step % 2 == 0 ? 9 : 11]) }
    #expect(abs(scaler.means[0] - 10) < 0.1)
    var mean = scaler.means[0]
    for step in 0..<60 {
      let value = Float(step % 2 == 0 ? 12 : 14)
      _ = scale(&scaler, [value])
      mean += (Double(value) - mean) / 20
      #expect(abs(scaler.means[0] - mean) < 1e-9)
    }
    #expect(abs(scaler.means[0] - 13) < 0.3)
  }

  @Test func `scores are clipped and an outlier moves the mean only as far as the clip`() {
    var scaler = RunningScaler(metrics: 1, clip: 4)
    for step in 0..<100 { _ = scale(&scaler, [Float(step % 2 == 0 ? 9 : 11)]) }
    let (mean, deviation) = (scaler.means[0], scaler.deviations[0])
    #expect(scale(&scaler, [1e6]) == [4])
    #expect(abs(scaler.means[0] - (mean + 4 * deviation / 102)) < 1e-9)
    #expect(scale(&scaler, [-1e6]) == [-4])
  }

  @Test func `a value that is missing or infinite gives NaN and changes nothing`() {
    var scaler = RunningScaler(metrics: 2)
    for step in 0..<50 { _ = scale(&scaler, [Float(step % 3), 5]) }
    let before = scaler
    for missing in [Float.nan, .infinity, -.infinity] {
      let scores = scale(&scaler, [missing, .nan])
      #expect(scores[0].isNaN && scores[1].isNaN)
      #expect(scaler == before)
    }
    let scores = scale(&scaler, [.nan, 5])
    #expect(scores[0].isNaN && scores[1] == 0)
    #expect(scaler.means[0] == before.means[0])
  }

  @Test func `a metric that stands still is not magnified`() {
    var scaler = RunningScaler(metrics: 1)
    for _ in 0..<100 { _ = scale(&scaler, [1000]) }
    #expect(abs(scale(&scaler, [1001])[0] - 1) < 1e-3)
  }

  @Test func `statistics of a training set never change`() {
    var scaler = RunningScaler(means: [10, -4], deviations: [2, 0.5])
    #expect(!scaler.isRunning)
    let before = scaler
    #expect(scale(&scaler, [13, -4.5]) == [1.5, -1])
    #expect(scale(&scaler, [1e9, -1e9]) == [10, -10])
    #expect(scaler == before)
  }
}
