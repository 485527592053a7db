<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="element(hund)" mode="k">E</xsl:template><xsl:template match="attribute(gewicht)" mode="k">G</xsl:template><xsl:template match="attribute()" mode="k">A</xsl:template><xsl:template match="text()" mode="k">T</xsl:template><xsl:template match="element()" mode="k">e</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund[1]/(.|@*|name|name/text())" mode="k"/></o></xsl:template>
</xsl:stylesheet>
