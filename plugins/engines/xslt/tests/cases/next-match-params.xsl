<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="hund" priority="2"><xsl:param name="a" select="0"/><xsl:next-match><xsl:with-param name="a" select="$a + 1"/></xsl:next-match></xsl:template><xsl:template match="hund"><xsl:param name="a" select="7"/><xsl:value-of select="$a"/></xsl:template>
<xsl:template match="/"><o><xsl:apply-templates select="//hund"/></o></xsl:template>
</xsl:stylesheet>
