<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output method="text"/>
<xsl:template match="/">R<xsl:apply-templates select="//node()|//@*"/></xsl:template><xsl:template match="amt/hund[1]">A</xsl:template><xsl:template match="hund[last()]">B</xsl:template><xsl:template match="amt//name">C</xsl:template><xsl:template match="@id">D</xsl:template><xsl:template match="@*">E</xsl:template><xsl:template match="//b">F</xsl:template><xsl:template match="processing-instruction('druck')">G</xsl:template><xsl:template match="comment()">H</xsl:template><xsl:template match="text()">.</xsl:template><xsl:template match="element(rasse)|p:gebuehr[@waehrung][2]">I</xsl:template><xsl:template match="*" priority="-2">*</xsl:template>

</xsl:stylesheet>
