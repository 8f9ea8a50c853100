"""What channels are told: new listings, absolute stock and prices, and what became of it."""
