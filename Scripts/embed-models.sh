#!/usr/bin/env bash
# Writes Models/DefaultModels.swift: the models beside it as base64, so that they are inside the binary.
# (SwiftPM's .embedInCode makes an array literal of the bytes, which takes the compiler a minute per 300 KB.)
set -euo pipefail
cd "$(dirname "$0")/../Models"
{
  cat <<'SWIFT'
// Made by `make models` from the folders beside it; do not edit.

import Foundation

/// The shipped models' files, inside the binary.
public enum DefaultModels {
SWIFT
  for model in forecaster detector; do
    printf '  /// `Models/%s/model.safetensors`.\n  public static var %s: Data? { Data(base64Encoded: %sText) }\n' \
      "$model" "$model" "$model"
  done
  for model in forecaster detector; do
    printf '  // swift-format-ignore\n  private static let %sText =\n    "%s"\n' "$model" "$(base64 -w0 "$model/model.safetensors")"
  done
  echo '}'
} > DefaultModels.swift.new
mv DefaultModels.swift.new DefaultModels.swift
