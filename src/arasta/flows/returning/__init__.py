"""Returning: what customers have goes back."""
