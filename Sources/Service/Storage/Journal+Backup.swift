extension Journal {
  /// Writes a copy of the database as it is at this moment, while appends go on; it takes a second for each few hundred
  /// megabytes, so not from where decisions are made.
  ///
  /// - Parameter progress: Is told the share that is done, up to 1.
  package func backup(to path: String, progress: @escaping (Double) -> Void = { _ in }) throws(ServiceError) {
    try DatabaseBackup.make(of: settings.path, at: path, progress: progress)
  }
}
