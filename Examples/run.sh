#!/usr/bin/env bash
# Runs the examples of the README: the command driven from Python, and the libraries in a Swift package.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 Examples/decide.py .build/release/tidegate
swift build --package-path Examples/embed --scratch-path .build-embed -c release -Xcc -march=native --quiet
.build-embed/release/embed
.build-embed/release/trees
