"""Pure rules of the catalog: folding for search, checks of inputs, the category tree, choice of pictures."""
