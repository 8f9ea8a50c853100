"""Pure rules of pickup: hours and slots."""
