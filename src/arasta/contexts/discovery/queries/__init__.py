"""What one can ask of discovery."""
