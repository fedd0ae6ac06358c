"""Which blocks of a page are its article, and the article of them."""
