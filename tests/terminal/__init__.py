"""The program as a buyer's terminal meets it: through a pseudo-terminal, byte by byte."""
