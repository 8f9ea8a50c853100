"""Feeds: files of all offers that outside services fetch; written again when something in them changed."""
