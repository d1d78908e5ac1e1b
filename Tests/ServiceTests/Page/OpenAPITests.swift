import Foundation
import Service
import Testing

@Suite struct OpenAPITests {
  /// Every route of every door.
  private static let routes: [(path: String, methods: Set<String>)] = [
    ("/", ["get"]),
    ("/assets/{file}", ["get"]),
    ("/openapi.json", ["get"]),
    ("/api/v1/status", ["get"]),
    ("/api/v1/workloads", ["get"]),
    ("/api/v1/workloads/{name}", ["get", "put", "delete"]),
    ("/api/v1/workloads/{name}/observations", ["post"]),
    ("/api/v1/workloads/{name}/decisions", ["get"]),
    ("/api/v1/workloads/{name}/decisions/{id}", ["get"]),
    ("/api/v1/workloads/{name}/decisions/{id}/replay", ["get"]),
    ("/api/v1/workloads/{name}/anomalies", ["get"]),
    ("/api/v1/workloads/{name}/forecast", ["get"]),
    ("/api/v1/workloads/{name}/history", ["get"]),
    ("/api/v1/workloads/{name}/what-if", ["post"]),
    ("/api/v1/events", ["get"]),
    ("/api/v1/write", ["post"]),
    ("/v1/decide", ["post"]),
    ("/v1/forecast", ["post"]),
    ("/v1/detect", ["post"]),
    ("/metrics", ["get"]),
    ("/health/live", ["get"]),
    ("/health/ready", ["get"]),
  ]
  private static let methods: Set<String> = ["get", "put", "post", "delete", "patch", "head", "options"]

  private let document: [String: Any]
  private let paths: [String: [String: Any]]

  init() throws {
    let asset = try #require(PageAsset.all["/openapi.json"])
    document = try #require(try JSONSerialization.jsonObject(with: Data(asset.bytes)) as? [String: Any])
    paths = try #require(document["paths"] as? [String: [String: Any]])
  }

  private func operations() -> [(name: String, operation: [String: Any])] {
    paths.flatMap { path, item in
      item.compactMap { method, value in
        Self.methods.contains(method) ? ("\(method) \(path)", value as? [String: Any] ?? [:]) : nil
      }
    }
  }

  /// What a reference such as `#/components/schemas/Decision` names.
  private func resolve(_ reference: String) -> Any? {
    reference.split(separator: "/").dropFirst().reduce(document as Any?) { node, key in
      (node as? [String: Any])?[String(key)]
    }
  }

  private func references(in node: Any) -> [String] {
    switch node {
    case let object as [String: Any]:
      object.flatMap { key, value in
        if key == "$ref", let name = value as? String { [name] } else { references(in: value) }
      }
    case let array as [Any]: array.flatMap { references(in: $0) }
    default: []
    }
  }

  @Test func `it is OpenAPI 3.1 and knows every route, and no other`() {
    #expect(document["openapi"] as? String == "3.1.0")
    #expect(Set(paths.keys) == Set(Self.routes.map(\.path)))
    for (path, methods) in Self.routes {
      #expect(Set(paths[path, default: [:]].keys).intersection(Self.methods) == methods, "\(path)")
    }
  }

  @Test func `every reference leads somewhere, and nothing is defined that none leads to`() {
    let found = Set(references(in: document))
    for reference in found { #expect(resolve(reference) != nil, "\(reference)") }
    for kind in ["schemas", "responses", "parameters", "headers"] {
      let defined = (resolve("#/components/\(kind)") as? [String: Any] ?? [:]).keys
      for name in defined { #expect(found.contains("#/components/\(kind)/\(name)"), "\(kind)/\(name)") }
    }
  }

  @Test func `every operation has a name of its own and says how it may be refused`() {
    let operations = operations()
    #expect(Set(operations.compactMap { $0.operation["operationId"] as? String }).count == operations.count)
    for (name, operation) in operations {
      let responses = operation["responses"] as? [String: Any] ?? [:]
      #expect(responses.keys.contains { $0.hasPrefix("2") }, "\(name)")
      let security = operation["security"] as? [[String: [String]]] ?? []
      if let roles = security.first?["bearer"] {
        #expect(["read", "ingest", "operate"].contains(roles.first), "\(name)")
        for status in ["401", "403", "429"] { #expect(responses[status] != nil, "\(name) \(status)") }
      }
      if operation["requestBody"] != nil {
        for status in ["400", "413", "415"] { #expect(responses[status] != nil, "\(name) \(status)") }
      }
    }
  }

  @Test func `parameters in a path are declared`() throws {
    for (path, item) in paths {
      let own = operations().filter { $0.name.hasSuffix(" \(path)") }.flatMap {
        $0.operation["parameters"] as? [[String: Any]] ?? []
      }
      let all = (item["parameters"] as? [[String: Any]] ?? []) + own
      let names = all.compactMap { parameter in
        let target = (parameter["$ref"] as? String).flatMap { resolve($0) as? [String: Any] } ?? parameter
        return target["in"] as? String == "path" ? target["name"] as? String : nil
      }
      #expect(Set(names) == Set(path.matches(of: #/\{(?<name>[a-z]+)\}/#).map { String($0.name) }), "\(path)")
    }
  }

  @Test func `whoever is to come back later is told when`() {
    for name in ["TooManyRequests", "ServiceUnavailable"] {
      #expect(resolve("#/components/responses/\(name)/headers/Retry-After") != nil, "\(name)")
    }
  }
}
