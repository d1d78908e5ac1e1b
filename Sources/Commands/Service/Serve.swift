import ArgumentParser

/// The service: real metrics in, decisions out.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the service: a web page and REST API, a metrics door, and an AI API.",
    discussion: """
      Without a configuration file the experimental profile is used: ports 9000, 9001 and 9002 on 127.0.0.1, SQLite in \
      tidegate.sqlite, workloads as they come. Settings of the file can be overridden by environment variables such as \
      TIDEGATE_PORTS_MAIN. SIGTERM and SIGINT end it: it stops being ready, answers what it has begun, keeps every state, \
      and exits with 0.
      """)

  @Option(help: ArgumentHelp("YAML configuration file.", valueName: "file"))
  var config: String?

  @Flag(help: "Say what is wrong with the configuration, with line numbers, and exit.")
  var check = false

  @Option(help: ArgumentHelp("Ask a running service's health, exit with 0 or 74, and run nothing.", valueName: "url"))
  var probe: String?

  func run() throws {
    let service = try ServiceEntry.current()
    if let probe { return try service.probe(probe) }
    guard check else { return try service.serve(config) }
    try StandardOutput.write(service.check(config) + "\n")
  }
}
