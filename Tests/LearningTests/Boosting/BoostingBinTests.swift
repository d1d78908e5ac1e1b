import Learning
import Testing

@Suite("Bins")
struct BoostingBinTests {
  private func binned(_ column: [Float], maxBins: Int) throws -> BinnedMatrix {
    let targets = [Float](repeating: 0, count: column.count)
    return try BinnedMatrix(TrainingMatrix(features: column, featureCount: 1, targets: targets), maxBins: maxBins)
  }

  private func bins(_ matrix: BinnedMatrix, feature: Int = 0) -> [UInt8] {
    (0..<matrix.rowCount).map { matrix.bin(row: $0, feature: feature) }
  }

  @Test func `few distinct values get a bin each, with cuts between them`() throws {
    let matrix = try binned([3, 1, 1, 2, 3, 3, -0.0, 0.0], maxBins: 255)
    #expect(bins(matrix) == [3, 1, 1, 2, 3, 3, 0, 0])
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
    let bins = bins(matrix)
    for bin in 0..<count {
      let threshold = matrix.mapper.threshold(0, after: UInt8(bin))
      #expect(column.indices.allSatisfy { (bins[$0] <= UInt8(bin)) == (column[$0] <= threshold) })
    }
  }

  @Test func `bins hold about the same number of rows`() throws {
    var world = BoostingWorld(seed: 8)
    let column = (0..<10_000).map { _ in Float(world.random.normal()) }
    let matrix = try binned(column, maxBins: 100)
    var counts = [Int](repeating: 0, count: 100)
    for bin in bins(matrix) { counts[Int(bin)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 100) <= 1 })
  }

  @Test func `a value that most rows share does not take the bins of the others`() throws {
    let column = [Float](repeating: 0, count: 9_000) + (1...1_000).map(Float.init)
    let matrix = try binned(column, maxBins: 11)
    #expect(matrix.mapper.binCount(0) == 11)
    #expect(matrix.mapper.threshold(0, after: 0) == 0.5)
    #expect(Set(bins(matrix)[9_000...]).count == 10)
  }

  @Test func `missing values get the last bin there can be`() throws {
    let matrix = try binned([.nan, 1, 2, .nan, 5], maxBins: 255)
    #expect(bins(matrix) == [BinMapper.missingBin, 0, 1, BinMapper.missingBin, 2])
    #expect(matrix.hasMissing == [true])
    #expect(matrix.mapper.threshold(0, after: 2) == .greatestFiniteMagnitude)
    #expect(try binned([1, 2], maxBins: 255).hasMissing == [false])
  }

  @Test func `a column without values has no cuts`() throws {
    let matrix = try binned([.nan, .nan, .nan], maxBins: 255)
    #expect(bins(matrix) == [255, 255, 255])
    #expect(matrix.mapper.binCount(0) == 1)
  }

  @Test func `255 values fill every bin but that of missing ones`() throws {
    let matrix = try binned((0..<255).map(Float.init) + [.nan], maxBins: 255)
    #expect(bins(matrix) == (0...255).map { UInt8($0) })
    #expect(matrix.mapper.binCount(0) == 255)
    #expect(matrix.mapper.threshold(0, after: 253) == 253.5)
  }

  @Test func `categories are ranked by how often they occur, and what is none counts as missing`() throws {
    let column: [Float] = [7, 7, 7, 900, 900, 3, 3, 0, .nan, -1, 7.9, 1e9]
    let data = TrainingMatrix(
      features: column, featureCount: 1, targets: column.map { _ in 0 }, categoricalFeatures: [0])
    let all = try BinnedMatrix(data)
    #expect(all.mapper.features == [.categories([7, 3, 900, 0])])
    #expect(bins(all) == [0, 0, 0, 2, 2, 1, 1, 3, 255, 255, 0, 255])
    let two = try BinnedMatrix(data, maxBins: 2)
    #expect(bins(two) == [0, 0, 0, 255, 255, 1, 1, 255, 255, 255, 0, 255])
  }

  @Test(arguments: [2, 3, 7])
  func `the bins are the same at any number of threads`(threads: Int) throws {
    var world = BoostingWorld(seed: 9)
    let data = world.mixed(for: .squaredError, rows: 40_000, features: 5, missing: 0.1, categories: 300)
    let one = try BinnedMatrix(data)
    let other = try BinnedMatrix(data, threads: threads)
    #expect(other.mapper == one.mapper && other.hasMissing == one.hasMissing)
    #expect((0..<5).allSatisfy { bins(other, feature: $0) == bins(one, feature: $0) })
  }

  @Test func `a column too long to be sorted whole has every value in its bin`() throws {
    var world = BoostingWorld(seed: 10)
    let column = (0..<450_000).map { _ in Float(world.random.normal()) }
    let matrix = try binned(column, maxBins: 64)
    let (bins, thresholds) = (bins(matrix), (0..<64).map { matrix.mapper.threshold(0, after: UInt8($0)) })
    var counts = [Int](repeating: 0, count: 64)
    for (value, bin) in zip(column, bins) {
      #expect(value <= thresholds[Int(bin)] && (bin == 0 || value > thresholds[Int(bin) - 1]))
      counts[Int(bin)] += 1
    }
    #expect(counts.allSatisfy { abs($0 - 450_000 / 64) < 700 })
  }

  @Test func `neighbouring and huge numbers are told apart`() throws {
    let one = Float(1)
    let huge = Float.greatestFiniteMagnitude
    let tiny = Float.leastNonzeroMagnitude
    let column = [one, one.nextUp, huge, huge.nextDown, -huge, tiny, 0, -tiny, one.nextDown]
    let matrix = try binned(column, maxBins: 255)
    let order = column.sorted()
    #expect(bins(matrix).map { order[Int($0)] } == column)
    for bin in 0..<matrix.mapper.binCount(0) {
      #expect(matrix.mapper.threshold(0, after: UInt8(bin)).isFinite)
    }
  }

  @Test func `rows with a period are not taken for the few that every other one is`() throws {
    let count = 400_000
    let matrix = TrainingMatrix(
      features: (0..<count).map { $0 % 2 == 0 ? 0 : 1 }, featureCount: 1, targets: [Float](repeating: 0, count: count))
    let binned = try BinnedMatrix(matrix)
    #expect(binned.mapper.binCount(0) == 2)
    #expect(binned.bin(row: 0, feature: 0) == 0 && binned.bin(row: 1, feature: 0) == 1)
  }
}
