import Foundation
import Simulation

extension SimulatorSettings {
  static var settings: [Setting<SimulatorSettings>] {
    [
      .text(
        "scenario", \.scenario,
        values: "one of \(Scenario.shipped.map(\.name).joined(separator: ", ")), or a JSON file", example: "web-shop",
        "The world"),
      .number("speed", \.speed, 0.01...1e6, unit: "seconds", "Simulated seconds that pass in a second"),
      Setting<SimulatorSettings>.seed,
      .duration("days", \.days, 0.05...3_650, in: .days, "The world begins anew after so long"),
      .duration(
        "pastDays", \.pastDays, 0...3_650, in: .days, "Of these, so many are lived before the first tick"),
    ]
  }

  static func read(_ section: ConfigurationSection) -> SimulatorSettings? {
    let findings = section.findings
    var settings = SimulatorSettings()
    section.read(Self.settings, into: &settings)
    if let entry = section.entry("scenario"), !Scenario.shipped.contains(where: { $0.name == settings.scenario }) {
      let path = findings.resolve(settings.scenario)
      guard FileManager.default.isReadableFile(atPath: path) else {
        let names = Scenario.shipped.map(\.name)
        let hint =
          Spelling.nearest(to: settings.scenario, in: names).map { "did you mean '\($0)'?" } ?? "write one of these"
        findings.complain(
          entry.place,
          "\(entry.path) is '\(settings.scenario)', expected \(names.joined(separator: ", ")) or a JSON file; \(hint)")
        return nil
      }
      settings.scenario = path
    }
    guard settings.pastDays < settings.days else {
      findings.complain(
        (section.entry("pastDays") ?? section.entry("days"))?.place ?? section.place,
        "\(section.path(of: "pastDays")) is \(SettingText(settings.pastDays)) and days is "
          + "\(SettingText(settings.days)), "
          + "expected fewer past days than days; change one of them")
      return nil
    }
    return settings
  }
}

extension Setting<SimulatorSettings> {
  static var seed: Setting {
    Setting(
      key: "seed", values: "a whole number from 0", example: "1", summary: "Same seed, same world",
      current: { "\($0.seed)" },
      set: { settings, text in
        guard let seed = UInt64(text) else { return false }
        settings.seed = seed
        return true
      })
  }
}
