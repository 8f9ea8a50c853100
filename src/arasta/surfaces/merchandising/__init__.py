"""The back office pages by which a merchant leads shoppers: collections, and what goes together."""
