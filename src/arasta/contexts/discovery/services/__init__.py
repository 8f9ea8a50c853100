"""Commands of discovery."""
