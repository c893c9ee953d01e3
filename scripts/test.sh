#!/usr/bin/env bash
# All tests. Installs what they need, then goes from the fast to the slow, and stops at the first failure.
. "$(dirname "$0")/lib.sh"
need cargo "install Rust 1.95 or newer"
pip_install scripts/requirements-rust-tools.txt
pip_install scripts/requirements-test.txt
scripts/install-test-tools.sh
npm_install tests/sdk

build_web
say "Web: types, lints, unit tests"
(cd web && npm run --silent check && npm run --silent test)

scripts/lint.sh

say "Rust: documentation examples"
cargo test --workspace --doc --locked --quiet
say "Rust: unit, property, story, system and browser tests"
export RAPPORT_NODE_SDK="$ROOT/tests/sdk" RAPPORT_PYTHON="$TOOLS/venv/bin/python"
cargo nextest run --workspace --locked --profile "${NEXTEST_PROFILE:-default}"
