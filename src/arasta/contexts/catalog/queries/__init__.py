"""What one can ask the catalog."""
