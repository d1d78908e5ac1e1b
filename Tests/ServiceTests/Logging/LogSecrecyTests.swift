import Logging
import Service
import Testing

/// What opens doors must not reach a line, however it is logged.
@Suite struct LogSecrecyTests {
  private struct Failure: Error {
    let settings: WebhookSettings
    let header = "Authorization: Bearer \(LogSecrecyTests.value)"
  }

  private static let value = "hunter2.abcDEF-123~+/=="
  private static let basic = "Basic dXNlcjpodW50ZXIy"
  private static let traces = ["hunter2", "abcDEF", "dXNlcjpodW50ZXIy"]

  @Test(arguments: LogSettings.Format.allCases)
  func `secrets of the configuration print as what they are`(format: LogSettings.Format) throws {
    let capture = try LogCapture()
    let log = capture.logger(format, level: .trace)
    let secret = Secret(Self.value)
    var prometheus = PrometheusSettings(url: "http://user:hunter2@localhost:9090", queries: QueryTable())
    prometheus.bearer = secret
    let webhook = WebhookSettings(url: "https://example.org/scale", secret: secret)
    let token = AccessToken(name: "ci", role: .read, secret: secret)
    log.info("\(secret) \(String(describing: secret)) \(String(reflecting: secret)) \([secret]) \(["a": secret])")
    log.info("\(prometheus) \(webhook) \(token) \(String(reflecting: prometheus)) \(Optional(secret) as Any)")
    log.info(
      "metadata",
      metadata: [
        "value": .stringConvertible(secret), "text": "\(secret)", "list": ["\(secret)"], "map": ["key": "\(secret)"],
        "all": "\(prometheus)", "holder": "\(token)",
      ])
    log.error("failed", error: Failure(settings: webhook))
    #expect(capture.lines.count == 4)
    #expect(capture.lines.allSatisfy { $0.contains("(secret)") })
    for trace in Self.traces { #expect(!capture.text.contains(trace)) }
  }

  @Test(arguments: LogSettings.Format.allCases)
  func `a client's credentials are left out, in whatever field they come`(format: LogSettings.Format) throws {
    let capture = try LogCapture()
    let log = capture.logger(format, level: .trace)
    let headers = ["host": "localhost", "authorization": "Bearer \(Self.value)", "cookie": "session=hunter2"]
    log.debug("Request", metadata: ["hb.request.headers": .stringConvertible(headers)])
    log.debug("Request", metadata: ["headers": .dictionary(headers.mapValues { .string($0) })])
    log.debug(
      "Request", metadata: ["authorization": .string(Self.basic), "X-Api-Key": "hunter2", "accessToken": "hunter2"])
    log.debug("authorization: \(Self.basic)\nhost: localhost")
    log.debug("AUTHORIZATION=bearer \(Self.value)")
    log.debug("the header was 'Bearer \(Self.value)'", metadata: ["header": .string(Self.basic)])
    log.debug("Set-Cookie: id=hunter2; HttpOnly", metadata: ["proxy-authorization": ["\(Self.basic)"]])
    log.debug("no answer from https://user:hunter2@prometheus:9090/api", metadata: ["url": "http://hunter2@host/"])
    #expect(capture.lines.count == 8)
    #expect(capture.lines.allSatisfy { $0.contains("(secret)") })
    for trace in Self.traces { #expect(!capture.text.contains(trace)) }
    #expect(capture.lines[0].contains("localhost"))
  }

  @Test(arguments: [
    "send a bearer token", "bearer tokens are required", "the basic settings are right",
    "http://localhost:9090/a?b=c@d",
    "no authorization is needed", "token 'ci' may only read",
  ])
  func `plain sentences stay as they are`(sentence: String) throws {
    let capture = try LogCapture()
    capture.logger(.json).info("\(sentence)", metadata: ["holder": "ci"])
    #expect(try capture.object()["message"] as? String == sentence)
    #expect(try capture.object()["holder"] as? String == "ci")
  }
}
