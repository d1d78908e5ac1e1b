import Service

/// An exposition, read.
struct Scrape {
  /// By name with labels, as written.
  let samples: [String: Double]
  let lines: [String]
  /// Whether a sample is there twice, or a family's samples do not stand together.
  let isBroken: Bool

  init(_ exposition: Exposition) { self.init(String(decoding: exposition.body, as: UTF8.self)) }

  init(_ text: String) {
    var samples: [String: Double] = [:]
    var isBroken = false
    var families: [String] = []
    lines = text.split(separator: "\n").map(String.init)
    for line in lines {
      if line.hasPrefix("# TYPE ") {
        let name = String(line.split(separator: " ")[2])
        isBroken = isBroken || families.contains(name)
        families.append(name)
      }
      guard !line.hasPrefix("#"), let space = line.lastIndex(of: " ") else { continue }
      let name = String(line[..<space])
      isBroken = isBroken || samples[name] != nil || families.last.map { !name.hasPrefix($0) } ?? true
      samples[name] = Double(line[line.index(after: space)...].replacing("Inf", with: "infinity"))
    }
    self.samples = samples
    self.isBroken = isBroken
  }

  subscript(name: String) -> Double? { samples[name] }

  /// The samples of a name, whatever their labels.
  func all(_ name: String) -> [String: Double] {
    samples.filter { $0.key == name || $0.key.hasPrefix(name + "{") }
  }
}
