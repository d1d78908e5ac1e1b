import Learning
import Testing

struct WindowStreamsTests {
  @Test func `each row reads window after window and starts anew where rows are missing`() throws {
    let usable = (0..<40).map { $0 != 20 }
    let sampler = try WindowSampler(separate: 4, blocks: [0..<40], usable: usable, purpose: "training", limit: .max)
    #expect(sampler.starts == [0, 4, 8, 12, 16, 21, 25, 29, 33])
    var streams = WindowStreams(sampler, length: 4, rows: 2)
    #expect(streams.count == 9)
    var (chosen, isContinued) = ([0, 0], [true, true])
    streams.next(&chosen, isContinued: &isContinued, isFirst: true)
    #expect(chosen == [0, 16] && isContinued == [false, false])
    streams.next(&chosen, isContinued: &isContinued, isFirst: false)
    #expect(chosen == [4, 21] && isContinued == [true, false])
    for _ in 0..<4 { streams.next(&chosen, isContinued: &isContinued, isFirst: false) }
    #expect(chosen == [21, 0] && isContinued == [false, false])
  }
}
