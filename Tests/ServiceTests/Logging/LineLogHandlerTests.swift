import Foundation
import Logging
import Service
import Testing

@Suite struct LineLogHandlerTests {
  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  @Test func `a line of JSON has time, level, label and message, then metadata by name`() throws {
    let capture = try LogCapture()
    var log = capture.logger(.json)
    log[metadataKey: "workload"] = "web"
    log.info(
      "decided",
      metadata: [
        "replicas": .stringConvertible(7), "share": .stringConvertible(0.25), "isNew": .stringConvertible(true),
      ])
    #expect(
      capture.text == #"""
        {"ts":"2025-11-28T04:01:09.123Z","level":"info","label":"tidegate","message":"decided","isNew":true,"replicas":7,"share":0.25,"workload":"web"}

        """#)
  }

  @Test func `whatever is logged, a line is one JSON object`() throws {
    let capture = try LogCapture()
    let log = capture.logger(.json)
    let strange = "quote \" backslash \\ line\nfeed\r\ttab \u{0}\u{1}\u{1F} ünïcödé 🌊 \u{2028}"
    log.error(
      "\(strange)", error: Failure(description: strange),
      metadata: [
        strange: "\(strange)", "level": "mine", "ts": "mine", "nested": ["a": ["b", .dictionary(["c": "d"])]],
        "nan": .stringConvertible(Double.nan),
      ])
    #expect(capture.lines.count == 1)
    let object = try capture.object()
    #expect(object["message"] as? String == strange)
    #expect(object[strange] as? String == strange)
    #expect(object["error"] as? String == strange)
    #expect(object["level"] as? String == "error")
    #expect(object["level_"] as? String == "mine")
    #expect(object["ts_"] as? String == "mine")
    #expect(object["nan"] as? String == "nan")
    let nested = object["nested"] as? [String: Any]
    let list = nested?["a"] as? [Any]
    #expect(list?.first as? String == "b")
    #expect((list?.last as? [String: String]) == ["c": "d"])
  }

  @Test func `a line of text is one line, and obeys nobody`() throws {
    let capture = try LogCapture()
    let log = capture.logger(.text)
    log.warning("two\nlines \u{1B}[31mred", metadata: ["b": "2", "a": ["x", "y"], "c": ["k": "v"]])
    #expect(
      capture.text
        == "2025-11-28T04:01:09.123Z warning tidegate: two\\nlines  [31mred a=[x, y] b=2 c=[k: v]\n")
  }

  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00.000Z"), (951_782_399.9994, "2000-02-28T23:59:59.999Z"),
    (951_782_400, "2000-02-29T00:00:00.000Z"), (4_107_542_400, "2100-03-01T00:00:00.000Z"),
    (-1, "1969-12-31T23:59:59.000Z"), (-62_167_219_200, "0000-01-01T00:00:00.000Z"),
    (253_402_300_799.5, "9999-12-31T23:59:59.500Z"), (1e18, "9999-12-31T23:59:59.999Z"),
  ])
  func `times are RFC 3339 with milliseconds`(seconds: Double, text: String) throws {
    let capture = try LogCapture()
    capture.logger(.text, at: seconds).info("x")
    #expect(capture.lines == ["\(text) info tidegate: x"])
  }

  @Test func `levels are the logger's, and loggers are values`() throws {
    let capture = try LogCapture()
    let first = capture.logger(.text, level: .warning)
    var second = first
    second.logLevel = .debug
    second[metadataKey: "only"] = "second"
    first.info("unheard")
    second.debug("heard")
    first.warning("heard, too")
    #expect(capture.lines.count == 2)
    #expect(capture.lines[0].hasSuffix("debug tidegate: heard only=second [ServiceTests]"))
    #expect(capture.lines[1].hasSuffix("warning tidegate: heard, too"))
  }

  @Test func `a task's metadata comes before the line's own`() throws {
    let capture = try LogCapture()
    let output = capture.output
    let provider = Logger.MetadataProvider { ["a": "task", "b": "task"] }
    let log = Logger(label: "x") { label in
      LineLogHandler(
        label: label, settings: LogSettings(level: .info, format: .json), metadataProvider: provider, output: output)
    }
    log.info("m", metadata: ["b": "line"])
    let object = try capture.object()
    #expect(object["a"] as? String == "task")
    #expect(object["b"] as? String == "line")
  }

  @Test func `lines of many threads never mix, in a pipe that is too small for them`() async throws {
    let pipe = Pipe()
    let reader = pipe.fileHandleForReading
    let reading = Task.detached { try reader.readToEnd() ?? Data() }
    let output = LogOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    let settings = LogSettings(level: .info, format: .json)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          let log = settings.logger(label: "t\(task)", output: output)
          // Longer than what a pipe takes at once.
          for line in 0..<50 {
            log.info("\(String(repeating: "\(task)", count: 6_000))", metadata: ["line": "\(line)"])
          }
        }
      }
    }
    try pipe.fileHandleForWriting.close()
    let lines = String(decoding: try await reading.value, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 400)
    var seen: Set<String> = []
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
      let message = try #require(object["message"])
      #expect(message.count == 6_000 && Set(message).count == 1)
      seen.insert("\(message.prefix(1)) \(object["line"] ?? "")")
    }
    #expect(seen.count == 400)
  }

  @Test func `a line that nobody can take is lost, and nothing else`() throws {
    // Of a descriptor that is not open.
    let log = LogSettings(level: .info, format: .json).logger(label: "x", output: LogOutput(descriptor: 9_999))
    log.info("into the void")
    let capture = try LogCapture()
    capture.logger(.text).info("after it")
    #expect(capture.lines.count == 1)
  }
}
