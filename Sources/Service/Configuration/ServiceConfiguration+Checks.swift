import Foundation

extension ServiceConfiguration {
  /// Complains of settings that do not go together, and of files that are not there.
  func check(_ findings: Findings) {
    checkPorts(findings)
    checkSecurity(findings)
    checkStorage(findings)
    if let models, !Self.isFolder(models) {
      findings.complain(
        findings.place(of: "models"),
        "\(models) is no folder, expected one with trained models; create it or give another path")
    }
    if workloads.count > limits.workloads {
      findings.complain(
        findings.place(of: "workloads"),
        "there are \(workloads.count) workloads, expected at most limits.workloads, \(limits.workloads); raise it or "
          + "take some out"
      )
    }
  }

  private func checkPorts(_ findings: Findings) {
    var seen: [Int: String] = [:]
    for (key, port) in [("main", ports.main), ("metrics", ports.metrics), ("inference", ports.inference)]
    where port != 0 {
      if let other = seen[port] {
        findings.complain(
          findings.place(of: "ports.\(key)", "ports.\(other)"),
          "ports.\(key) is \(port) and so is ports.\(other), expected a port for each door; change one")
      }
      seen[port] = key
    }
  }

  private func checkSecurity(_ findings: Findings) {
    if profile.requiresSecurity {
      let place = findings.place(of: "profile")
      if tls == nil {
        findings.complain(
          place,
          "the profile is production and tls is missing, expected a certificate and its key; add 'tls:', or take "
            + "another profile"
        )
      }
      if tokens.isEmpty {
        findings.complain(
          place,
          "the profile is production and tokens is empty, expected one at least; add 'tokens:', or take another profile"
        )
      }
    }
    if let tls { checkCertificate(tls, findings) }
    guard !["127.0.0.1", "::1", "localhost"].contains(host) else { return }
    if tokens.isEmpty {
      findings.warn(
        findings.place(of: "host"), "whoever reaches \(host) may do everything, for there are no tokens; add 'tokens:'")
    } else if tls == nil {
      findings.warn(
        findings.place(of: "host"), "tokens come to \(host) unencrypted, for there is no certificate; add 'tls:'")
    }
  }

  private func checkCertificate(_ tls: TLSFiles, _ findings: Findings) {
    var isReadable = true
    for (key, path) in [("certificate", tls.certificate), ("key", tls.key)] {
      let place = findings.place(of: "tls.\(key)")
      if path.isEmpty {
        isReadable = false
        findings.complain(
          findings.place(of: "tls.\(key == "key" ? "certificate" : "key")"),
          "tls.\(key) is missing, expected a PEM file; add it")
      } else if !FileManager.default.isReadableFile(atPath: path) || Self.isFolder(path) {
        isReadable = false
        findings.complain(
          place, "\(path) is not there or cannot be read, expected a PEM file; create it or check its permissions")
      } else if key == "key" {
        findings.warnWhereReadableByAll(path, place)
      }
    }
    guard isReadable else { return }
    do {
      _ = try TLSIdentity(tls)
    } catch {
      findings.complain(findings.place(of: "tls.certificate"), "\(error)")
    }
  }

  private func checkStorage(_ findings: Findings) {
    let folder = URL(fileURLWithPath: storage.path).deletingLastPathComponent().path
    if Self.isFolder(storage.path) {
      findings.complain(
        findings.place(of: "storage.path"), "\(storage.path) is a folder, expected a file; add a file's name")
    } else if !Self.isFolder(folder) {
      findings.complain(
        findings.place(of: "storage.path"),
        "the folder \(folder) is not there, expected one for the database; create it")
    }
    if storage.summaryDays < storage.tickDays {
      findings.complain(
        findings.place(of: "storage.summaryDays", "storage.tickDays"),
        "storage.summaryDays is \(SettingText(storage.summaryDays)), expected no less than tickDays, "
          + "\(SettingText(storage.tickDays)); change one of them")
    }
    if storage.replayDays > storage.tickDays {
      findings.complain(
        findings.place(of: "storage.replayDays", "storage.tickDays"),
        "storage.replayDays is \(SettingText(storage.replayDays)), expected no more than tickDays, "
          + "\(SettingText(storage.tickDays)); change one of them")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
