import Engine

extension ModelSet {
  /// The first hex digits of the detector's SHA-256; nil without one.
  var detectorHash: String? { detector.map { Workload.hash($0.file.encoded()) } }
}
