import Foundation
import Service
import Testing

@Suite struct SecretTests {
  private let folder: ConfigurationFolder
  private let long = "0123456789abcdef0123456789abcdef"

  init() throws { folder = try ConfigurationFolder() }

  @Test func `secrets come from files and from the environment, without the newline at their end`() throws {
    try folder.write("\(long)\r\n\n", to: "grafana")
    let (configuration, warnings) = try folder.load(
      """
      tokens:
        - {name: grafana, role: read, file: grafana}
        - {name: prometheus, role: ingest, environment: TIDEGATE_TOKEN}
      """, ["TIDEGATE_TOKEN": "\(long)x"])
    #expect(
      configuration.tokens == [
        AccessToken(name: "grafana", role: .read, secret: Secret(long)),
        AccessToken(name: "prometheus", role: .ingest, secret: Secret("\(long)x")),
      ])
    #expect(warnings == [])
  }

  @Test func `a secret that is written out is refused and not repeated`() throws {
    let complaints = try folder.complaints(
      """
      tokens:
        - {name: a, role: read, secret: hunter2hunter2}
      workloads:
        - name: a
          source: {prometheus: {url: 'http://me:hunter2@p', bearer: hunter2, queries: {requestsPerSecond: x}}}
          actuator: {webhook: {url: 'http://h', secret: hunter2}}
      """)
    #expect(complaints.count == 5)
    #expect(!complaints.joined().contains("hunter2"))
    #expect(
      complaints.contains { $0.hasPrefix("tidegate.yaml:5:63: workloads[].source.prometheus.bearer is written out") })
  }

  @Test(arguments: [
    ("environment: TIDEGATE_EMPTY", "the environment variable TIDEGATE_EMPTY is empty"),
    ("environment: NOWHERE", "the environment variable NOWHERE is not set"),
    ("file: empty", "empty is empty"),
    ("file: nowhere", "nowhere is not there or cannot be read"),
    ("file: blank", "the secret of the token 'a' has other characters"),
    ("file: good, environment: TIDEGATE_EMPTY", "tokens[] has no secret or two"),
    ("role: read", "tokens[] has no secret or two"),
  ])
  func `a secret that cannot be used is refused`(place: String, sentence: String) throws {
    try folder.write("\n", to: "empty")
    try folder.write("two words", to: "blank")
    try folder.write(long, to: "good")
    let role = place.contains("role") ? "" : "role: read, "
    let complaints = try folder.complaints("tokens: [{name: a, \(role)\(place)}]", ["TIDEGATE_EMPTY": ""])
    #expect(complaints.count == 1)
    #expect(complaints.first?.contains(": \(sentence)") == true, "found \(complaints)")
  }

  @Test func `two tokens may have neither the same name nor the same secret`() throws {
    try folder.write(long, to: "one")
    let complaints = try folder.complaints(
      "tokens: [{name: a, role: read, file: one}, {name: a, role: operate, file: one}]")
    #expect(complaints.count == 2)
    #expect(!complaints.joined().contains(long))
  }

  @Test func `what is doubtful about secrets is warned of`() throws {
    try folder.write("short", to: "open", mode: 0o644)
    let warnings = try folder.load("host: 0.0.0.0\ntokens: [{name: a, role: read, file: open}]").warnings
    #expect(warnings.count == 3)
    #expect(warnings[0].contains("can be read by every user"))
    #expect(warnings[1].contains("shorter than 16 characters"))
    #expect(warnings[2].contains("tokens come to 0.0.0.0 unencrypted"))
    #expect(
      try folder.load("host: 0.0.0.0").warnings.first?.contains("whoever reaches 0.0.0.0 may do everything") == true)
  }

  @Test func `a secret is never printed`() {
    let token = AccessToken(name: "a", role: .read, secret: Secret(long))
    var text = ""
    dump(token, to: &text)
    #expect(!"\(token) \(String(reflecting: token)) \(text)".contains(long))
  }
}
