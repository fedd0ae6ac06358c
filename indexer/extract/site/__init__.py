"""What the pages of one site have in common, and what its owner says of it."""
