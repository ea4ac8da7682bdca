"""The long proofs: `make soak`, and nothing else, runs them."""
