import Learning
import Tensors
import Testing

struct WindowSamplerTests {
  private let usable: [Bool] = (0..<20).map { $0 != 7 && $0 != 15 }

  @Test func `windows lie inside one block and avoid rows with missing values`() throws {
    let sampler = try WindowSampler(steps: 3, blocks: [0..<9, 9..<20], usable: usable, purpose: "training")
    #expect(sampler.starts == [0, 1, 2, 3, 4, 9, 10, 11, 12, 16, 17])
  }

  @Test func `separate windows do not overlap`() throws {
    let sampler = try WindowSampler(
      separate: 3, blocks: [0..<9, 9..<20], usable: usable, purpose: "validation", limit: 9)
    #expect(sampler.starts == [0, 3, 9, 12, 16])
    let limited = try WindowSampler(
      separate: 3, blocks: [0..<9, 9..<20], usable: usable, purpose: "validation", limit: 3)
    #expect(limited.starts == [0, 3, 12])
  }

  @Test func `a window as long as its block has one place`() throws {
    let sampler = try WindowSampler(steps: 7, blocks: [0..<7], usable: usable, purpose: "training")
    #expect(sampler.starts == [0])
  }

  @Test func `no place for a window is an error that counts the missing rows`() {
    let expected = RecurrentError.noWindow(purpose: "training", steps: 8, blocks: 2, missingRows: 2)
    #expect(throws: expected) {
      try WindowSampler(steps: 8, blocks: [0..<9, 9..<20], usable: usable, purpose: "training")
    }
    #expect("\(expected)".hasPrefix("The 2 blocks for training hold no 8 rows in a run without missing values"))
    #expect(throws: RecurrentError.noWindow(purpose: "training", steps: 8, blocks: 0, missingRows: 0)) {
      try WindowSampler(steps: 8, blocks: [], usable: usable, purpose: "training")
    }
  }

  @Test(arguments: [-1..<5, 0..<21, 4..<4])
  func `a block outside the table, or of no rows, is refused`(block: Range<Int>) {
    #expect(throws: RecurrentError.blockOutOfRange(block, rows: 20)) {
      try WindowSampler(steps: 1, blocks: [block], usable: usable, purpose: "training")
    }
  }

  @Test func `every place is drawn, none else, and equal seeds draw alike`() throws {
    let sampler = try WindowSampler(steps: 3, blocks: [0..<20], usable: usable, purpose: "training")
    var (left, right) = (RandomSource(seed: 4), RandomSource(seed: 4))
    var (first, second) = ([Int](repeating: -1, count: 1000), [Int](repeating: -1, count: 1000))
    sampler.draw(&first, using: &left)
    sampler.draw(&second, using: &right)
    #expect(first == second)
    #expect(Set(first) == Set(sampler.starts))
  }
}
