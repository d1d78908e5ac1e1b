import Foundation
import Telemetry

extension HTMLReport {
  /// Writes `report.html` into a folder, which is made if it is not there.
  ///
  /// - Returns: The page's path.
  func write(to folder: String) throws -> String {
    let path = folder + "/report.html"
    try OutputFolder.make(folder)
    try OutputFile.write(Data(html().utf8), to: path)
    return path
  }
}
