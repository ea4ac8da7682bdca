"""Lists of parts that come from elsewhere: pasted tables, CSV files and workbooks. Pure.

Bytes or text become a grid of cells (`reading`), a grid gets a layout (`tables`), is looked through
for what a spreadsheet did to it (`doctor`), and becomes lines (`bom`). Nothing is changed unasked.
"""
