import Foundation

/// How every file that Tidegate makes reaches its place: whole or not at all.
public enum OutputFile {
  /// Writes a file beside its place and moves it there; one that was there before is not lost on failure.
  ///
  /// A symbolic link keeps pointing where it did, and a device or pipe (`/dev/null`, `/dev/stdout`) is written to rather
  /// than replaced.
  ///
  /// - Throws: `TelemetryError.unwritable`.
  public static func write(_ data: Data, to path: String) throws(TelemetryError) {
    do {
      if isDeviceOrPipe(path) {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.write(contentsOf: data)
      } else {
        try data.write(to: URL(fileURLWithPath: path).resolvingSymlinksInPath(), options: .atomic)
      }
    } catch {
      throw .unwritable(path: path, reason: reason(error, path))
    }
  }

  /// Writes a file piece by piece, for what is too large to be in memory twice; otherwise as the other `write`.
  ///
  /// - Parameter next: The next piece; nil at the end. What it throws ends the writing, and the old file stays.
  /// - Throws: `TelemetryError.unwritable`, and what `next` throws.
  public static func write(to path: String, pieces next: () throws -> Data?) throws {
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let isPlain = !isDeviceOrPipe(path)
    let target = isPlain ? place.appendingPathExtension("new-\(getpid())") : place
    defer { if isPlain { try? FileManager.default.removeItem(at: target) } }
    func attempt(_ work: () throws -> Void) throws(TelemetryError) {
      do { try work() } catch { throw .unwritable(path: path, reason: reason(error, path)) }
    }
    var handle = FileHandle.nullDevice
    try attempt {
      if isPlain { try Data().write(to: target) }
      handle = try FileHandle(forWritingTo: target)
    }
    defer { try? handle.close() }
    while let piece = try next() { try attempt { try handle.write(contentsOf: piece) } }
    guard isPlain else { return }
    try attempt { try handle.synchronize() }
    guard rename(target.path, place.path) == 0 else {
      throw TelemetryError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  private static func isDeviceOrPipe(_ path: String) -> Bool {
    var info = stat()
    guard stat(path, &info) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(info.st_mode & S_IFMT)
  }

  private static func reason(_ error: any Error, _ path: String) -> String {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return "it is a folder"
    }
    let cocoa = error as NSError
    if let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? any Error {
      let underlying = underlying as NSError
      if underlying.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(underlying.code))) }
    }
    if cocoa.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(cocoa.code))) }
    switch CocoaError.Code(rawValue: cocoa.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "its folder is not there"
    case .fileWriteOutOfSpace: return "there is no space left"
    case .fileWriteNoPermission: return "permission is denied"
    default: return "the system refused: no space, a size limit or a failing disk"
    }
  }
}
