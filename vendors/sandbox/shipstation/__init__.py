"""ShipStation v2 in the sandbox: suppliers, warehouses, inventory, products and purchase orders.

Written from ShipStation's own specification of August 2025 and from its pages on purchase orders
and suppliers (our facts page on TI, ShipStation and Mouser, part B). Where these are silent, what
was chosen stands in the module that does it.
"""
