/// One scalar setting of `Root`: its key, the values that it takes, and where they go.
///
/// Files, environment variables and the reference are all made from the same tables of these, so that none can say what
/// the others do not.
struct Setting<Root> {
  /// The key in its section of the file.
  let key: String
  /// What it takes, as messages and the reference say it: `a whole number from 0 to 65535`.
  let values: String
  /// A value that may be written.
  let example: String
  /// What it is for; a sentence without its full stop.
  let summary: String
  /// Whether the value names a file or a folder.
  var isPath = false
  /// The value that a root has, as the reference shows it.
  let current: (Root) -> String
  /// Takes up a value; false when the text is none of `values`.
  let set: (inout Root, String) -> Bool

  /// What may be written in place of a wrong value: the one that is there, or any.
  func example(_ root: Root) -> String {
    let value = current(root)
    return value.isEmpty ? example : value
  }

  /// The same setting of something that has a `Root` inside.
  func lifted<Outer>(_ path: WritableKeyPath<Outer, Root>) -> Setting<Outer> {
    Setting<Outer>(
      key: key, values: values, example: example, summary: summary, isPath: isPath,
      current: { current($0[keyPath: path]) }, set: { set(&$0[keyPath: path], $1) })
  }
}
