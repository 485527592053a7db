<?xml version="1.0" encoding="UTF-8"?>
<!-- An integration rule of the older kind: XSLT 1.0, invoice to the records of an accounting application.
     Keys, sorting, grouping by generate-id(), recursion and numbers, as such rules have them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" exclude-result-prefixes="u cac cbc">
  <xsl:output method="xml" encoding="UTF-8" indent="no"/>
  <xsl:strip-space elements="*"/>
  <xsl:key name="rate" match="cac:InvoiceLine" use="cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"/>
  <xsl:variable name="currency" select="/u:Invoice/cbc:DocumentCurrencyCode"/>

  <xsl:template match="/">
    <buchung waehrung="{$currency}"><xsl:apply-templates select="u:Invoice"/></buchung>
  </xsl:template>

  <xsl:template match="u:Invoice">
    <beleg nummer="{cbc:ID}" datum="{translate(cbc:IssueDate, '-', '')}">
      <xsl:apply-templates select="cac:AccountingSupplierParty | cac:AccountingCustomerParty"/>
    </beleg>
    <xsl:for-each select="cac:InvoiceLine[generate-id() = generate-id(key('rate', cac:Item/cac:ClassifiedTaxCategory/cbc:Percent)[1])]">
      <xsl:sort select="cac:Item/cac:ClassifiedTaxCategory/cbc:Percent" data-type="number" order="descending"/>
      <xsl:variable name="percent" select="cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"/>
      <konto satz="{format-number($percent, '0.00')}" posten="{count(key('rate', $percent))}">
        <netto><xsl:value-of select="format-number(sum(key('rate', $percent)/cbc:LineExtensionAmount), '0.00')"/></netto>
        <xsl:apply-templates select="key('rate', $percent)"/>
      </konto>
    </xsl:for-each>
    <zahlung frist="{cbc:DueDate}">
      <xsl:apply-templates select="cac:LegalMonetaryTotal/*"/>
    </zahlung>
  </xsl:template>

  <xsl:template match="cac:AccountingSupplierParty | cac:AccountingCustomerParty">
    <xsl:variable name="party" select="cac:Party"/>
    <person rolle="{local-name()}">
      <name><xsl:value-of select="normalize-space($party/cac:PartyLegalEntity/cbc:RegistrationName)"/></name>
      <xsl:for-each select="$party/cac:PostalAddress">
        <ort plz="{cbc:PostalZone}"><xsl:value-of select="concat(cbc:StreetName, ', ', cbc:CityName)"/></ort>
      </xsl:for-each>
      <xsl:if test="$party/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT']">
        <steuer><xsl:value-of select="$party/cac:PartyTaxScheme/cbc:CompanyID"/></steuer>
      </xsl:if>
    </person>
  </xsl:template>

  <xsl:template match="cac:InvoiceLine">
    <posten nr="{position()}" kennung="{cbc:ID}">
      <xsl:attribute name="menge"><xsl:value-of select="number(cbc:InvoicedQuantity)"/></xsl:attribute>
      <xsl:choose>
        <xsl:when test="cbc:LineExtensionAmount &lt; 0"><art>gutschrift</art></xsl:when>
        <xsl:when test="cac:AllowanceCharge"><art>nachlass</art></xsl:when>
        <xsl:otherwise><art>lieferung</art></xsl:otherwise>
      </xsl:choose>
      <text><xsl:call-template name="cut"><xsl:with-param name="text" select="cac:Item/cbc:Name"/></xsl:call-template></text>
      <betrag><xsl:value-of select="format-number(cbc:LineExtensionAmount, '#,##0.00')"/></betrag>
      <xsl:apply-templates select="cac:Item/cac:AdditionalItemProperty"/>
    </posten>
  </xsl:template>

  <xsl:template match="cac:AdditionalItemProperty">
    <merkmal name="{cbc:Name}"><xsl:value-of select="cbc:Value"/></merkmal>
  </xsl:template>

  <xsl:template match="cac:LegalMonetaryTotal/*">
    <xsl:element name="{local-name()}"><xsl:value-of select="."/></xsl:element>
  </xsl:template>

  <xsl:template name="cut">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="string-length($text) &gt; 40 and contains($text, ' ')">
        <zeile><xsl:value-of select="substring-before($text, ' ')"/></zeile>
        <xsl:call-template name="cut"><xsl:with-param name="text" select="substring-after($text, ' ')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><zeile><xsl:value-of select="$text"/></zeile></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
