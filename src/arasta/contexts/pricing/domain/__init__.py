"""Pure rules of pricing: which price counts, and what was the lowest before a reduction."""
