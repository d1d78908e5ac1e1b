import Detection
import Foundation
import Testing

struct MonitorMemoryTests {
  private static let names = ["requestsPerSecond", "cpuPercent"]

  private static func monitor(metrics: [String] = names) -> AnomalyMonitor {
    AnomalyMonitor(StreamingDetector(metricCount: metrics.count, seed: 3), metrics: metrics)
  }

  private static func row(_ index: Int) -> [Float] {
    let wave = Float(sin(Double(index) / 20))
    let load: Float = index == 700 ? 900 : 100 + 10 * wave + Float(index * 7 % 5)
    return [load, index % 97 == 0 ? .nan : 40 + 4 * wave + Float(index * 3 % 7)]
  }

  @Test func `a restored monitor goes on as if it had never stopped, also within an incident`() throws {
    var whole = Self.monitor()
    var first = Self.monitor()
    for index in 0..<702 {
      #expect(
        whole.observe(Self.row(index).span, at: Double(index) * 60)
          == first.observe(Self.row(index).span, at: Double(index) * 60))
    }
    #expect(first.incident != nil)
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    let bytes = try encoder.encode(try #require(first.memory))
    var second = Self.monitor()
    let fits = second.restore(try PropertyListDecoder().decode(AnomalyMonitor.Memory.self, from: bytes))
    #expect(fits)
    #expect(second.incident == first.incident)
    for index in 702..<1_000 {
      #expect(
        whole.observe(Self.row(index).span, at: Double(index) * 60)
          == second.observe(Self.row(index).span, at: Double(index) * 60))
    }
    #expect(whole.incident == second.incident && whole.warmUpRows == second.warmUpRows)
  }

  @Test func `a memory of other metrics or another detector is refused`() throws {
    let memory = try #require(Self.monitor().memory)
    var other = Self.monitor(metrics: ["one"])
    let fits = other.restore(memory)
    #expect(!fits)
    #expect(AnomalyMonitor(NullDetector(metricCount: 2), metrics: Self.names).memory == nil)
  }
}
