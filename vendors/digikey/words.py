"""The closed lists of words that DigiKey takes in an order (Ordering v3 document).

Plain tuples and without an import of the client, so that the screen reads them before any vendor
is connected. Whatever is sent stands here in DigiKey's own spelling.
"""

from __future__ import annotations

# The document calls these strings "accepted", and says that not all are available in all times and
# places; its own example is spelled "FedEx Ground", so they are compared without case and sent as
# listed.
SHIP_METHODS = (
    "DHL worldwide Express",
    "FedEx ground",
    "FedEx 3 day",
    "FedEx 2 day",
    "FedEx standard overnight",
    "FedEx priority overnight",
    "FedEx first overnight",
    "FedEx international priority",
    "FedEx international economy",
    "UPS ground",
    "UPS 3 day",
    "UPS 2 day",
    "UPS 2 day noon",
    "UPS 1 day",
    "UPS 1 day 3 p.m.",
    "UPS 1 day early a.m.",
    "UPS worldwide expedited",
    "UPS worldwide express",
    "UPS worldwide saver",
    "USPS express mail international",
    "USPS express mail",
    "USPS priority mail",
    "USPS ground advantage",
    "USPS standard mail",
)
SHIP_CONTROLS = ("Immediate", "Single")
# What each of them means, in the document's sense.
SHIP_CONTROL_MEANINGS = {
    "Immediate": "each line as soon as it is there (default)",
    "Single": "nothing before all of it is there",
}
# "No products … will ship until all items are available".
ONE_SHIPMENT = "Single"
# Primary application → its secondary ones; both have to match exactly.
EXPORT_USES = {
    "Aerospace": (
        "Aircraft, commercial transport",
        "Aircraft, UAV",
        "Communications equipment",
        "Computer systems",
        "Entertainment systems",
        "Sensors, controls, test equipment",
        "Safety systems",
        "Satellites, commercial",
        "Other",
    ),
    "Automotive": ("Drive train", "Instrumentation", "Safety systems", "Other"),
    "Computer & Peripherals": ("Accessories", "Desktop", "Laptop", "Server/storage", "Other"),
    "Consumer Electronics": (
        "Audio/video",
        "Gaming systems",
        "Home appliances",
        "Lighting systems",
        "Wired communications",
        "Wireless communications",
        "Other",
    ),
    "Industrial": (
        "Appliances/white goods",
        "Automation and control",
        "Renewable/fossil fuels energy",
        "Nuclear energy",
        "Lighting systems",
        "Sensors, controls, test equipment",
        "Tools",
        "Other",
    ),
    "Medical": (
        "Diagnostic equipment",
        "Instruments, devices",
        "Imaging / scanning",
        "Other",
    ),
    "Military": (
        "Aircraft, military",
        "Aircraft, UAV",
        "Communications equipment",
        "Computer systems",
        "Missile systems",
        "Satellites, military",
        "Sensors, controls, test equipment",
        "Vehicles, personnel transport",
        "Vehicles, weapon transport",
        "Weapons systems",
        "Other",
    ),
}
# Asked of independent distributors where goods ship outside of this country, else left out.
EXPORTS_FROM = "US"
