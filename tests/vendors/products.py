"""A product as DigiKey answers it, put together from what was recorded of several."""

from __future__ import annotations

from typing import Any

CUT: dict[str, Any] = {
    "DigiKeyProductNumber": "296-1395-1-ND",
    "PackageType": {"Id": 2, "Name": "Cut Tape (CT)"},
    "StandardPricing": [
        {"BreakQuantity": 1, "UnitPrice": 0.36, "TotalPrice": 0.36},
        {"BreakQuantity": 10, "UnitPrice": 0.272325, "TotalPrice": 2.72325},
    ],
    "MyPricing": [],
    "MarketPlace": False,
    "TariffActive": False,
    "Supplier": {"Id": 296, "Name": "Texas Instruments"},
    "QuantityAvailableforPackageType": 75171,
    "MaxQuantityForDistribution": 999999999,
    "MinimumOrderQuantity": 1,
    "StandardPackage": 1,
    "DigiReelFee": 0.0,
}
REEL = {
    **CUT,
    "DigiKeyProductNumber": "296-1395-2-ND",
    "PackageType": {"Id": 1, "Name": "Tape & Reel (TR)"},
    "StandardPricing": [{"BreakQuantity": 4000, "UnitPrice": 0.11, "TotalPrice": 440}],
    "QuantityAvailableforPackageType": 72000,
    "MinimumOrderQuantity": 4000,
    "StandardPackage": 2000,
}
DIGI_REEL = {
    **CUT,
    "DigiKeyProductNumber": "296-1395-6-ND",
    "PackageType": {"Id": 243, "Name": "Digi-Reel®"},
    "DigiReelFee": 7.0,
}
PRODUCT: dict[str, Any] = {
    "Description": {
        "ProductDescription": "IC OPAMP GP 2 CIRCUIT 8TSSOP",
        "DetailedDescription": "General Purpose Amplifier 2 Circuit",
    },
    "Manufacturer": {"Id": 296, "Name": "Texas Instruments"},
    "ManufacturerProductNumber": "LM358QT",
    "UnitPrice": 0.0,
    "ProductUrl": "https://www.digikey.com/en/products/detail/st/LM358QT/1663570",
    "DatasheetUrl": "//mm.digikey.com/Volume0/lm358.pdf",
    "PhotoUrl": "//mm.digikey.com/Photos/8-TSSOP.jpg",
    "ProductVariations": [CUT, REEL, DIGI_REEL],
    "QuantityAvailable": 75171,
    "ProductStatus": {"Id": 0, "Status": "Active"},
    "BackOrderNotAllowed": False,
    "NormallyStocking": True,
    "Discontinued": False,
    "EndOfLife": False,
    "Ncnr": False,
    "PrimaryVideoUrl": None,
    "Parameters": [
        {"ParameterText": "Number of Circuits", "ValueText": "2"},
        {"ParameterText": "Grade", "ValueText": "-"},
        {"ParameterText": None, "ValueText": "x"},
    ],
    "BaseProductNumber": None,
    "Category": {
        "Name": "Integrated Circuits (ICs)",
        "ChildCategories": [{"Name": "Linear", "ChildCategories": [{"Name": "Op Amps"}]}],
    },
    "DateLastBuyChance": None,
    "ManufacturerLeadWeeks": "12",
    "ManufacturerPublicQuantity": 165000,
    "Series": {"Id": 0, "Name": "-"},
    "ShippingInfo": None,
    "Classifications": {
        "ReachStatus": "REACH Unaffected",
        "RohsStatus": "ROHS3 Compliant",
        "MoistureSensitivityLevel": None,
        "ExportControlClassNumber": "EAR99",
        "HtsusCode": "8542.33.0001",
    },
    "OtherNames": ["296-1395", None, ""],
}
USD = {"Site": "US", "Language": "en", "Currency": "USD"}
