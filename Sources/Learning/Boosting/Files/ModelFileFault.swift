/// Why the content of a model file cannot be used; the file's name is added where it is known.
struct ModelFileFault: Error {
  /// What was found, where, and what was expected; a part of a sentence that follows “because”.
  var problem: String

  /// What to do about it, a part of a sentence.
  var remedy = "save the model again"

  init(_ problem: String, remedy: String = "save the model again") {
    self.problem = problem
    self.remedy = remedy
  }

  /// Runs a reader and puts the file's name to what it complains about.
  static func naming<Result>(
    _ file: String, _ read: () throws(ModelFileFault) -> Result
  ) throws(BoostingError) -> Result {
    do {
      return try read()
    } catch {
      throw .invalidModelFile(file: file, problem: error.problem, remedy: error.remedy)
    }
  }
}
