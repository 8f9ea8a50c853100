"""Pure rules of fulfillment."""
