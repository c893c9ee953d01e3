#!/usr/bin/env bash
# The tests whose size RAPPORT_FULL sets, at full size, one after the other: docs/design/full-size.md. Takes hours.
# ONLY: a filter of cargo-nextest, for a part of them.
. "$(dirname "$0")/lib.sh"
need cargo "install Rust 1.95 or newer"
pip_install scripts/requirements-rust-tools.txt
pip_install scripts/requirements-test.txt
scripts/install-test-tools.sh
npm_install tests/sdk
build_web
export RAPPORT_FULL=1 RAPPORT_NODE_SDK="$ROOT/tests/sdk" RAPPORT_PYTHON="$TOOLS/venv/bin/python"
cargo nextest run --workspace --locked --profile full ${ONLY:+-E "$ONLY"}
