import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging
import Service
import Synchronization

/// Someone else's server, played by the test on a free port of this machine.
enum LocalServer {
  struct Seen: Sendable {
    var method: String
    /// With the query.
    var path: String
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The fields of a form.
    var form: [String: String] {
      var components = URLComponents()
      components.percentEncodedQuery = text
      return Dictionary(components.queryItems?.map { ($0.name, $0.value ?? "") } ?? []) { $1 }
    }
  }

  struct Answer: Sendable {
    var status = 200
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// The body comes a byte every tenth of a second.
    var isDripping = false
    /// The answer comes so much later.
    var delay: Duration?

    init(_ status: Int = 200, _ text: String = "", headers: [String: String] = [:], delay: Duration? = nil) {
      self.status = status
      self.headers = headers
      self.delay = delay
      body = Array(text.utf8)
    }
  }

  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// A logger that writes its lines down.
  static func recording(_ lines: Record<String>) -> Logger {
    Logger(label: "test") { _ in RecordingLog(lines: lines) }
  }

  /// A client for all tests; it lives as long as they do.
  static let client = PeerClient(
    HTTPClient(eventLoopGroupProvider: .singleton, configuration: PeerClient.configuration))

  /// Serves for as long as `body` runs, which is given the server's address.
  static func serving<Value: Sendable>(
    _ answer: @escaping @Sendable (Seen) async -> Answer, _ body: @escaping @Sendable (String) async throws -> Value
  ) async throws -> Value {
    let responder = CallbackResponder<BasicRequestContext> { request, _ in
      var request = request
      let bytes = try await request.collectBody(upTo: 64 << 20)
      var headers: [String: String] = [:]
      for field in request.headers { headers[field.name.canonicalName] = field.value }
      let answer = await answer(
        Seen(
          method: request.method.rawValue, path: request.uri.string, headers: headers,
          body: Array(bytes.readableBytesView)))
      if let delay = answer.delay { try await Task.sleep(for: delay) }
      var response = Response(
        status: .init(code: answer.status), body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
      if answer.isDripping {
        response.body = ResponseBody { writer in
          for byte in answer.body {
            try await writer.write(ByteBuffer(bytes: [byte]))
            try await Task.sleep(for: .milliseconds(100))
          }
          try await writer.finish(nil)
        }
      }
      for (name, value) in answer.headers { response.headers[.init(name)!] = value }
      return response
    }
    let (ports, running) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { running.yield($0.localAddress?.port ?? 0) }, logger: silent)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        try? await application.run()
        return nil
      }
      group.addTask {
        var port = ports.makeAsyncIterator()
        return try await body("http://127.0.0.1:\(await port.next() ?? 0)")
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }
}

/// What tasks of a test have seen, in order.
final class Record<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  var all: [Element] { elements.withLock { $0 } }

  @discardableResult
  func add(_ element: Element) -> Int {
    elements.withLock {
      $0.append(element)
      return $0.count
    }
  }
}

/// Waits until something holds; a test that waits in vain goes on, and fails by what it expects.
func eventually(within seconds: Double = 20, _ condition: @Sendable () async throws -> Bool) async rethrows {
  let end = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < end {
    if try await condition() { return }
    try? await Task.sleep(for: .milliseconds(20))
  }
}

/// Writes down what is logged.
private struct RecordingLog: LogHandler {
  let lines: Record<String>
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { lines.add("\(event.message)") }
}
