"""What one can do with prices."""
