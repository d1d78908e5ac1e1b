#!/usr/bin/env bash
# Runs the examples of the README: the command driven from Python, and the libraries in a Swift package.
set -euo pipefail
cd "$(dirname "$0")/.."
if command -v python3 >/dev/null; then
  python3 Examples/decide.py .build/release/tidegate
  python3 Examples/cluster.py .build/release/tidegate
else
  echo "python3 is not there, so the examples in Python are skipped; apt-get install python3 brings it"
fi
swift build --package-path Examples/embed --scratch-path .build-embed -c release -Xcc -march=native --quiet
.build-embed/release/embed
.build-embed/release/platform
.build-embed/release/trees
