"""What the heads of columns mean, as vendors, CAD programs and spreadsheets write them."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Role(StrEnum):
    """What a column is. The value is the word shown on the screen."""

    NONE = "not taken"
    PART = "part"
    QUANTITY = "quantity"
    PACKAGING = "packaging"
    VENDOR = "vendor"
    NUMBER = "vendor's number"
    MAKER = "maker"
    REFERENCE = "your reference"
    DUE = "due"
    DESIGNATORS = "designators"


# In each role the better heads first: of two columns with heads of one role the first in this order
# has it. Heads are compared without blanks, marks and accents, and without a 1 at the end.
_HEADS: dict[Role, str] = {
    Role.PART: """
        mpn manufacturerpartnumber manufacturerspartnumber manufacturerpartno manufacturerpart
        manufacturerpn manufacturernumber mfrpartnumber mfrpartno mfrpart mfrpn mfrno
        mfgpartnumber mfgpartno mfgpart mfgpn mfgno mfgrpartnumber makerpartnumber
        makerspartnumber makerpart makersnumber mfpn mfn manufpartnumber manufacturerpartnum
        manufacturercode manufacturerref herstellerteilenummer herstellerteilenr
        herstellerartikelnummer herstellerartikelnr herstellernummer herstellernr
        herstellerbestellnummer herstellerbezeichnung herstellertyp teilenummerhersteller
        artikelnummerhersteller typenbezeichnung referencefabricant reffabricant
        referenciafabricante codiceproduttore partnumber partno partnum partnr partnbr part pn
        productnumber component componentname article articlenumber item itemnumber teilenummer
        teilenr bauteil bauelement bauteilnummer artikelnummer artikelnr artikel typ type comment
        value wert
        """,
    Role.QUANTITY: """
        orderquantity orderqty quantitytoorder qtytoorder requestedquantity quantityrequested
        requiredquantity requiredqty bestellmenge quantity qty qnty quant quan amount count pieces
        pcs menge anzahl stuck stk stckzahl stuckzahl bedarf quantite qte cantidad quantita
        qtyperboard qtyboard qtyper quantityperboard quantityper qtyperunit qtyperassembly
        mengeproplatine mengeprobaugruppe needed totalquantity totalqty qtytotal gesamtmenge
        """,
    Role.PACKAGING: """
        packaging packagingtype packing packagetype verpackung verpackungsart verpackungseinheit
        gebinde lieferform conditionnement
        """,
    Role.VENDOR: """
        vendor supplier distributor vendorname suppliername distributorname source lieferant
        distributeur fournisseur
        """,
    Role.NUMBER: """
        digikeypartnumber digikeypartno digikeypart digikeypn digikeynumber digikey
        digikeyproductnumber digikeysku dkpartnumber dkpn dkpart dk digikeybestellnummer
        digikeyartikelnummer vendorpartnumber vendorpartno vendorpart vendorpn vendornumber
        supplierpartnumber supplierpartno supplierpart supplierpn suppliernumber
        distributorpartnumber distributorpart distributorpn distpn sku ordernumber orderingcode
        ordercode bestellnummer bestellnr bestellcode lieferantenartikelnummer lieferantennummer
        lieferantenartikel lieferantenteilenummer
        """,
    Role.MAKER: """
        manufacturer manufacturername manufacturers maker mfr mfg mfrname mfgname mfgr brand
        hersteller herstellername marke fabricant fabricante produttore
        """,
    Role.REFERENCE: """
        customerpartnumber customerpartno customerpart customerpn cpn customerreference
        customerref yourpartnumber yourreference yourref ourpartnumber internalpartnumber
        internalpart internalpn ipn housepartnumber companypartnumber sachnummer sachnr
        materialnummer materialnr material kundenteilenummer kundenartikelnummer kundenreferenz
        kundennummer internenummer interneteilenummer interneartikelnummer lagernummer stocknumber
        erpnumber
        """,
    Role.DUE: """
        due duedate duewhen dateneeded needby needbydate needdate requireddate requestdate
        requesteddate wanteddate wantedon deliverydate delivery dockdate liefertermin liefertag
        lieferdatum termin wunschtermin bedarfstermin falligkeit
        """,
    Role.DESIGNATORS: """
        designator designators refdes refdesignator refdesignators referencedesignator
        referencedesignators componentreference partreference references position positions
        bauteilreferenz bauteilreferenzen bezeichner positionen
        """,
}
# Either, by what stands below it.
REFERENCES = frozenset(("reference", "ref", "referenz", "refs"))
# Heads that say that the row is one of heads, of columns that are not taken.
_OTHER_HEADS = """
    description desc beschreibung bezeichnung bemerkung bemerkungen notes note footprint package
    gehause bauform price unitprice preis einzelpreis stuckpreis extendedprice gesamtpreis cost
    total summe datasheet datenblatt index line lineitem pos nr no number id layer side dnp dnf
    populate mounted bestuckung tolerance toleranz voltage spannung rohs leadtime lieferzeit stock
    lager bestand currency wahrung link url category kategorie name libref library revision status
    lifecycle mouserpartnumber mouser mouserpn lcsc lcscpartnumber lcscpart jlcpcbpart farnell
    farnellpartnumber newark rs rspartnumber reichelt backorder availability minimum moq mpq
    """
_OTHERS = frozenset(_OTHER_HEADS.split())

_WORDS: dict[str, tuple[Role, int]] = {}
for _role, _heads in _HEADS.items():
    for _rank, _word in enumerate(_heads.split()):
        _WORDS.setdefault(_word, (_role, _rank))


@lru_cache(maxsize=2048)
def plain(head: str) -> str:
    """A head as it is compared: letters and digits, small, without accents and a 1 at its end."""
    text = unicodedata.normalize("NFKD", head[:200].replace("#", " no ")).casefold()
    text = re.sub(r"[^0-9a-zß]", "", text).replace("ß", "ss")
    return re.sub(r"(?<=[a-z])0?1$", "", text)


def role_of(head: str) -> tuple[Role, int] | None:
    """The role that a head says, and its rank in it, 0 the best; None where it says none."""
    word = plain(head)
    if word in REFERENCES:
        return Role.REFERENCE, 99
    found = _WORDS.get(word)
    if found is None and word.endswith("s"):
        found = _WORDS.get(word.removesuffix("s"))
    if found is None and re.fullmatch(r"(qty|quantity|menge)(per|pro|for|total|x|\d).*", word):
        found = Role.QUANTITY, 90
    return found


def is_known(head: str) -> bool:
    """Whether it is a head at all: of a column that is taken, or of another one."""
    return role_of(head) is not None or plain(head) in _OTHERS
