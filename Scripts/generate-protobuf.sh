#!/usr/bin/env bash
# Writes the Swift code of Protos/*.proto anew, with protoc (Debian: protobuf-compiler) and the plugin of the swift-protobuf
# that the package uses, built outside of the tree.
#
# usage: Scripts/generate-protobuf.sh [FOLDER]    the folder is where the plugin is built and kept (default: a temporary one)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}
command -v protoc >/dev/null || { echo "protoc is missing; install protobuf-compiler" >&2; exit 1; }
plugin=$folder/swift-protobuf/.build/debug/protoc-gen-swift
if [ ! -x "$plugin" ]; then
  [ -d .build/checkouts/swift-protobuf ] || swift package resolve
  git clone --quiet .build/checkouts/swift-protobuf "$folder/swift-protobuf"
  swift build --package-path "$folder/swift-protobuf" --product protoc-gen-swift
fi
protoc --plugin="$plugin" --proto_path=Protos --swift_out=Sources/Service/Prometheus/RemoteWrite \
  --swift_opt=Visibility=Internal Protos/remote_write.proto
