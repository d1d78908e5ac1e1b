/// What reading a configuration finds: all that is wrong, all that is doubtful, and where each setting came from.
final class Findings {
  /// Each begins with its place and stops the service.
  private(set) var complaints: [String] = []
  /// Each begins with its place and goes into the log.
  private(set) var warnings: [String] = []
  /// Where settings came from, by their path: `FILE:LINE:COLUMN` or an environment variable.
  private(set) var places: [String: String] = [:]
  /// Every key that the reader knows, whether it stood in the file or not; the reference must have them all.
  private(set) var known: Set<String> = []
  /// Environment variables that the file names as the places of secrets.
  var secretVariables: Set<String> = []

  /// The file, or what stands for it where there is none.
  let name: String
  let environment: [String: String]
  private let folder: String?

  /// - Parameter path: The file that is read; nil for environment variables alone.
  init(path: String?, environment: [String: String]) {
    name = path ?? "the configuration"
    folder = path.map { $0.contains("/") ? String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) : "" }
    self.environment = environment
  }

  func complain(_ place: String, _ sentence: String) { complaints.append("\(place): \(sentence)") }

  func warn(_ place: String, _ sentence: String) { warnings.append("\(place): \(sentence)") }

  func know(_ path: String) { known.insert(path) }

  func note(_ path: String, from place: String) { places[path] = place }

  /// Where the first of some settings came from that is not a default; the whole configuration where all are.
  func place(of paths: String...) -> String { paths.lazy.compactMap { self.places[$0] }.first ?? name }

  /// A file's name as the working directory sees it; those in a file are relative to its folder.
  func resolve(_ path: String) -> String {
    guard let folder, !folder.isEmpty, !path.hasPrefix("/") else { return path }
    return "\(folder)/\(path)"
  }
}
