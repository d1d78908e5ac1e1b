import Foundation

extension ReplaySettings {
  static var settings: [Setting<ReplaySettings>] {
    [
      .path(
        "file", values: "a CSV file, .csv or .csv.gz", example: "load.csv", get: { $0.file }, set: { $0.file = $1 },
        "With an observation's field names, or with one column of load"),
      .optional(
        \.column, from: "",
        .text(
          "column", \.self, values: "a column's name", example: "requests",
          "Of requests per row; without it the columns have an observation's names")),
      .optional(
        \.intervalSeconds, from: 0,
        .duration("intervalSeconds", \.self, 0.1...86_400, "From one row to the next, where the file has no times")),
      .number("speed", \.speed, 0.001...1e6, unit: "seconds", "Recorded seconds that pass in a second"),
    ]
  }

  static func read(_ section: ConfigurationSection) -> ReplaySettings? {
    var settings = ReplaySettings(file: "")
    section.read(Self.settings, into: &settings)
    guard let entry = section.entry("file") else {
      section.findings.complain(
        section.place, "\(section.path(of: "file")) is missing, expected a CSV file; add 'file: …'")
      return nil
    }
    guard !settings.file.isEmpty else { return nil }
    guard FileManager.default.isReadableFile(atPath: settings.file) else {
      section.findings.complain(
        entry.place,
        "\(settings.file) is not there or cannot be read, expected a CSV file; create it or give another path")
      return nil
    }
    return settings
  }
}
