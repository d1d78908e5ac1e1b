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
