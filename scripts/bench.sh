#!/usr/bin/env bash
# Prints throughput and latency beside the machine's own limits. docs/benchmarks.md says how to read it.
. "$(dirname "$0")/lib.sh"
WORK=${BENCH_WORK:-$(mktemp -d)}
say "The product, from HTTP to decision"
target/release/rapport bench all --events "${BENCH_EVENTS:-200000}" --rounds "${BENCH_ROUNDS:-3}"
say "Journeys over a stream of events"
[ -d "$WORK/stream" ] || target/release/rapport bench generate --out "$WORK/stream" --events "${BENCH_STREAM:-1000000}"
for _ in 1 2 3; do
  target/release/rapport bench stream --input "$WORK/stream" --journeys bench/streams.yaml --matches "$WORK/matches.tsv" --threads 2
done
say "Rights, and the trace"
cargo run --quiet --release --locked -p rapport-people --example measure_rights
cargo run --quiet --release --locked -p rapport-trace --example measure_trace
target/release/rapport bench trace --lines "${BENCH_TRACE:-1000000}"
[ -n "${BENCH_WORK:-}" ] || rm -rf "$WORK"
