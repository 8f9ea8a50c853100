"""Stock by SKU for the outside: availability, levels, corrections, transfers, explanations."""
