#!/usr/bin/env bash
# Makes target/release/rapport with the web UI inside, on Linux with its debug information beside it (rapport.debug).
. "$(dirname "$0")/lib.sh"
need cargo "install Rust 1.95 or newer"
build_web
say "Building rapport"
cargo build --release --locked -p rapport

# What a person runs is small; what a backtrace needs lies beside it and is found by its name.
program=target/release/rapport
if command -v objcopy >/dev/null && readelf -S "$program" 2>/dev/null | grep -q '\.debug_line'; then
  say "Putting the debug information into $program.debug"
  objcopy --only-keep-debug "$program" "$program.debug"
  chmod -x "$program.debug"
  objcopy --strip-unneeded --add-gnu-debuglink="$program.debug" "$program"
fi
