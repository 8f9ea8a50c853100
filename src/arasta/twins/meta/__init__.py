"""A stand-in for Meta's catalog: takes products in by batches and by feeds, reviews them, shows what it made of them."""
