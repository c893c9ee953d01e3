# The two commands of the README: `make demo` and `make test`. The rest is what they are made of.
# Everything they need beyond cargo, node with npm, python3, a C compiler and Debian is installed by scripts/.

.PHONY: build demo test test-full bench lint fast clean-tools

build: ## target/release/rapport with the web UI inside
	scripts/build.sh

demo: build ## builds, starts everything with embedded stores, brings in data, prints the address to open
	scripts/demo.sh

test: ## all tests: Rust, UI, browser, real counterparts
	scripts/test.sh

test-full: ## the tests of large numbers at full size, for hours (docs/design/full-size.md); ONLY='test(kill)' runs a part
	scripts/test-full.sh

fast: ## what to run while working: pure crates and stories, in seconds
	cargo test -p rapport-kernel -p rapport-customer -p rapport-journey -p rapport-channel -p rapport-plan -p rapport-measure -p rapport-people -p rapport-trace -p rapport-files -p rapport-stored -p rapport-engine

lint: ## formatting, lints, rings, licences
	scripts/lint.sh

bench: build ## prints throughput and latency beside the machine's own limits
	scripts/bench.sh

clean-tools: ## removes what scripts/ installed inside this folder
	rm -rf .tools web/node_modules
