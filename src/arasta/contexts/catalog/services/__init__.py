"""What one can do with the catalog."""
