/// Which build of Tidegate this is; told in the status and as a metric.
public struct ServiceBuild: Sendable {
  public let version: String
  public let commit: String

  public init(version: String, commit: String) {
    self.version = version
    self.commit = commit
  }
}
