import Detection

/// The table of `evaluate nab`, and its JSON object.
struct NABEvaluation {
  let model: String
  /// At the chosen threshold, for every profile.
  let scores: [NABScore]
  /// The chosen profile's.
  let chosen: NABScore
  /// The chosen profile's at the detector's own threshold.
  let atOwnThreshold: NABScore
  /// Whether the threshold was given rather than found with the labels known.
  let isGiven: Bool

  /// - Parameter threshold: nil for the best of each profile.
  init(_ corpus: [NABSeries], model: String, profile: NABProfile, threshold: Double?) {
    self.model = model
    isGiven = threshold != nil
    scores = NABProfile.allCases.map { profile in
      let scorer = NABScorer(profile)
      return scorer.score(corpus, threshold: threshold ?? scorer.bestThreshold(corpus))
    }
    chosen = scores[NABProfile.allCases.firstIndex(of: profile) ?? 0]
    atOwnThreshold = NABScorer(profile).score(corpus, threshold: 1)
  }

  var threshold: Double { chosen.threshold }

  /// A row per series, and the totals below.
  var markdown: String {
    func figure(_ value: Double?) -> String { value.map { rounded($0, 2) } ?? "–" }
    let sum = chosen.files.reduce((windows: 0, hit: 0, alarms: 0)) {
      ($0.windows + $1.windows, $0.hit + $1.windowsHit, $0.alarms + $1.falseAlarms)
    }
    let others = scores.map { "\($0.profile.rawValue) \(figure($0.normalized)) at \(rounded($0.threshold, 4))" }
    return Table(
      title: "NAB, \(model), profile \(chosen.profile.rawValue)",
      header: ["series", "score", "windows", "hit", "rows in windows", "false alarms"],
      rows: chosen.files.map {
        [$0.file, rounded($0.score, 3), "\($0.windows)", "\($0.windowsHit)", "\($0.hits)", "\($0.falseAlarms)"]
      },
      note:
        "\(chosen.files.count) series, \(sum.hit) of \(sum.windows) windows hit, \(sum.alarms) false alarms. Normalized score at the "
        + "\(isGiven ? "given threshold" : "best threshold, chosen with the labels known"): \(others.joined(separator: ", ")). "
        + "At the detector's own threshold of 1: \(figure(atOwnThreshold.normalized))."
    ).markdown
  }
}

extension NABEvaluation: Encodable {
  private enum Key: String, CodingKey {
    case build, model, profile, standard, rewardLowFPRate, rewardLowFNRate, score, threshold, thresholds, thresholdGiven
    case atOwnThreshold, series, windows, windowsHit, falseAlarms, files
  }

  /// Scores that are not defined are written as null rather than left out.
  func encode(to encoder: any Encoder) throws {
    func score(_ profile: NABProfile) -> Double? { scores.first { $0.profile == profile }?.normalized }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(BuildInfo.current, forKey: .build)
    try container.encode(model, forKey: .model)
    try container.encode(chosen.profile, forKey: .profile)
    try container.encode(score(.standard), forKey: .standard)
    try container.encode(score(.rewardLowFPRate), forKey: .rewardLowFPRate)
    try container.encode(score(.rewardLowFNRate), forKey: .rewardLowFNRate)
    try container.encode(chosen.normalized, forKey: .score)
    try container.encode(chosen.threshold, forKey: .threshold)
    try container.encode(isGiven, forKey: .thresholdGiven)
    try container.encode(
      Dictionary(uniqueKeysWithValues: scores.map { ($0.profile.rawValue, $0.threshold) }), forKey: .thresholds)
    try container.encode(atOwnThreshold.normalized, forKey: .atOwnThreshold)
    try container.encode(chosen.files.count, forKey: .series)
    try container.encode(chosen.files.reduce(0) { $0 + $1.windows }, forKey: .windows)
    try container.encode(chosen.files.reduce(0) { $0 + $1.windowsHit }, forKey: .windowsHit)
    try container.encode(chosen.files.reduce(0) { $0 + $1.falseAlarms }, forKey: .falseAlarms)
    try container.encode(chosen.files, forKey: .files)
  }
}
