#!/usr/bin/env bash
# Writes Sources/Service/Page/PageFiles.swift: the files of Assets beside it as base64, so that they are inside the binary.
# Run it after every change of them; a test compares.
set -euo pipefail
cd "$(dirname "$0")/../Sources/Service/Page"
{
  cat <<'SWIFT'
// Made by Scripts/embed-page.sh from the folder Assets; do not edit.

/// The files of the web page by name, as base64.
enum PageFiles {
  // swift-format-ignore
  static let base64: [(name: String, text: String)] = [
SWIFT
  for file in Assets/*; do
    printf '    ("%s", "%s"),\n' "${file#Assets/}" "$(base64 -w0 "$file")"
  done
  printf '  ]\n}\n'
} > PageFiles.swift.new
mv PageFiles.swift.new PageFiles.swift
