#!/usr/bin/env bash
# Makes the venvs of the pinned peers (PEERS_VENV, default /tmp/peers-venv, and the same with -lleaves), and installs gcc
# and python3-venv from Debian where they are missing, with sudo where needed. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")"
VENV=${PEERS_VENV:-/tmp/peers-venv}
missing=()
for package in gcc libc6-dev python3-venv libgomp1 libopenblas-dev; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
fi
make_venv() { # PATH REQUIREMENTS
  # What is there already is not asked for again, so that a second run needs no network.
  if ! cmp -s "$2" "$1/requirements.txt"; then
    [ -x "$1/bin/python" ] || python3 -m venv "$1"
    "$1/bin/pip" install -q -r "$2"
    cp "$2" "$1/requirements.txt"
  fi
}
make_venv "$VENV" requirements.txt
# The LSTM's peers are large, and PyTorch's wheel for CPUs lies on its own index: without them their columns stay empty.
if ! cmp -s requirements-lstm.txt "$VENV/requirements-lstm.txt"; then
  if "$VENV/bin/pip" install -q -r requirements-lstm.txt; then
    cp requirements-lstm.txt "$VENV/requirements-lstm.txt"
  else
    echo "setup.sh: the LSTM's peers (requirements-lstm.txt) cannot be installed here and are skipped" >&2
  fi
fi
make_venv "$VENV-lleaves" requirements-lleaves.txt
