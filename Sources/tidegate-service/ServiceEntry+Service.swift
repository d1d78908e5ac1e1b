import Commands
import Engine
import Foundation
import Service

extension ServiceEntry {
  /// What the room `Service` does for the command line.
  static let service = ServiceEntry(
    serve: { path in try refusing { try ServiceRun.serve(path, build: build) } },
    check: { path in try refusing { try ServiceRun.check(path) } },
    probe: { url in try refusing { try ServiceRun.probe(url) } },
    backup: { storage, output in try refusing { try ServiceRun.backup(storage, to: output) } },
    restore: { backup, storage, force in try refusing { try ServiceRun.restore(backup, to: storage, force: force) } },
    explain: { decision, path, storage in
      try refusing {
        let found = try ServiceRun.explain(decision, configuration: path, storage: storage)
        return Explained(json: found.json, text: found.text, isIdentical: found.isIdentical)
      }
    },
    recording: { url, workload, since in
      try refusing {
        let found = try ServiceRun.recording(url, workload: workload, since: since)
        return Recording(
          name: found.name, workload: found.workload, loads: found.loads, startTime: found.startTime)
      }
    },
    bench: { load in
      try refusing {
        try ServiceRun.bench(
          load.url, rate: load.rate, seconds: load.seconds, connections: load.connections, workloads: load.workloads,
          bearer: load.bearer)
      }
    })

  private static let build = ServiceBuild(version: BuildInfo.current.version, commit: BuildInfo.current.commit)

  /// Turns what the service throws into a refusal with an exit code.
  private static func refusing<Value>(_ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as ServiceError {
      let code: CommandFailure.Code =
        switch error {
        case .configuration: .badConfiguration
        case .storage, .peer: .inputOutput
        case .resource: .inputMissing
        }
      throw CommandFailure(code, "\(error)")
    }
  }
}
