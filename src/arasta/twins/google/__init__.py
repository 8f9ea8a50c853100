"""A stand-in for Google Merchant Center: takes products in by calls and by feeds, judges them, shows what it made."""
