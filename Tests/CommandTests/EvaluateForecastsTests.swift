import Foundation
import Testing

struct EvaluateForecastsTests {
  /// A folder with a day and a half of one series, an hour of another, and one that never has a load.
  private static func bench() throws -> Workbench {
    let bench = try Workbench()
    try FileManager.default.createDirectory(at: bench.path("data/load"), withIntermediateDirectories: true)
    let loads = (0..<432).map { step in
      let day = Double(step) / 288
      return Int(200 + 100 * sin(2 * .pi * day) + Double((step * 7_919) % 31))
    }
    try bench.write("data/load/web.csv", lines: ["requests"] + loads.map(String.init))
    try bench.write("data/load/short.csv", lines: ["requests"] + loads.prefix(12).map(String.init))
    try bench.write("data/load/idle.csv", lines: ["requests"] + loads.map { _ in "0" })
    let entries = ["web", "short", "idle"].map {
      #"{"name": "\#($0)", "file": "\#($0).csv", "column": "requests", "intervalSeconds": 300}"#
    }
    try bench.write("data/load/manifest.json", "[\(entries.joined(separator: ","))]")
    return bench
  }

  @Test func `every series and horizon has a row with all models, and the file says the same`() throws {
    let bench = try Self.bench()
    let outcome = try bench.run("evaluate", "forecasts", "--data", "data", "--output", "out")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("short is left out") && outcome.errors.contains("idle is left out"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("| series, rows ahead | trees | autoregression | seasonal naive | persistence |"))
    #expect(lines[2...4].map { $0.split(separator: "|")[0] } == [" web, 1 ", " web, 2 ", " web, 6 "])
    for line in lines[2...4] {
      let cells = line.split(separator: "|").map { Double($0.trimmingCharacters(in: .whitespaces)) }
      #expect(cells.count == 11 && cells.dropFirst().allSatisfy { $0 != nil }, "\(line)")
    }
    #expect(String(decoding: try bench.data("out/forecasts.md"), as: UTF8.self) == outcome.output)
  }

  @Test func `its figures are those of the forecast command`() throws {
    let bench = try Self.bench()
    let table = try bench.run("evaluate", "forecasts", "--data", "data", "--series", "web", "--json")
    #expect(table.code == 0, "\(table.errors)")
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(table.output.utf8)) as? [[String: Any]])
    let forecast = try bench.run(
      "forecast", "--input", "data/load/web.csv", "--column", "requests", "--interval", "300", "--train-rows", "324",
      "--horizon", "2", "--output", "f.csv", "--json"
    ).object()
    let expected = try #require((forecast["horizons"] as? [[String: Any]])?.first)
    let scores = try #require(rows.first { $0["horizon"] as? Int == 2 }?["scores"] as? [[String: Any]])
    #expect(scores.map { $0["model"] as? String } == ["trees", "autoregression", "seasonal-naive", "persistence"])
    #expect(scores[0]["rmse"] as? Double == expected["rmse"] as? Double)
    #expect(scores[0]["coverage"] as? Double == expected["coverage"] as? Double)
  }

  @Test func `the noise of counts is that of their mean, and of a straight line nothing`() throws {
    let bench = try Self.bench()
    try bench.write("data/load/web.csv", lines: ["requests"] + (1...432).map(String.init))
    let table = try bench.run("evaluate", "forecasts", "--data", "data", "--series", "web", "--json")
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(table.output.utf8)) as? [[String: Any]])
    let noise = try #require(rows[0]["noise"] as? [String: Double])
    // The last quarter are the counts 325 to 432.
    #expect(abs(try #require(noise["poisson"]) - 378.5.squareRoot()) < 1e-9)
    #expect(try #require(noise["neighbours"]) == 0)
  }

  @Test func `features are written for other libraries, as many rows as are learned from and asked`() throws {
    let bench = try Self.bench()
    let outcome = try bench.run(
      "evaluate", "forecasts", "--data", "data", "--series", "web", "--write-features", "features")
    #expect(outcome.code == 0, "\(outcome.errors)")
    func shape(_ name: String) throws -> String {
      let header = String(decoding: try bench.data("features/web-2-\(name).npy").prefix(128), as: UTF8.self)
      return String(try #require(header.split(separator: "(").last?.split(separator: ")").first))
    }
    #expect(try shape("train-x") == "322, 44")
    #expect(try shape("train-y") == "322," && shape("train-ratio") == "322,")
    #expect(try shape("test-x") == "107, 44")
    #expect(try shape("test-y") == "107," && shape("test-newest") == "107," && shape("scale") == "1,")
  }

  @Test func `a folder without a manifest, a broken one and a missing series are refused`() throws {
    let bench = try Self.bench()
    try bench.run("evaluate", "forecasts", "--data", "nowhere").isRefusal(66, "nowhere/load/manifest.json")
    try bench.run("evaluate", "forecasts", "--data", "data", "--series", "mail").isRefusal(64, "mail")
    try bench.write("data/load/manifest.json", #"[{"name": "web"}]"#)
    try bench.run("evaluate", "forecasts", "--data", "data").isRefusal(65, "intervalSeconds")
    try bench.write("data/load/manifest.json", "[]")
    try bench.run("evaluate", "forecasts", "--data", "data").isRefusal(65, "no series")
    try bench.write(
      "data/load/manifest.json",
      #"[{"name": "web", "file": "gone.csv", "column": "requests", "intervalSeconds": 300}]"#)
    try bench.run("evaluate", "forecasts", "--data", "data").isRefusal(66, "gone.csv")
    try bench.write(
      "data/load/manifest.json",
      #"[{"name": "web", "file": "web.csv", "column": "requests", "intervalSeconds": 0}]"#)
    try bench.run("evaluate", "forecasts", "--data", "data").isRefusal(65, "intervalSeconds")
  }
}
