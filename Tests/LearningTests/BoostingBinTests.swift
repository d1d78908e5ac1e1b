import Learning
import Testing

@Suite("Bins")
struct BoostingBinTests {
  private func binned(_ column: [Float], maxBins: Int) throws -> BinnedMatrix {
    let targets = [Float](repeating: 0, count: column.count)
    return try BinnedMatrix(TrainingMatrix(features: column, featureCount: 1, targets: targets), maxBins: maxBins)
  }

  @Test func `few distinct values get a bin each, with cuts between them`() throws {
    let matrix = try binned([3, 1, 1, 2, 3, 3, -0.0, 0.0], maxBins: 255)
    #expect(matrix.bins == [3, 1, 1, 2, 3, 3, 0, 0])
    #expect(matrix.mapper.binCount(0) == 4)
    #expect((0..<3).map { matrix.mapper.threshold(0, after: UInt8($0)) } == [0.5, 1.5, 2.5])
  }

  @Test(arguments: [2, 7, 127, 255])
  func `a value is in a bin at or below b exactly when it is at or below the threshold after b`(maxBins: Int) throws {
    var world = BoostingWorld(seed: UInt64(maxBins))
    let column = (0..<3_000).map { _ in (world.random.normal() * 40).rounded() / 8 }.map(Float.init)
    let matrix = try binned(column, maxBins: maxBins)
    let count = matrix.mapper.binCount(0)
    #expect(count <= maxBins)
    for bin in 0..<count {
      let threshold = matrix.mapper.threshold(0, after: UInt8(bin))
      #expect(column.indices.allSatisfy { (matrix.bins[$0] <= UInt8(bin)) == (column[$0] <= threshold) })
    }
  }

  @Test func `bins hold about the same number of rows`() throws {
    var world = BoostingWorld(seed: 8)
    let column = (0..<10_000).map { _ in Float(world.random.normal()) }
    let matrix = try binned(column, maxBins: 100)
    var counts = [Int](repeating: 0, count: 100)
    for bin in matrix.bins { counts[Int(bin)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 100) <= 1 })
  }

  @Test func `a value that most rows share does not take the bins of the others`() throws {
    let column = [Float](repeating: 0, count: 9_000) + (1...1_000).map(Float.init)
    let matrix = try binned(column, maxBins: 11)
    #expect(matrix.mapper.binCount(0) == 11)
    #expect(matrix.mapper.threshold(0, after: 0) == 0.5)
    #expect(Set(matrix.bins[9_000...]).count == 10)
  }

  @Test func `missing values get the bin behind the last`() throws {
    let matrix = try binned([.nan, 1, 2, .nan, 5], maxBins: 255)
    #expect(matrix.bins == [3, 0, 1, 3, 2])
    #expect(matrix.mapper.missingBin(0) == 3)
    #expect(matrix.mapper.threshold(0, after: 2) == .greatestFiniteMagnitude)
  }

  @Test func `a column without values has no cuts`() throws {
    let matrix = try binned([.nan, .nan, .nan], maxBins: 255)
    #expect(matrix.bins == [1, 1, 1])
    #expect(matrix.mapper.binCount(0) == 1)
  }

  @Test func `neighbouring and huge numbers are told apart`() throws {
    let one = Float(1)
    let huge = Float.greatestFiniteMagnitude
    let tiny = Float.leastNonzeroMagnitude
    let column = [one, one.nextUp, huge, huge.nextDown, -huge, tiny, 0, -tiny, one.nextDown]
    let matrix = try binned(column, maxBins: 255)
    let order = column.sorted()
    #expect(matrix.bins.map { order[Int($0)] } == column)
    for bin in 0..<matrix.mapper.binCount(0) {
      #expect(matrix.mapper.threshold(0, after: UInt8(bin)).isFinite)
    }
  }
}
