import Service
import Testing

@Suite struct RemoteWriteTests {
  private static let type = "application/x-protobuf"

  private func store() throws -> SampleStore {
    let store = SampleStore(budget: SeriesBudget(limit: 3))
    _ = try store.register(SeriesTable([.requestsPerSecond: .init(selector: "load", combination: .sum)]))
    return store
  }

  private func body(_ labels: [(String, String)], _ samples: [(milliseconds: Int64, value: Double)] = [(1_000, 1)])
    -> [UInt8]
  {
    RemoteWriteBody(series: [(labels, samples)]).body
  }

  private func status(_ body: [UInt8], into store: SampleStore, limits: RemoteWriteLimits = RemoteWriteLimits()) -> Int
  {
    do {
      _ = try RemoteWrite.receive(
        body, contentType: Self.type, encoding: "snappy", version: "0.1.0", limits: limits, into: store, at: 1)
      return 204
    } catch {
      return error.status
    }
  }

  @Test func `what a sender writes is read`() throws {
    let written = RemoteWriteBody(series: [
      ([("__name__", "load"), ("job", "wéb")], [(1_000, 1.5), (2_000, -.infinity)]),
      ([("z", "1"), ("__name__", "up"), ("empty", "")], [(-5, StaleMarker.value)]), ([], []),
    ])
    let read = try RemoteWrite.decode(written.body, limits: RemoteWriteLimits())
    #expect(read.count == 3)
    #expect(read[0].labels.description == "load{job=\"wéb\"}")
    #expect(
      read[0].samples == [Sample(milliseconds: 1_000, value: 1.5), Sample(milliseconds: 2_000, value: -.infinity)])
    // Labels out of order, and without a value, are put right.
    #expect(read[1].labels.description == "up{z=\"1\"}")
    #expect(read[1].samples == [Sample(milliseconds: -5, value: StaleMarker.value)])
    #expect(read[2].labels.pairs.isEmpty && read[2].samples.isEmpty)
  }

  @Test func `copies within a block are followed`() throws {
    // "abcd" and a copy of 8 bytes from 4 back: the literal's tag, then a copy with a one-byte offset.
    let block: [UInt8] = [12, 3 << 2] + Array("abcd".utf8) + [(8 - 4) << 2 | 1, 4]
    #expect(Snappy.inflated(block, limit: 100).map { String(decoding: $0, as: UTF8.self) } == "abcdabcdabcd")
  }

  @Test func `exemplars, metadata and native histograms are read over`() throws {
    let sample = RemoteWriteBody.field(2, [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x10, 1])
    let name = RemoteWriteBody.field(
      1, RemoteWriteBody.field(1, Array("__name__".utf8)) + RemoteWriteBody.field(2, Array("load".utf8)))
    let series =
      name + sample + RemoteWriteBody.field(3, [0x09, 1, 2, 3, 4, 5, 6, 7, 8]) + RemoteWriteBody.field(4, [0x08, 1])
    let message = RemoteWriteBody.field(1, series) + RemoteWriteBody.field(3, [0x08, 1])
    let read = try RemoteWrite.decode(RemoteWriteBody.snappy(message), limits: RemoteWriteLimits())
    #expect(read.map(\.samples) == [[Sample(milliseconds: 1, value: 1)]])
  }

  @Test(
    arguments: [
      ("application/x-protobuf", "snappy", "0.1.0", nil),
      ("application/x-protobuf;proto=prometheus.WriteRequest", "snappy", nil, nil),
      ("application/x-protobuf;proto=io.prometheus.write.v2.Request", "snappy", "2.0.0", 415),
      ("application/x-protobuf", "snappy", "2.0.0", 415), ("application/json", "snappy", "0.1.0", 415),
      ("application/x-protobuf", "gzip", "0.1.0", 415), ("application/x-protobuf", nil, "0.1.0", 415),
      (nil, "snappy", nil, 415),
    ] as [(String?, String?, String?, Int?)]) func `only version 1 is taken`(
      type: String?, encoding: String?, version: String?, status: Int?
    )
  {
    var answer: Int?
    do { try RemoteWrite.check(contentType: type, encoding: encoding, version: version) } catch {
      answer = error.status
    }
    #expect(answer == status)
  }

  @Test func `answers are those of a real receiver`() throws {
    let store = try store()
    let load = [("__name__", "load")]
    #expect(status(body(load), into: store) == 204)
    #expect(status(body(load), into: store) == 204, "an identical duplicate")
    #expect(status(body(load, [(1_000, 2)]), into: store) == 400, "another value for the same time")
    #expect(status(body(load, [(999, 1)]), into: store) == 400, "an older time")
    #expect(status(body(load, [(3_600_000, 1)]), into: store) == 204, "an hour ahead")
    #expect(status(body(load + [("b", "1"), ("a", "1")]), into: store) == 204, "labels out of order")
    #expect(status(body([("a", "1")]), into: store) == 204, "no name")
    #expect(
      status(body(load + [("x-y", "1")], [(1_000, StaleMarker.value)]), into: store) == 204,
      "an illegal name, and an end")
    #expect(status(body(load + [("a", "1"), ("a", "2")]), into: store) == 400, "a label twice")
    #expect(status([], into: store) == 400)
    #expect(status(Array("not snappy at all".utf8), into: store) == 400)
    #expect(status(RemoteWriteBody.snappy([0xFF, 0xFF]), into: store) == 400)
  }

  @Test func `the sentence names the sample, and says what was stored`() throws {
    let store = try store()
    _ = status(body([("__name__", "load")]), into: store)
    let late = RemoteWriteBody(series: [
      ([("__name__", "load")], [(500, 1), (2_000, 1)]), ([("__name__", "load"), ("i", "2")], [(500, 1)]),
    ])
    #expect(throws: RemoteWriteError.invalid("out of order sample at 500 ms of load{}; 1 sample refused, 2 stored")) {
      try RemoteWrite.receive(
        late.body, contentType: Self.type, encoding: "snappy", version: nil, limits: RemoteWriteLimits(), into: store,
        at: 1)
    }
  }

  @Test func `more series than there is room for give 429, and those that fit are kept`() throws {
    let store = try store()
    let many = RemoteWriteBody(series: (0..<5).map { ([("__name__", "load"), ("i", "\($0)")], [(1_000, 1)]) })
    #expect(status(many.body, into: store) == 429)
    #expect(store.seriesCount == 3)
    // Series that nobody selects need no room.
    let others = RemoteWriteBody(series: (0..<5).map { ([("__name__", "other"), ("i", "\($0)")], [(1_000, 1)]) })
    #expect(status(others.body, into: store) == 204)
  }

  @Test func `a block that would become too long is refused before it is inflated`() throws {
    var limits = RemoteWriteLimits()
    limits.bytes = 1_000
    let store = try store()
    #expect(status([UInt8](repeating: 0, count: 1_001), into: store, limits: limits) == 413)
    // The head says 4 GB.
    #expect(status(RemoteWriteBody.varint(UInt64(UInt32.max)) + [0, 0], into: store, limits: limits) == 413)
    #expect(Snappy.length(of: RemoteWriteBody.varint(UInt64(UInt32.max)) + [0, 0]) == 4_294_967_295)
    // Within the limit, and yet more than so few bytes can say.
    #expect(status(RemoteWriteBody.varint(1_000) + [0, 0], into: store, limits: limits) == 400)
  }

  @Test func `many empty messages are refused before they are decoded`() throws {
    var limits = RemoteWriteLimits()
    limits.messages = 10
    let store = try store()
    let ten = [UInt8](repeating: 0, count: 0) + (0..<10).flatMap { _ in [UInt8(0x0A), 0] }
    #expect(status(RemoteWriteBody.snappy(ten), into: store, limits: limits) == 204)
    #expect(status(RemoteWriteBody.snappy(ten + [0x0A, 0]), into: store, limits: limits) == 413)
    let labels = RemoteWriteBody.field(1, (0..<10).flatMap { _ in [UInt8(0x0A), 0] })
    #expect(status(RemoteWriteBody.snappy(labels), into: store, limits: limits) == 413)
  }

  @Test func `labels are limited`() throws {
    var limits = RemoteWriteLimits()
    limits.labels = 2
    limits.nameBytes = 10
    limits.valueBytes = 10
    let store = try store()
    let load = [("__name__", "load")]
    #expect(status(body(load + [("a", "1")]), into: store, limits: limits) == 204)
    #expect(status(body(load + [("a", "1"), ("b", "1")]), into: store, limits: limits) == 400)
    #expect(status(body(load + [("a", "12345678901")]), into: store, limits: limits) == 400)
    #expect(status(body(load + [("a1234567890", "1")]), into: store, limits: limits) == 400)
    #expect(status(body(load + [("", "1")]), into: store, limits: limits) == 400)
  }

  @Test func `a source sees what was written`() throws {
    let store = SampleStore(budget: SeriesBudget(limit: 3))
    let table = SeriesTable([.requestsPerSecond: .init(selector: "load", combination: .sum)])
    do {
      let source = try RemoteWriteSource(table, store: store)
      _ = status(body([("__name__", "load")], [(15_000, 7)]), into: store)
      #expect(source.observation(at: 15).requestsPerSecond == 7)
      #expect(source.observation(at: 15).cpuPercent == nil)
    }
    // Its series go with it.
    #expect(store.seriesCount == 0)
  }
}
