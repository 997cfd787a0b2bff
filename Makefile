# Short names for the scripts in .ci, which work without make.
.PHONY: serve test dev check bench

serve: ## Build and serve the product at http://127.0.0.1:3000
	.ci/serve

test: ## Run every check and every test
	.ci/test

dev: ## Build and serve with the demonstration and all log lines of our own crates
	.ci/serve --demo --log info,assay=debug

check: ## Formatting and lints only
	.ci/tools test
	. .tools/env && cargo fmt --all --check && cargo clippy --workspace --exclude assay-client --all-targets --release -- -D warnings

bench: ## Benchmarks of the Rust crates
	.ci/tools serve
	. .tools/env && cargo bench --workspace
