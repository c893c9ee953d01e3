#!/usr/bin/env bash
# Formatting, lints, rings, licences. Every finding is an error.
. "$(dirname "$0")/lib.sh"
pip_install scripts/requirements-rust-tools.txt
say "Formatting";        cargo fmt --all --check
say "Rings";             cargo xtask check
say "Lints";             cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
say "Licences and bans"; cargo deny --locked --log-level error check licenses bans sources
