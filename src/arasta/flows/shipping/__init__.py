"""From a placed order to goods that left, and the channel that must hear of it."""
