/// What owns a workload's pods.
enum KubernetesKind: String, Sendable, CaseIterable {
  case deployment
  case statefulset

  /// What follows the owner's name in its pods' names: hash and suffix, or a number.
  var podSuffix: String {
    switch self {
    case .deployment: "-[a-z0-9]{1,10}-[a-z0-9]{5}"
    case .statefulset: "-[0-9]+"
    }
  }
}
