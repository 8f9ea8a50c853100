"""Begin an installation: a company's first place, web shop and till."""
