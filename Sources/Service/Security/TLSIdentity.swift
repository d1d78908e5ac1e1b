import Foundation
import NIOSSL
import Synchronization

/// A server's certificate chain and key, from files, which may be exchanged while the server runs.
package final class TLSIdentity: Sendable {
  private struct Pair: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
  }

  private let files: TLSFiles
  private let pair: Mutex<Pair>

  /// - Throws: `ServiceError.resource` when a file is not there, is no PEM, or the key is not the certificate's.
  package init(_ files: TLSFiles) throws(ServiceError) {
    self.files = files
    pair = Mutex(try Self.read(files))
  }

  /// TLS 1.2 or 1.3, with the certificate that is the newest at each handshake.
  package var configuration: TLSConfiguration {
    let pair = pair.withLock { $0 }
    var configuration = Self.configuration(pair)
    configuration.sslContextCallback = { _, promise in
      let pair = self.pair.withLock { $0 }
      var override = NIOSSLContextConfigurationOverride.noChanges
      override.certificateChain = pair.chain.map { .certificate($0) }
      override.privateKey = .privateKey(pair.key)
      promise.succeed(override)
    }
    return configuration
  }

  /// When the certificate ends.
  package var expiry: Date {
    pair.withLock { Date(timeIntervalSince1970: TimeInterval($0.chain.first?.notValidAfter ?? 0)) }
  }

  /// Reads the files again, for the handshakes to come; what is there stays when they cannot be used.
  package func reload() throws(ServiceError) {
    let new = try Self.read(files)
    pair.withLock { $0 = new }
  }

  private static func configuration(_ pair: Pair) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: pair.chain.map { .certificate($0) }, privateKey: .privateKey(pair.key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    return configuration
  }

  private static func read(_ files: TLSFiles) throws(ServiceError) -> Pair {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
    } catch {
      throw .resource(
        "\(files.certificate) cannot be read as a certificate, expected a PEM file; check path and contents")
    }
    guard !chain.isEmpty else {
      throw .resource("\(files.certificate) has no certificate inside, expected a PEM file; check its contents")
    }
    let key: NIOSSLPrivateKey
    do {
      key = try NIOSSLPrivateKey(file: files.key, format: .pem)
    } catch {
      throw .resource(
        "\(files.key) cannot be read as a private key, expected a PEM file without a passphrase; check it")
    }
    let pair = Pair(chain: chain, key: key)
    do {
      _ = try NIOSSLContext(configuration: configuration(pair))
    } catch {
      throw .resource(
        "the key \(files.key) is not that of the certificate \(files.certificate), expected a pair; exchange one")
    }
    return pair
  }
}
