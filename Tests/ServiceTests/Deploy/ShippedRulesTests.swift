import Foundation
import Testing
import Yams

@Suite struct ShippedRulesTests {
  private struct Rule: Decodable {
    let alert: String
    let expr: String
    let labels: [String: String]
    let annotations: [String: String]
  }

  private struct Rules: Decodable {
    struct Group: Decodable {
      let name: String
      let rules: [Rule]
    }

    let groups: [Group]
  }

  private static func rules() throws -> [Rule] {
    try YAMLDecoder().decode(Rules.self, from: ShippedFile.text("prometheus/alerts.yml")).groups.flatMap(\.rules)
  }

  @Test func `rules ask only for what the catalogue has`() throws {
    let rules = try Self.rules()
    #expect(rules.count >= 10)
    for rule in rules {
      let query = Query(text: rule.expr)
      #expect(query.complaints.isEmpty, "\(rule.alert)")
      #expect(!query.metrics.isEmpty || rule.expr.hasPrefix("up{"), "\(rule.alert) asks for nothing of ours")
    }
  }

  @Test func `a query's complaints are found`() {
    #expect(Query(text: "tidegate_nothing_total > 0").complaints == ["there is no metric tidegate_nothing_total"])
    #expect(Query(text: "tidegate_decisions").complaints == ["there is no metric tidegate_decisions"])
    #expect(
      Query(text: #"sum by (colour) (rate(tidegate_decisions_total{rung="full", door!="x"}[5m]))"#).complaints == [
        "tidegate_decisions_total has no label door", "nothing has a label colour",
      ])
  }

  @Test func `every alert says how bad it is, what is wrong and what to do`() throws {
    let rules = try Self.rules()
    #expect(Set(rules.map(\.alert)).count == rules.count)
    for rule in rules {
      #expect(["warning", "critical"].contains(rule.labels["severity"]), "\(rule.alert)")
      for text in ["summary", "description"] {
        #expect(rule.annotations[text]?.hasSuffix(".") == true, "\(rule.alert)")
      }
    }
  }

  @Test(
    .enabled(if: Promtool.isInstalled, Promtool.missing),
    arguments: [["check", "rules", "alerts.yml"], ["test", "rules", "alerts-test.yml"]])
  func `promtool accepts the rules and their tests`(arguments: [String]) throws {
    let (status, said) = try Promtool.run(arguments, in: ShippedFile.folder.appending(path: "prometheus"))
    #expect(status == 0, "\(said)")
  }
}
