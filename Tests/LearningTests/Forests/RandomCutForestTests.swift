import Learning
import Tensors
import Testing

struct RandomCutForestTests {
  private func cloud(_ count: Int, _ dimensions: Int, seed: UInt64) -> [[Float]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in (0..<dimensions).map { _ in Float(random.uniform()) } }
  }

  /// The displacement, averaged over trees grown at once from the points, by the definition.
  private func reference(_ point: [Float], _ points: [[Float]], trees: Int, random: inout RandomSource) -> Double {
    var sum = 0.0
    for _ in 0..<trees {
      var crowd = points
      while !crowd.isEmpty {
        let all = crowd + [point]
        let lows = point.indices.map { index in all.map { $0[index] }.min()! }
        let ranges = point.indices.map { index in Double(all.map { $0[index] }.max()! - lows[index]) }
        var rest = random.uniform() * ranges.reduce(0, +)
        guard ranges.contains(where: { $0 > 0 }) else { break }
        var dimension = 0
        while dimension < ranges.count - 1, rest >= ranges[dimension] {
          rest -= ranges[dimension]
          dimension += 1
        }
        let cut = lows[dimension] + Float(rest)
        let side = crowd.filter { ($0[dimension] <= cut) == (point[dimension] <= cut) }
        if side.isEmpty {
          sum += Double(crowd.count) / Double(points.count)
          break
        }
        crowd = side
      }
    }
    return sum / Double(trees)
  }

  @Test func `displacement is that of trees grown at once from the same points`() {
    let points = cloud(12, 2, seed: 1)
    var forest = RandomCutForest(dimensions: 2, trees: 4_000, sampleSize: 16, seed: 2)
    for point in points { forest.insert(point) }
    var random = RandomSource(seed: 3)
    for probe: [Float] in [[0.5, 0.5], [2, 0.5], [1.1, -0.3], points[4]] {
      var attribution = [0.0, 0.0]
      let score = forest.displacement(of: probe, attribution: &attribution)
      #expect(abs(score - reference(probe, points, trees: 4_000, random: &random)) < 0.02)
    }
  }

  @Test func `points that were given up leave no trace`() {
    // The sample is all of the last points only if every newcomer replaced one: far points come first and die out.
    var forest = RandomCutForest(dimensions: 2, trees: 20, sampleSize: 16, seed: 4)
    for point in cloud(16, 2, seed: 5) { forest.insert(point.map { $0 + 100 }) }
    for point in cloud(6_000, 2, seed: 6) { forest.insert(point) }
    var attribution = [0.0, 0.0]
    #expect(forest.displacement(of: [100.5, 100.5], attribution: &attribution) > 0.9)
  }

  @Test func `attribution adds up to the score and names the dimension`() {
    var forest = RandomCutForest(dimensions: 3, seed: 7)
    for point in cloud(1_000, 3, seed: 8) { forest.insert(point) }
    var attribution = [0.0, 0.0, 0.0]
    let score = forest.displacement(of: [0.5, 9, 0.5], attribution: &attribution)
    #expect(abs(attribution.reduce(0, +) - score) < 1e-12)
    #expect(score > 0.7 && score <= 1 && attribution[1] > 0.9 * score)
    #expect(forest.displacement(of: [0.5, 0.5, 0.5], attribution: &attribution) < 0.3)
  }

  @Test func `equal points share a leaf and displace nothing`() {
    var forest = RandomCutForest(dimensions: 1, seed: 9)
    for _ in 0..<1_000 { forest.insert([5]) }
    var attribution = [0.0]
    #expect(forest.displacement(of: [5], attribution: &attribution) == 0)
    #expect(forest.displacement(of: [6], attribution: &attribution) > 0.99)
  }

  @Test func `a missing value is imputed from points like it`() {
    var forest = RandomCutForest(dimensions: 2, seed: 10)
    for point in cloud(2_000, 1, seed: 11) { forest.insert([point[0], 3 * point[0]]) }
    for known: Float in [0.2, 0.5, 0.8] {
      var point = [known, .nan]
      forest.impute(&point, known: 1)
      #expect(abs(point[1] - 3 * known) < 0.15)
    }
  }
}
