import Foundation
import Service
import Testing

@Suite struct PageAssetTests {
  /// Sources/Service/Page/Assets of this checkout.
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Sources/Service/Page/Assets").standardized

  private func files() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try #require(PageAsset.all[path]).bytes, as: UTF8.self)
  }

  @Test func `what is in the binary is what is in the folder`() throws {
    let files = try files()
    #expect(files.count == PageAsset.all.count)
    for file in files {
      let path =
        switch file.lastPathComponent {
        case "index.html": "/"
        case "openapi.json": "/openapi.json"
        default: "/assets/\(file.lastPathComponent)"
        }
      let asset = try #require(PageAsset.all[path], "run Scripts/embed-page.sh: \(path) is not there")
      #expect(asset.bytes == Array(try Data(contentsOf: file)), "run Scripts/embed-page.sh: \(path) has changed")
    }
  }

  @Test func `every asset has a content type that browsers accept under nosniff`() {
    for asset in PageAsset.all.values {
      #expect(asset.contentType != "application/octet-stream", "\(asset.path)")
      #expect(!asset.bytes.isEmpty)
    }
    #expect(PageAsset.all["/"]?.contentType == "text/html; charset=utf-8")
    #expect(PageAsset.all["/assets/app.js"]?.contentType == "text/javascript; charset=utf-8")
  }

  @Test func `an entity tag that a browser sends back is recognized`() throws {
    let page = try #require(PageAsset.all["/"])
    let style = try #require(PageAsset.all["/assets/style.css"])
    #expect(page.entityTag != style.entityTag)
    #expect(page.matches(ifNoneMatch: page.entityTag))
    #expect(page.matches(ifNoneMatch: "\"other\", W/\(page.entityTag)"))
    #expect(page.matches(ifNoneMatch: "*"))
    #expect(!page.matches(ifNoneMatch: style.entityTag))
    #expect(!page.matches(ifNoneMatch: nil))
  }

  @Test func `modules and markup name only files that are there, and no other host`() throws {
    let reference = #/(?:from |src=|href=)"(?<file>[^"#]+)"/#
    for asset in PageAsset.all.values where asset.path != "/openapi.json" {
      let source = String(decoding: asset.bytes, as: UTF8.self)
      for match in source.matches(of: reference) {
        let file = String(match.file)
        if file.hasPrefix("api/") { continue }
        let name = file.replacing("./", with: "").replacing("assets/", with: "")
        #expect(PageAsset.all["/assets/\(name)"] != nil, "\(asset.path) names \(file)")
      }
      let hosts = source.matches(of: #/https?:\/\/[a-z.0-9]+/#).map { String($0.output) }
      #expect(hosts.allSatisfy { $0 == "http://www.w3.org" }, "\(asset.path) names \(hosts)")
    }
  }

  @Test func `nothing is inline and no text becomes markup`() throws {
    let page = try text("/")
    #expect(!page.contains(" style="))
    #expect(!page.contains(" on"))
    #expect(page.matches(of: #/<script(?! src=)/#).isEmpty)
    for asset in PageAsset.all.values where asset.path.hasSuffix(".js") {
      let source = String(decoding: asset.bytes, as: UTF8.self)
      for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
        #expect(!source.contains(sink), "\(asset.path) uses \(sink)")
      }
    }
  }
}
