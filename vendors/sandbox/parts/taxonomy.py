"""Makers, categories, packagings, statuses and parameters, with the numbers they go by.

Where DigiKey's number of a packaging or status is publicly known from recorded answers, it is
that number; the numbers of makers and categories are the sandbox's own.
"""

from __future__ import annotations

from typing import NamedTuple


class Maker(NamedTuple):
    id: int
    name: str
    country: str


MAKERS: dict[str, Maker] = {
    key: Maker(id_, name, country)
    for key, id_, name, country in (
        ("yageo", 311, "YAGEO", "TW"),
        ("vishay-dale", 541, "Vishay Dale", "IL"),
        ("panasonic", 10, "Panasonic Electronic Components", "JP"),
        ("stackpole", 738, "Stackpole Electronics Inc", "TW"),
        ("koa", 2019, "KOA Speer Electronics, Inc.", "JP"),
        ("murata", 490, "Murata Electronics", "JP"),
        ("samsung", 1276, "Samsung Electro-Mechanics", "PH"),
        ("tdk", 445, "TDK Corporation", "JP"),
        ("kemet", 399, "KEMET", "MX"),
        ("taiyo", 587, "Taiyo Yuden", "JP"),
        ("nichicon", 493, "Nichicon", "MY"),
        ("rubycon", 1189, "Rubycon", "ID"),
        ("bourns", 118, "Bourns Inc.", "CN"),
        ("wurth", 732, "Würth Elektronik", "TW"),
        ("coilcraft", 2457, "Coilcraft", "SG"),
        ("molex", 900, "Molex", "CN"),
        ("jst", 455, "JST Sales America Inc.", "JP"),
        ("te", 17, "TE Connectivity AMP Connectors", "MX"),
        ("samtec", 612, "Samtec Inc.", "US"),
        ("phoenix", 277, "Phoenix Contact", "DE"),
        ("harwin", 952, "Harwin Inc.", "GB"),
        ("ti", 296, "Texas Instruments", "MY"),
        ("onsemi", 488, "onsemi", "PH"),
        ("nexperia", 1727, "Nexperia USA Inc.", "MY"),
        ("diodes", 31, "Diodes Incorporated", "CN"),
        ("adi", 505, "Analog Devices Inc.", "MY"),
        ("maxim", 175, "Analog Devices Inc./Maxim Integrated", "TH"),
        ("microchip", 150, "Microchip Technology", "TH"),
        ("st", 497, "STMicroelectronics", "MA"),
        ("infineon", 448, "Infineon Technologies", "MY"),
        ("vishay-semi", 112, "Vishay General Semiconductor - Diodes Division", "CN"),
        ("littelfuse", 18, "Littelfuse Inc.", "CN"),
        ("liteon", 160, "Lite-On Inc.", "TH"),
        ("kingbright", 754, "Kingbright", "CN"),
        ("abracon", 535, "Abracon LLC", "TW"),
        ("ecs", 50, "ECS Inc.", "CN"),
        ("oddments", 9977, "Oddments & Sons (Ω-Works) [sandbox]", "IE"),
        ("rochester", 2156, "Rochester Electronics, LLC", "US"),
    )
}

# category -> (root, its name, own name)
ROOTS: dict[int, str] = {
    2: "Resistors",
    3: "Capacitors",
    4: "Inductors, Coils, Chokes",
    7: "Filters",
    9: "Circuit Protection",
    13: "Crystals, Oscillators, Resonators",
    16: "Optoelectronics",
    19: "Discrete Semiconductor Products",
    20: "Connectors, Interconnects",
    27: "Kits",
    32: "Integrated Circuits (ICs)",
}
CATEGORIES: dict[int, tuple[int, str]] = {
    52: (2, "Chip Resistor - Surface Mount"),
    60: (3, "Ceramic Capacitors"),
    58: (3, "Aluminum Electrolytic Capacitors"),
    71: (4, "Fixed Inductors"),
    841: (7, "Ferrite Beads and Chips"),
    144: (9, "TVS Diodes"),
    171: (13, "Crystals"),
    105: (16, "LED Indication - Discrete"),
    287: (19, "Single Zener Diodes"),
    276: (19, "Single Bipolar Transistors"),
    278: (19, "Single FETs, MOSFETs"),
    280: (19, "Single Diodes"),
    314: (20, "Rectangular Connectors - Headers, Male Pins"),
    316: (20, "Rectangular Connectors - Contacts"),
    319: (20, "Rectangular Connectors - Housings"),
    371: (20, "Terminal Blocks - Headers, Plugs and Sockets"),
    65: (27, "Resistor Kits"),
    66: (27, "Capacitor Kits"),
    687: (32, "Amplifiers - Instrumentation, OP Amps, Buffer Amps"),
    705: (32, "Gates and Inverters"),
    739: (32, "Voltage Regulators - DC DC Switching Regulators"),
    685: (32, "Microcontrollers"),
    710: (32, "Interface - Drivers, Receivers, Transceivers"),
}

# packaging code -> (DigiKey's id, DigiKey's name)
PACKAGINGS: dict[str, tuple[int, str]] = {
    "TR": (1, "Tape & Reel (TR)"),
    "CT": (2, "Cut Tape (CT)"),
    "BULK": (3, "Bulk"),
    "TB": (4, "Tape & Box (TB)"),
    "TRAY": (5, "Tray"),
    "TUBE": (6, "Tube"),
    "BOX": (61, "Box"),
    "BAG": (62, "Bag"),
    "DKR": (243, "Digi-Reel®"),
}
# packaging code -> the word Order Status uses for it
PACK_TYPES = {
    "TR": "TapeReel",
    "CT": "CutTape",
    "BULK": "Bulk",
    "TB": "TapeBox",
    "TRAY": "Tray",
    "TUBE": "Tube",
    "BOX": "Box",
    "BAG": "Bag",
    "DKR": "DigiReel",
}

ACTIVE, OBSOLETE, DISCONTINUED, LAST_TIME_BUY, NOT_FOR_NEW = 0, 1, 2, 4, 7
STATUSES: dict[int, str] = {
    ACTIVE: "Active",
    OBSOLETE: "Obsolete",
    DISCONTINUED: "Discontinued at Digi-Key",
    LAST_TIME_BUY: "Last Time Buy",
    NOT_FOR_NEW: "Not For New Designs",
}

# parameter -> (text, type)
PARAMETERS: dict[int, tuple[str, str]] = {
    2: ("Power (Watts)", "String"),
    3: ("Tolerance", "String"),
    14: ("Voltage - Rated", "UnitOfMeasure"),
    16: ("Package / Case", "String"),
    17: ("Temperature Coefficient", "String"),
    46: ("Color", "String"),
    69: ("Mounting Type", "String"),
    88: ("Number of Positions", "UnitOfMeasure"),
    183: ("Function", "String"),
    252: ("Operating Temperature", "String"),
    508: ("Pitch - Mating", "UnitOfMeasure"),
    1291: ("Supplier Device Package", "String"),
    2042: ("Frequency", "UnitOfMeasure"),
    2049: ("Capacitance", "UnitOfMeasure"),
    2079: ("Voltage - Zener (Nom) (Vz)", "UnitOfMeasure"),
    2085: ("Resistance", "UnitOfMeasure"),
    2087: ("Inductance", "UnitOfMeasure"),
    2088: ("Current Rating (Amps)", "UnitOfMeasure"),
    2094: ("Voltage - Reverse Standoff (Typ)", "UnitOfMeasure"),
}
