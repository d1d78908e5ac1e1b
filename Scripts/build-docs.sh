#!/usr/bin/env bash
# Builds a DocC archive for every room that has an article, with the docc of the Swift toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."
graphs=.build/symbol-graphs
rm -rf "$graphs" .build/docs
mkdir -p "$graphs" .build/docs
swift build -c debug -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$graphs" --scratch-path .build-docs
for catalog in Sources/*/*.docc; do
  room=$(basename "$catalog" .docc)
  mkdir -p "$graphs/$room"
  cp "$graphs/$room.symbols.json" "$graphs/$room"@*.symbols.json "$graphs/$room/" 2>/dev/null || true
  docc convert "$catalog" --additional-symbol-graph-dir "$graphs/$room" \
    --fallback-display-name "$room" --fallback-bundle-identifier "tidegate.$room" --output-path ".build/docs/$room.doccarchive"
done
ls .build/docs
