import HTTPTypes
import Hummingbird

/// The page and its parts, which hold nothing secret and need no token.
struct PageRoutes {
  func addRoutes(to router: some RouterMethods<DoorContext>) {
    for asset in PageAsset.all.values {
      router.get(RouterPath(asset.path)) { request, _ in
        var headers = HTTPFields()
        headers[.eTag] = asset.entityTag
        for (name, value) in PageAsset.headers {
          if let name = HTTPField.Name(name) { headers[name] = value }
        }
        guard !asset.matches(ifNoneMatch: request.headers[.ifNoneMatch]) else {
          return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = asset.contentType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
      }
    }
  }
}
