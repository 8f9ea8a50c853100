"""Invoicing: a completed order gets its invoice."""
