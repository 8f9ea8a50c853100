"""What one can ask about prices."""
