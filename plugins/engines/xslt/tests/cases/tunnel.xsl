<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:template match="amt"><xsl:apply-templates select="hund"/></xsl:template><xsl:template match="hund"><xsl:param name="x" tunnel="yes" select="0"/><xsl:param name="y" select="0"/><xsl:value-of select="$x, $y"/>;</xsl:template>
<xsl:template match="/"><o><xsl:apply-templates><xsl:with-param name="x" select="9" tunnel="yes"/><xsl:with-param name="y" select="9"/></xsl:apply-templates></o></xsl:template>
</xsl:stylesheet>
