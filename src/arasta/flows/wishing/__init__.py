"""Wishing: what customers like, for those who act for them."""
