import Foundation
import Service
import Testing

@Suite struct ConfigurationReferenceTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The example with all that is commented out.
  private func wholeExample() throws -> String {
    try Certificates.write(into: folder.path + "/tls")
    for name in ["grafana", "operator", "prometheus"] {
      try folder.write("\(name)-0123456789abcdef", to: "secrets/\(name)")
    }
    try folder.write("requests\n1\n", to: "load.csv")
    try FileManager.default.createDirectory(atPath: "\(folder.path)/models", withIntermediateDirectories: true)
    return try Self.text("deploy/tidegate.yaml").split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let rest = line.dropFirst()
        let isSetting = rest.hasPrefix("  ") || rest.first?.isLetter == true || rest.first == "-"
        return line.hasPrefix("#") && isSetting ? String(rest) : String(line)
      }
      .joined(separator: "\n")
  }

  private let environment = [
    "TIDEGATE_TOKEN_PROMETHEUS": "0123456789abcdefghi", "TIDEGATE_WEBHOOK_SECRET": "0123456789abcdefghi",
  ]

  @Test func `the example configuration is right as it stands, and says the defaults`() throws {
    let path = Self.root.appendingPathComponent("deploy/tidegate.yaml").path
    let (configuration, warnings) = try ServiceConfiguration.load(path: path, environment: [:])
    #expect(warnings == [])
    #expect(configuration.workloads.map(\.name) == ["web-shop"])
    var plain = configuration
    plain.workloads = []
    #expect(plain == ServiceConfiguration())
  }

  @Test(.enabled(if: Certificates.areAvailable, "skipped: openssl is not installed"))
  func `the example configuration is right with all that is commented out`() throws {
    let (configuration, warnings) = try folder.load(try wholeExample(), environment)
    #expect(warnings == [])
    #expect(
      configuration.workloads.map(\.name) == ["web-shop", "checkout", "search", "cart", "last-winter", "billing"])
    #expect(configuration.tokens.map(\.role) == [.read, .ingest, .operate])
    #expect(configuration.tls?.key == "\(folder.path)/tls/key.pem")
  }

  @Test(.enabled(if: Certificates.areAvailable, "skipped: openssl is not installed"))
  func `the reference has exactly the keys that the reader knows`() throws {
    let known = ConfigurationReference.knownKeys(
      reading: try folder.write(try wholeExample(), to: "whole.yaml"), environment)
    #expect(ConfigurationReference.keys.subtracting(known) == [], "described, and not read")
    #expect(known.subtracting(ConfigurationReference.keys) == [], "read, and not described")
  }

  @Test func `the article has the reference as the code has it`() throws {
    let path = "Sources/Service/Service.docc/Configuration.md"
    let article = try Self.text(path)
    if ProcessInfo.processInfo.environment["TIDEGATE_WRITE_REFERENCE"] != nil {
      let start = try #require(article.range(of: ConfigurationReference.marker)).upperBound
      try (article[..<start] + "\n\n" + ConfigurationReference.markdown)
        .write(to: Self.root.appendingPathComponent(path), atomically: true, encoding: .utf8)
    }
    #expect(
      try Self.text(path).hasSuffix("\(ConfigurationReference.marker)\n\n\(ConfigurationReference.markdown)"),
      "run this test with TIDEGATE_WRITE_REFERENCE=1 to write it anew")
  }
}
