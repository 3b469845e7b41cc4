"""Owns the order in which Word's schema wants the elements of properties and settings.

Taken from the transitional schema of WordprocessingML (ISO/IEC 29500). Word may call a file
damaged when an element stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

_TEXT = (
    "w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:caps w:smallCaps w:strike w:dstrike w:outline "
    "w:shadow w:emboss w:imprint w:noProof w:snapToGrid w:vanish w:webHidden w:color w:spacing "
    "w:w w:kern w:position w:sz w:szCs w:highlight w:u w:effect w:bdr w:shd w:fitText w:vertAlign "
    "w:rtl w:cs w:em w:lang w:eastAsianLayout w:specVanish w:oMath w:rPrChange"
)

_ORDERS = {
    "w:pPr": (
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:framePr w:widowControl w:numPr "
        "w:suppressLineNumbers w:pBdr w:shd w:tabs w:suppressAutoHyphens w:kinsoku w:wordWrap "
        "w:overflowPunct w:topLinePunct w:autoSpaceDE w:autoSpaceDN w:bidi w:adjustRightInd "
        "w:snapToGrid w:spacing w:ind w:contextualSpacing w:mirrorIndents w:suppressOverlap w:jc "
        "w:textDirection w:textAlignment w:textboxTightWrap w:outlineLvl w:divId w:cnfStyle w:rPr "
        "w:sectPr w:pPrChange"
    ),
    # The first four stand in the mark at the end of a paragraph only.
    "w:rPr": f"w:ins w:del w:moveFrom w:moveTo {_TEXT}",
    "w:rubyPr": "w:rubyAlign w:hps w:hpsRaise w:hpsBaseText w:lid w:dirty",
    "w:tblPr": (
        "w:tblStyle w:tblpPr w:tblOverlap w:bidiVisual w:tblStyleRowBandSize w:tblStyleColBandSize "
        "w:tblW w:jc w:tblCellSpacing w:tblInd w:tblBorders w:shd w:tblLayout w:tblCellMar "
        "w:tblLook w:tblCaption w:tblDescription w:tblPrChange"
    ),
    "w:tcPr": (
        "w:cnfStyle w:tcW w:gridSpan w:hMerge w:vMerge w:tcBorders w:shd w:noWrap w:tcMar "
        "w:textDirection w:tcFitText w:vAlign w:hideMark w:headers w:cellIns w:cellDel w:cellMerge "
        "w:tcPrChange"
    ),
    "w:sectPr": (
        "w:headerReference|w:footerReference w:footnotePr w:endnotePr w:type w:pgSz w:pgMar "
        "w:paperSrc w:pgBorders w:lnNumType w:pgNumType w:cols w:formProt w:vAlign w:noEndnote "
        "w:titlePg w:textDirection w:bidi w:rtlGutter w:docGrid w:printerSettings w:sectPrChange"
    ),
    # The last of them says what kind of control it is.
    "w:sdtPr": (
        "w:rPr w:alias w:tag w:id w:lock w:placeholder w:temporary w:showingPlcHdr w:dataBinding "
        "w:label w:tabIndex w:equation|w:comboBox|w:date|w:docPartObj|w:docPartList|w:dropDownList|"
        "w:picture|w:richText|w:text|w:citation|w:group|w:bibliography"
    ),
    # A row's properties may stand in any order, before what was changed in it.
    "w:trPr": (
        "w:cnfStyle|w:divId|w:gridBefore|w:gridAfter|w:wBefore|w:wAfter|w:trHeight|w:hidden|"
        "w:cantSplit|w:tblHeader|w:tblCellSpacing|w:jc w:ins w:del w:trPrChange"
    ),
    "w:settings": (
        "w:writeProtection w:view w:zoom w:removePersonalInformation w:removeDateAndTime "
        "w:doNotDisplayPageBoundaries w:displayBackgroundShape w:printPostScriptOverText "
        "w:printFractionalCharacterWidth w:printFormsData w:embedTrueTypeFonts w:embedSystemFonts "
        "w:saveSubsetFonts w:saveFormsData w:mirrorMargins w:alignBordersAndEdges "
        "w:bordersDoNotSurroundHeader w:bordersDoNotSurroundFooter w:gutterAtTop "
        "w:hideSpellingErrors w:hideGrammaticalErrors w:activeWritingStyle w:proofState "
        "w:formsDesign w:attachedTemplate w:linkStyles w:stylePaneFormatFilter "
        "w:stylePaneSortMethod w:documentType w:mailMerge w:revisionView w:trackRevisions "
        "w:doNotTrackMoves w:doNotTrackFormatting w:documentProtection w:autoFormatOverride "
        "w:styleLockTheme w:styleLockQFSet w:defaultTabStop w:autoHyphenation "
        "w:consecutiveHyphenLimit w:hyphenationZone w:doNotHyphenateCaps w:showEnvelope "
        "w:summaryLength w:clickAndTypeStyle w:defaultTableStyle w:evenAndOddHeaders "
        "w:bookFoldRevPrinting w:bookFoldPrinting w:bookFoldPrintingSheets "
        "w:drawingGridHorizontalSpacing w:drawingGridVerticalSpacing "
        "w:displayHorizontalDrawingGridEvery w:displayVerticalDrawingGridEvery "
        "w:doNotUseMarginsForDrawingGridOrigin w:drawingGridHorizontalOrigin "
        "w:drawingGridVerticalOrigin w:doNotShadeFormData w:noPunctuationKerning "
        "w:characterSpacingControl w:printTwoOnOne w:strictFirstAndLastChars w:noLineBreaksAfter "
        "w:noLineBreaksBefore w:savePreviewPicture w:doNotValidateAgainstSchema w:saveInvalidXml "
        "w:ignoreMixedContent w:alwaysShowPlaceholderText w:doNotDemarcateInvalidXml "
        "w:saveXmlDataOnly w:useXSLTWhenSaving w:saveThroughXslt w:showXMLTags "
        "w:alwaysMergeEmptyNamespace w:updateFields w:hdrShapeDefaults w:footnotePr w:endnotePr "
        "w:compat w:docVars w:rsids m:mathPr w:uiCompat97To2003 w:attachedSchema w:themeFontLang "
        "w:clrSchemeMapping w:doNotIncludeSubdocsInStats w:doNotAutoCompressPictures "
        "w:forceUpgrade w:captions w:readModeInkLockDown w:smartTagType sl:schemaLibrary "
        "w:shapeDefaults w:doNotEmbedSmartTags w:decimalSymbol w:listSeparator"
    ),
}

_PLACES = {
    parent: {name: place for place, names in enumerate(order.split()) for name in names.split("|")}
    for parent, order in _ORDERS.items()
}
_REPEATED = {
    *("w:headerReference", "w:footerReference"),
    *("w:activeWritingStyle", "w:attachedSchema", "w:smartTagType"),
}


def misplaced(parent: str, children: Sequence[str]) -> str:
    """The first child that stands in `parent` too late, twice or at all; empty when none does."""
    places = _PLACES.get(parent)
    if places is None:
        return ""
    before, last = set[str](), -1
    for child in children:
        place = places.get(child)
        if place is None:
            # Other namespaces, such as w14, are extensions with places of their own.
            if child.startswith("w:"):
                return child
            continue
        if place < last or (child in before and child not in _REPEATED):
            return child
        before.add(child)
        last = place
    return ""


def place_of(parent: str, child: str) -> int | None:
    """Where in `parent` the child stands; None when it may not, or when any place will do."""
    return _PLACES.get(parent, {}).get(child)
