import Foundation
import Testing
import Yams

@Suite struct ShippedDashboardTests {
  private struct Dashboard: Decodable {
    struct Grid: Decodable {
      let h: Int, w: Int, x: Int, y: Int
    }

    struct Target: Decodable {
      let refId: String
      let expr: String
      let legendFormat: String
    }

    struct Panel: Decodable {
      let id: Int
      let type: String
      let title: String
      let description: String?
      let gridPos: Grid
      let targets: [Target]?
    }

    struct Variables: Decodable {
      struct Variable: Decodable {
        let name: String
        let definition: String?
      }

      let list: [Variable]
    }

    struct Annotations: Decodable {
      struct Annotation: Decodable {
        let expr: String
      }

      let list: [Annotation]
    }

    let uid: String
    let schemaVersion: Int
    let panels: [Panel]
    let templating: Variables
    let annotations: Annotations

    var queries: [String] {
      panels.flatMap { $0.targets ?? [] }.map(\.expr) + annotations.list.map(\.expr)
    }
  }

  private static func text() throws -> String { try ShippedFile.text("grafana/dashboards/tidegate.json") }
  private static func dashboard() throws -> Dashboard {
    try JSONDecoder().decode(Dashboard.self, from: Data(text().utf8))
  }

  @Test func `panels ask only for what the catalogue has`() throws {
    let dashboard = try Self.dashboard()
    #expect(dashboard.queries.count >= 40)
    for query in dashboard.queries.map(Query.init) {
      #expect(query.complaints.isEmpty, "\(query.text)")
      #expect(!query.metrics.isEmpty, "\(query.text)")
    }
    for definition in dashboard.templating.list.compactMap(\.definition) {
      #expect(Query(text: definition).complaints.isEmpty)
    }
  }

  @Test(.enabled(if: Promtool.isInstalled, Promtool.missing))
  func `promtool can read every query`() throws {
    let rules = try Self.dashboard().queries.enumerated().map { number, query in
      let expression = query.replacing("$__rate_interval", with: "1m").replacing("$workload", with: "web")
      return ["record": "query:\(number)", "expr": expression]
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "queries-\(UUID().uuidString).yml")
    defer { try? FileManager.default.removeItem(at: file) }
    let groups: [String: Any] = ["groups": [["name": "dashboard", "rules": rules]]]
    try JSONSerialization.data(withJSONObject: groups, options: .withoutEscapingSlashes).write(to: file)
    let (status, said) = try Promtool.run(["check", "rules", file.path()])
    #expect(status == 0, "\(said)")
    #expect(said.contains("\(rules.count) rules found"))
  }

  @Test func `panels have numbers of their own, a description, and room`() throws {
    let panels = try Self.dashboard().panels
    #expect(Set(panels.map(\.id)).count == panels.count)
    var taken: Set<[Int]> = []
    for panel in panels {
      #expect(panel.gridPos.x + panel.gridPos.w <= 24)
      if panel.type != "row" { #expect(panel.description?.hasSuffix(".") == true, "\(panel.title)") }
      for x in panel.gridPos.x..<(panel.gridPos.x + panel.gridPos.w) {
        for y in panel.gridPos.y..<(panel.gridPos.y + panel.gridPos.h) {
          #expect(taken.insert([x, y]).inserted, "\(panel.title) lies over another panel")
        }
      }
      let targets = panel.targets ?? []
      #expect(Set(targets.map(\.refId)).count == targets.count)
    }
  }

  @Test func `it is a classic dashboard that names no data source, and its band ends at a series that is there`() throws
  {
    let dashboard = try Self.dashboard()
    let text = try Self.text()
    #expect(dashboard.schemaVersion == 39)
    #expect(dashboard.uid == "tidegate")
    #expect(dashboard.templating.list.map(\.name) == ["datasource", "workload"])
    let sources = text.matches(of: /"uid": "([^"]+)"/).map { String($0.output.1) }
    #expect(Set(sources) == ["${datasource}", "tidegate"])
    #expect(text.contains(#""id": "custom.fillBelowTo""#))
    let legends = dashboard.panels.flatMap { $0.targets ?? [] }.map(\.legendFormat)
    #expect(legends.contains("forecast, median") && legends.contains("forecast, 96 %"))
    #expect(text.contains(#""value": "forecast, median""#))
  }

  @Test(arguments: ["dashboards/tidegate.yaml", "datasources/prometheus.yaml"])
  func `provisioning files are those of Grafana's first version`(path: String) throws {
    let file = try #require(
      try Yams.load(yaml: ShippedFile.text("grafana/provisioning/" + path)) as? [String: Any])
    #expect(file["apiVersion"] as? Int == 1)
    let entries = try #require((file["providers"] ?? file["datasources"]) as? [[String: Any]])
    #expect(["file", "prometheus"].contains(entries.first?["type"] as? String))
  }
}
