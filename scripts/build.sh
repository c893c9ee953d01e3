#!/usr/bin/env bash
# Makes target/release/rapport with the web UI inside.
. "$(dirname "$0")/lib.sh"
need cargo "install Rust 1.95 or newer"
build_web
say "Building rapport"
cargo build --release --locked -p rapport
