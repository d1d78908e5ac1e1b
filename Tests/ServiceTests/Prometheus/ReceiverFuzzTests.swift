import Foundation
import Service
import Testing

/// Bodies that nobody should send: none may crash a parser, and none may take much memory.
@Suite(.serialized) struct ReceiverFuzzTests {
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let limits: RemoteWriteLimits = {
    var limits = RemoteWriteLimits()
    limits.bytes = 1 << 20
    limits.messages = 20_000
    return limits
  }()

  /// What the process has ever held at once, in bytes.
  private static var peakMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
  }

  private static func random(_ length: Int, _ dice: inout Dice) -> [UInt8] {
    (0..<length).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
  }

  /// Changes some bytes, takes some away, or puts some of it in twice.
  private static func mutated(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &dice)
      let end = min(bytes.count, place + Int.random(in: 1...16, using: &dice))
      switch Int.random(in: 0..<5, using: &dice) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      case 1: bytes[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &dice) ?? 0
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }

  private static let sample = RemoteWriteBody(
    series: (0..<20).map { series in
      (
        [("__name__", "load"), ("instance", "10.0.0.\(series):8080"), ("job", "wéb")],
        (0..<5).map { (Int64($0) * 15_000, Double(series) * 1.5) }
      )
    })

  private static let text = """
    # HELP a help
    # TYPE a counter
    a{path="/x\\n\\"y\\"",code="200"} 1027 1395066363000
    b_bucket{le="+Inf"} 1.5e3
    c NaN
    d{} -Inf 1

    """

  private func receive(_ body: [UInt8], into store: SampleStore) -> Int {
    do {
      _ = try RemoteWrite.receive(
        body, contentType: "application/x-protobuf", encoding: "snappy", version: "0.1.0", limits: Self.limits,
        into: store,
        at: 1)
      return 204
    } catch {
      #expect(!error.description.isEmpty)
      return error.status
    }
  }

  private func store() throws -> SampleStore {
    let store = SampleStore(budget: SeriesBudget(limit: 1_000))
    _ = try store.register(
      SeriesTable([.requestsPerSecond: .init(selector: "{__name__=~\".*\",__name__!=\"\"}", combination: .rate)]))
    return store
  }

  @Test func `ten thousand random bodies are answered within bounded memory`() throws {
    var dice = Dice(state: 1)
    let store = try store()
    let before = Self.peakMemory
    var answers: [Int: Int] = [:]
    for round in 0..<10_000 {
      let bytes = Self.random(Int.random(in: 0...600, using: &dice), &dice)
      // As a body, as a message in a good block, and as a good head before bad copies.
      let body = [bytes, RemoteWriteBody.snappy(bytes), RemoteWriteBody.varint(UInt64(bytes.count * 4)) + bytes][
        round % 3]
      answers[receive(body, into: store), default: 0] += 1
    }
    #expect(Set(answers.keys).isSubset(of: [204, 400, 413, 429]))
    #expect(store.seriesCount <= 1_000)
    #expect(Self.peakMemory - before < 128 << 20)
  }

  @Test func `a thousand bodies that are nearly right are answered within bounded memory`() throws {
    var dice = Dice(state: 2)
    let store = try store()
    let before = Self.peakMemory
    var answers: [Int: Int] = [:]
    for round in 0..<1_000 {
      let body =
        round.isMultiple(of: 2)
        ? RemoteWriteBody.snappy(Self.mutated(Self.sample.message, &dice)) : Self.mutated(Self.sample.body, &dice)
      answers[receive(body, into: store), default: 0] += 1
    }
    #expect(Set(answers.keys).isSubset(of: [204, 400, 413, 429]))
    // Both kinds must have been there, or nothing was tried.
    #expect(answers[400, default: 0] > 100 && answers.count > 1)
    #expect(store.seriesCount <= 1_000 && store.sampleCount <= 512_000)
    #expect(Self.peakMemory - before < 128 << 20)
  }

  @Test func `expositions of any bytes are read or refused`() throws {
    var dice = Dice(state: 3)
    let limits = ExpositionLimits(line: 256, samples: 50, labels: 8)
    var read = 0
    var refused = 0
    for round in 0..<11_000 {
      var bytes = round < 10_000 ? Self.random(Int.random(in: 0...400, using: &dice), &dice) : Array(Self.text.utf8)
      if round >= 10_000 { bytes = Self.mutated(bytes, &dice) }
      var parser = ExpositionParser(round.isMultiple(of: 2) ? .text : .openMetrics, limits: limits)
      var samples = 0
      do {
        let middle = bytes.count / 2
        try parser.consume(bytes[..<middle]) { _ in samples += 1 }
        try parser.consume(bytes[middle...]) { _ in samples += 1 }
        try parser.finish { _ in samples += 1 }
        read += 1
      } catch {
        refused += 1
      }
      #expect(samples <= 50)
    }
    #expect(read > 50 && refused > 5_000)
  }
}
