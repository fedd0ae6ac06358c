"""One article of several pages and addresses, and which article copies which."""
