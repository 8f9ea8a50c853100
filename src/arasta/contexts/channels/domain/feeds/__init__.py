"""How a feed is written: which offers its reader would take, what stands in each row, how rows become a file."""
