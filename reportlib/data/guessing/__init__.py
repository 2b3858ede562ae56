"""What a table of somebody else's may mean: guesses, each with its reason, for `reportlib new --from`."""
