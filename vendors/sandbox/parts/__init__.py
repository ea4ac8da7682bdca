"""The sandbox's catalogue: parts computed by rule from their index, held in no table."""
